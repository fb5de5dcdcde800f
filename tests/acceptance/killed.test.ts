/**
 * `flipwatch run` killed with -9 in the middle of flips and started again on the same folder: nothing is lost, nothing is told twice but what may
 * have been cut off while it was being told, and what happened while nobody watched is found.
 */
import type { FlipwatchEvent } from "@flipwatch/core";
import type { Answer } from "dns-packet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endAll, type Flipwatch, flipwatch, startFlipwatch } from "./flipwatch.ts";
import { newFolder, removeFolders, writeConfig } from "./folder.ts";
import { type NameServer, startNameServer } from "./name-server.ts";
import { type Receiver, startReceiver } from "./receiver.ts";
import { until } from "./until.ts";

const NAME = "failover.example.com";
const PAIR = `${NAME}/A`;

let folder = "";
let server: NameServer;
let receiver: Receiver;
let run: Flipwatch;
let api = "";

const answers = { primary: "192.0.2.10", secondary: "192.0.2.20" };
const serve = (side: keyof typeof answers) => {
  const record: Answer = { type: "A", name: NAME, ttl: 60, data: answers[side] };
  server.answer(NAME, "A", [record]);
};

/** Keys of the alerts that may have been in flight at a kill: the last that the web hook heard of before each. */
const cutOffKeys = new Set<string>();

async function killAndStart(): Promise<void> {
  await run.kill();
  const last = receiver.told().at(-1);
  if (last !== undefined) cutOffKeys.add(last.key);
  receiver.listen();
  await start();
}

async function start(): Promise<void> {
  run = startFlipwatch(["run", "--json", "--port", "0"], { cwd: folder });
  ({ api } = await run.ready<{ api: string }>());
}

const toldOf = (kind: FlipwatchEvent["kind"], after = 0) =>
  until(`${kind} at the web hook`, () => receiver.told().find(({ event }) => event.kind === kind && event.number > after), {
    seen: () =>
      receiver
        .told()
        .map(({ event }) => `${event.number} ${event.kind}`)
        .join(", "),
  });

async function log(): Promise<FlipwatchEvent[]> {
  const reply = await fetch(`${api}/api/pairs/${encodeURIComponent(PAIR)}/events?limit=1000`);
  return ((await reply.json()) as { events: FlipwatchEvent[] }).events;
}

beforeAll(async () => {
  folder = await newFolder();
  server = await startNameServer();
  receiver = await startReceiver();
  serve("primary");
  await writeConfig(folder, {
    pairs: [
      {
        name: NAME,
        type: "A",
        nameservers: [server.address],
        primary: { values: [answers.primary] },
        secondary: { values: [answers.secondary] },
      },
    ],
    probe: { intervalSeconds: 1 },
    channels: { webhook: [{ url: receiver.url }] },
  });
  await start();
});
afterAll(async () => {
  await endAll();
  await Promise.all([server, receiver].map((each) => each?.close()));
  await removeFolders();
});

describe("kill -9 in the middle of a flip", () => {
  /** Highest number told so far. */
  let numbered = 0;

  it("right after the answer changed: the flip that it never saw is told after the restart", async () => {
    numbered = (await toldOf("first-seen")).event.number;
    serve("secondary");
    await killAndStart();
    const { event } = await toldOf("failover", numbered);
    expect(event).toMatchObject({ from: "primary", to: "secondary" });
    // The last vote for the primary was cast before the kill, and the first for the secondary after the restart.
    expect(event.bounds.after ?? Number.NaN).toBeLessThan(event.bounds.by);
    numbered = event.number;
  });

  it("right after the first vote for the other side: the return is decided and told once", async () => {
    serve("primary");
    await run.event("the first vote-changed", ({ kind, number }) => kind === "vote-changed" && number > numbered);
    await killAndStart();
    await toldOf("answer-back", numbered);
    numbered = (await toldOf("recovered", numbered)).event.number;
  });

  it("lets no second process into the same folder meanwhile, and says which", async () => {
    const second = await flipwatch(["run", "--json", "--port", "0"], { cwd: folder });
    expect(second.code).toBe(1);
    expect(second.stdout).toBe("");
    expect(second.stderr).toContain(`${folder}/.flipwatch`);
    expect(second.stderr).toMatch(/another running process/i);
  });

  it("while the web hook keeps it waiting: the alert in flight is told again by the same key", async () => {
    receiver.hang();
    serve("secondary");
    const cutOff = await toldOf("failover", numbered);
    await killAndStart();
    const again = await until("the failover at the web hook again", () => receiver.told().filter(({ key }) => key === cutOff.key)[1]);
    expect(again.event).toEqual(cutOff.event);
    numbered = again.event.number;
  });

  it("has lost no number, and told nothing twice but the alert that was in flight", async () => {
    serve("primary");
    await toldOf("recovered", numbered);
    await toldOf("flapping", numbered);
    const events = await log();
    expect(events.map(({ number }) => number)).toEqual(events.map((_, index) => index + 1));
    const alerting = events.filter(({ severity }) => severity !== "record");
    expect(alerting.map(({ kind }) => kind)).toEqual([
      "first-seen",
      "failover",
      "answer-back",
      "recovered",
      "failover",
      "answer-back",
      "recovered",
      // Four changes within half an hour.
      "flapping",
    ]);
    const keys = receiver.told().map(({ key }) => key);
    expect([...new Set(keys)], "each alert, in order").toEqual(alerting.map(({ id }) => id));
    const repeated = alerting.map(({ id }) => id).filter((id) => keys.filter((key) => key === id).length > 1);
    expect(repeated).toContain(alerting[4]?.id);
    for (const id of repeated) {
      expect(cutOffKeys, "told again").toContain(id);
      const marks = receiver.told().flatMap(({ key, possibleRepeat }) => (key === id ? [possibleRepeat] : []));
      expect(marks, "told twice, and then marked").toEqual([false, true]);
    }
    for (const told of receiver.told()) expect(told.event).toEqual(events[told.event.number - 1]);
  });

  it("ends at Ctrl-C, and the folder can be used again", async () => {
    expect((await run.interrupt()).code).toBe(0);
    await start();
    expect((await run.interrupt()).code).toBe(0);
  });
});
