/** An incident that a channel told by itself, and whose end falls into a digest: what the channel said first is brought up to date, or the reason is known. */
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import { type TestClock, testClock } from "@flipwatch/adapters/testing/clock";
import { type ChannelMemory, type DigestDetail, type FlipwatchEvent, HOUR, MINUTE, type SendResult } from "@flipwatch/core";
import { beforeEach, describe, expect, it } from "vitest";
import { deliver, sweep } from "../deliver.ts";
import { Ear, event, portsOf, start } from "./sample.ts";

/** Remembers the last event's kind of each log; keeps what it was asked to bring up to date, and answers what the test says. */
class Board extends Ear {
  readonly revised: string[] = [];
  revision: (event: FlipwatchEvent) => SendResult = ({ kind }) => ({ outcome: "delivered", memory: { kind } });
  constructor() {
    super("slack:ops", false, "people");
    this.answer = async ({ kind }) => ({ outcome: "delivered", memory: { kind } });
  }
  async revise(said: FlipwatchEvent, memory: ChannelMemory): Promise<SendResult> {
    this.revised.push(`${said.id} after ${memory.kind}`);
    return this.revision(said);
  }
}

let records: Records;
let clock: TestClock;
let board: Board;

beforeEach(() => {
  records = createRecords(createMemoryTable());
  clock = testClock(start);
  board = new Board();
});

const names = ["one", "two", "three", "four"];
function said(name: string, number: number, changes: Partial<FlipwatchEvent>): FlipwatchEvent {
  const pair = `${name}.example.com/A`;
  const incident = { id: `${pair}!1`, openedAt: start, opening: "failover" as const };
  const at = clock.now();
  return event(number, { pair, id: `${pair}#${number}`, at, recordedAt: at, health: undefined, incident, ...changes });
}
const flip = (name: string) => said(name, 1, {});
const back = (name: string) => said(name, 2, { kind: "answer-back", severity: "info", from: "secondary", to: "primary" });
function end(name: string): FlipwatchEvent {
  const incident = { id: `${name}.example.com/A!1`, openedAt: start, opening: "failover" as const, closedAt: clock.now() };
  return said(name, 3, { kind: "recovered", severity: "info", from: undefined, to: undefined, incident });
}

async function tell(events: readonly FlipwatchEvent[]): Promise<void> {
  await records.log.append(events);
  await deliver(
    portsOf(records, clock, [board], {}),
    events.map(({ pair }) => pair),
  );
}

async function pass(ms: number): Promise<void> {
  const until = clock.now() + ms;
  while (clock.now() < until) {
    clock.set(Math.min(until, clock.now() + MINUTE));
    await sweep(portsOf(records, clock, [board], {}));
  }
}

/** Four fail over, one answers again, and then the minute has had its five alerts. */
async function failAndRecover(): Promise<void> {
  await tell(names.map(flip));
  clock.set(clock.now() + 10_000);
  await tell(names.map(back));
  clock.set(clock.now() + 10_000);
  await tell(names.map(end));
}

const log = (name: string) => `${name}.example.com/A`;
const inDigest = ["one#3", "two#2", "two#3", "three#2", "three#3", "four#2", "four#3"];
const idsIn = ({ detail }: FlipwatchEvent) => (detail as unknown as DigestDetail).events.map(({ id }) => id);
const listed = () => board.events.filter(({ kind }) => kind === "digest").flatMap(idsIn);
const idOf = (short: string) => short.replace("#", ".example.com/A#");

describe("what a channel said of an incident by itself", () => {
  it("is brought up to date by each event that is told in a digest, before the digest is", async () => {
    await failAndRecover();
    expect(board.events.map(({ kind }) => kind)).toEqual([...names.map(() => "failover"), "answer-back"]);
    const after = (id: string) => `${idOf(id)} after ${id.endsWith("#3") ? "answer-back" : "failover"}`;
    expect(board.revised.toSorted()).toEqual(inDigest.map(after).toSorted());
    expect((await records.cursors.get(log("two"), board.id))?.memory).toEqual({ kind: "recovered" });
    await pass(2 * MINUTE);
    expect(listed().toSorted()).toEqual(inDigest.map(idOf).toSorted());
  });

  it("is left alone for as long as the channel asks", async () => {
    await tell(names.map(flip));
    const answer: SendResult = { outcome: "failed", error: "Slack asked to wait", retryable: true, retryAfterMs: 30_000 };
    board.revision = () => answer;
    clock.set(clock.now() + 10_000);
    await tell(names.map(back));
    const asked = board.revised.length;
    expect((await records.cursors.get(log("four"), board.id))?.retryAt).toBe(clock.now() + 30_000);
    clock.set(clock.now() + 29_000);
    await sweep(portsOf(records, clock, [board], {}));
    expect(board.revised).toHaveLength(asked);
  });

  it.each<[string, SendResult, number]>([
    ["tries again while nothing can be sent", { outcome: "unknown", error: "no answer" }, 2 * MINUTE],
    ["goes on without where it is refused", { outcome: "failed", error: "not allowed", retryable: false }, 0],
    ["goes on without where an alert would be given up", { outcome: "failed", error: "500", retryable: true }, 2 * HOUR],
  ])("%s, and loses nothing", async (_what, answer, lasts) => {
    await tell(names.map(flip));
    const until = clock.now() + lasts;
    board.revision = ({ kind }) => (lasts === 0 || clock.now() < until ? answer : { outcome: "delivered", memory: { kind } });
    clock.set(clock.now() + 10_000);
    await tell(names.map(back));
    clock.set(clock.now() + 10_000);
    await tell(names.map(end));
    await pass(lasts + 5 * MINUTE);
    const told = board.events.flatMap((one) => (one.kind === "digest" ? idsIn(one) : one.id));
    expect(told.toSorted()).toEqual(names.flatMap((name) => [1, 2, 3].map((number) => `${log(name)}#${number}`)).toSorted());
    for (const name of names) {
      const order = told.filter((id) => id.startsWith(`${name}.`));
      expect(order).toEqual(order.toSorted());
    }
    const memory = (await records.cursors.get(log("two"), board.id))?.memory;
    expect(memory).toEqual(lasts === 2 * MINUTE ? { kind: "recovered" } : memory);
  });

  it("keeps no event from its digest longer than an alert would be tried", async () => {
    await tell(names.map(flip));
    board.revision = () => ({ outcome: "failed", error: "500", retryable: true });
    clock.set(clock.now() + 10_000);
    await tell(names.map(back));
    clock.set(clock.now() + 10_000);
    await tell(names.map(end));
    await pass(HOUR + 10 * MINUTE);
    const told = board.events.flatMap((one) => (one.kind === "digest" ? idsIn(one) : one.id));
    expect(told.toSorted()).toEqual(names.flatMap((name) => [1, 2, 3].map((number) => `${log(name)}#${number}`)).toSorted());
  });
});
