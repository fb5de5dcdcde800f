/** An incident as Slack shows it in the lab: one message, edited until it is resolved, acknowledged by its button, with every step as a reply. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { endAll } from "./flipwatch.ts";
import { removeFolders } from "./folder.ts";
import { type LabProcess, startLab } from "./lab.ts";
import { until } from "./until.ts";

/** Slow enough for the sixteen checkers on a busy machine. */
const SPEED = 5;
const PAIR = "failover.example.com/A";

interface Message {
  ts: string;
  threadTs?: string;
  edits: number;
  text: string;
  payload: unknown;
  metadata?: { event_payload?: { event?: string; part?: string } };
}

let lab: LabProcess;

beforeAll(async () => {
  lab = await startLab(SPEED);
});
afterAll(async () => {
  await endAll();
  await removeFolders();
});

async function messages(): Promise<Message[]> {
  return ((await (await fetch(`${lab.ready.slack}/messages`)).json()) as { messages: Message[] }).messages;
}

const partOf = ({ metadata }: Message) => metadata?.event_payload;
const named = (kind: string) => lab.process.event(kind, (event) => event.pair === PAIR && event.kind === kind);
const told = async (event: string) =>
  until(`${event} in Slack`, async () => (await messages()).find((one) => partOf(one)?.event === event));

it("is one thread from the failover to the recovery, in order, nothing doubled", async () => {
  await named("first-seen");
  await until("both checks read", () => lab.process.events().filter(({ kind }) => kind === "health-changed").length >= 2);
  await lab.control("/block", { target: "primary" });
  const failover = await named("failover");
  const root = await told(failover.id);
  expect([partOf(root)?.part, root.threadTs]).toEqual(["root", undefined]);

  const press = new URLSearchParams({ ts: root.ts, action: "flipwatch_acknowledge" });
  const pressed = await fetch(`${lab.ready.slack}/press`, { method: "POST", body: press, redirect: "manual" });
  expect(pressed.status).toBe(303);
  const acknowledged = await named("acknowledged");
  expect(acknowledged.detail).toMatchObject({ by: "lab", via: "slack:lab" });
  expect((await told(acknowledged.id)).threadTs).toBe(root.ts);

  await lab.control("/unblock", { target: "primary" });
  const recovered = await named("recovered");
  await told(recovered.id);
  const all = (await messages()).filter((one) => one.ts === root.ts || one.threadTs === root.ts);
  const numbers = all.map((one) => Number(partOf(one)?.event?.split("#")[1]));
  expect(numbers, "in order, each once").toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
  expect([numbers[0], numbers.at(-1)]).toEqual([failover.number, recovered.number]);
  const roots = (await messages()).filter((one) => partOf(one)?.part === "root");
  expect(roots.map(({ ts }) => ts)).toEqual([root.ts]);
  const resolved = JSON.stringify(roots[0]?.payload);
  expect(roots[0]?.text).toMatch(/recovered after/);
  expect(resolved).toContain("Acknowledged by lab");
  expect(resolved).not.toContain("flipwatch_acknowledge");
});
