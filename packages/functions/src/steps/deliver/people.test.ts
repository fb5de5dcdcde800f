/** What people get when much happens at once, over the whole step and a store: a stated handful of messages, and nothing lost. */
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import { type TestClock, testClock } from "@flipwatch/adapters/testing/clock";
import { type DigestDetail, FLEET, type FlipwatchEvent, HOUR, MINUTE } from "@flipwatch/core";
import { beforeEach, describe, expect, it } from "vitest";
import { type DeliverPorts, deliver, sweep } from "../deliver.ts";
import { Ear, event, pair, portsOf, start } from "./sample.ts";

let records: Records;
let clock: TestClock;
let people: Ear;
let machines: Ear;

beforeEach(() => {
  records = createRecords(createMemoryTable());
  clock = testClock(start);
  people = new Ear("slack:ops", false, "people");
  machines = new Ear("sns:0", true);
});

const ports = (changes: Partial<DeliverPorts> = {}) => portsOf(records, clock, [people, machines], changes);
const kinds = (ear: Ear) => ear.events.map(({ kind }) => kind);
const digestOf = ({ detail }: FlipwatchEvent) => detail as unknown as DigestDetail;

/** The first event of a name of its own, unless told. */
function flip(name: string, changes: Partial<FlipwatchEvent> = {}): FlipwatchEvent {
  return event(1, { pair: `${name}.example.com/A`, at: clock.now(), recordedAt: clock.now(), ...changes });
}

/** Appends, and delivers as the queue would wake it, in one invocation. */
async function tell(events: readonly FlipwatchEvent[], changes: Partial<DeliverPorts> = {}): Promise<void> {
  await records.log.append(events);
  await deliver(
    ports(changes),
    events.map((one) => one.pair),
  );
}

/** The minutes' sweeps until then. */
async function pass(ms: number): Promise<void> {
  const until = clock.now() + ms;
  while (clock.now() < until) {
    clock.set(Math.min(until, clock.now() + MINUTE));
    await sweep(ports());
  }
}

/** How every alerting event of a log ended at a channel. */
async function states(log: string, channel: Ear): Promise<string[]> {
  const found = await records.deliveries.of(log, { limit: 1_000 });
  return found
    .filter((one) => one.channel === channel.id)
    .map(({ number, state, reason }) => [number, state, reason ?? []].flat().join(" "));
}

describe("more alerts than people read", () => {
  it("don't keep a failover waiting behind names that are first seen: their digest goes out with it at once", async () => {
    const names = Array.from({ length: 8 }, (_, index) => `name-${index}`);
    await tell(names.map((name) => flip(name, { kind: "first-seen", severity: "info" })));
    expect(kinds(people)).toEqual(Array(5).fill("first-seen"));
    clock.set(clock.now() + 2_000);
    await tell([flip("name-7", { number: 2, id: "name-7.example.com/A#2" })]);
    expect(kinds(people)).toEqual([...Array(5).fill("first-seen"), "digest"]);
    const told = digestOf(people.events.at(-1) as FlipwatchEvent).events.map(({ kind, pair: name }) => `${kind} ${name}`);
    expect(told).toEqual([
      "first-seen name-5.example.com/A",
      "first-seen name-6.example.com/A",
      "first-seen name-7.example.com/A",
      "failover name-7.example.com/A",
    ]);
    // A storm behind it is a storm like any other: one more digest, at the end of its minute.
    clock.set(clock.now() + 1_000);
    await tell(names.slice(0, 6).map((name) => flip(name, { number: 2, id: `${name}.example.com/A#2` })));
    expect(kinds(people)).toHaveLength(6);
    await pass(2 * MINUTE);
    expect(kinds(people)).toHaveLength(7);
    expect(digestOf(people.events.at(-1) as FlipwatchEvent).events).toHaveLength(6);
  });

  it("become five and one digest at the end of the minute, while machines get every event", async () => {
    const names = Array.from({ length: 12 }, (_, index) => `name-${index}`);
    await tell(names.map((name) => flip(name)));
    expect(kinds(people)).toEqual(Array(5).fill("failover"));
    await pass(2 * MINUTE);
    expect(kinds(people)).toEqual([...Array(5).fill("failover"), "digest"]);
    expect(machines.events).toHaveLength(12);
    const digest = people.events[5] as FlipwatchEvent;
    expect(digest).toMatchObject({ pair: FLEET, number: 1, severity: "critical", detail: { why: "rate", count: 7 } });
    const told = [...people.events.slice(0, 5).map(({ id }) => id), ...digestOf(digest).events.map(({ id }) => id)];
    expect(told.toSorted()).toEqual(names.map((name) => `${name}.example.com/A#1`).toSorted());
    expect(await records.deliveries.of(digest.id, {})).toMatchObject([{ state: "delivered", attempts: 1 }]);
    const digested = await records.deliveries.of(digestOf(digest).events[0]?.pair ?? "", {});
    expect(digested).toContainEqual(expect.objectContaining({ state: "digested", digest: digest.id, channel: people.id }));
  });

  it("are told by themselves again in the next minute", async () => {
    await tell(Array.from({ length: 6 }, (_, index) => flip(`name-${index}`)));
    await pass(2 * MINUTE);
    await tell([flip("later")]);
    // A digest of one is that alert itself.
    const [sixth, later] = people.events.slice(5).map(({ id }) => id);
    expect([sixth, later]).toEqual(["name-5.example.com/A#1", "later.example.com/A#1"]);
    expect(await states("name-5.example.com/A", people)).toEqual(["1 digested"]);
  });

  it("end in one digest each, once, when many deliverers come at once", async () => {
    const names = Array.from({ length: 40 }, (_, index) => `name-${index}`);
    await records.log.append(names.map((name) => flip(name)));
    const logs = names.map((name) => `${name}.example.com/A`);
    await Promise.all(Array.from({ length: 4 }, (_, index) => deliver(ports(), logs.slice(index * 10, index * 10 + 10))));
    await Promise.all([pass(3 * MINUTE), sweep(ports())]);
    const digests = people.events.filter(({ kind }) => kind === "digest");
    const told = people.events.flatMap((one) => (one.kind === "digest" ? digestOf(one).events.map(({ id }) => id) : one.id));
    expect(told.toSorted()).toEqual(logs.map((log) => `${log}#1`).toSorted());
    expect(digests).toHaveLength(1);
  });

  it("take what follows them in their log along, though there is room again", async () => {
    await tell(Array.from({ length: 5 }, (_, index) => flip(`name-${index}`)));
    clock.set(start + MINUTE / 2);
    await tell([flip("sixth")]);
    clock.set(start + MINUTE + 10_000);
    const log = "sixth.example.com/A";
    await tell([event(2, { pair: log, kind: "dark", at: clock.now(), recordedAt: clock.now() })]);
    await pass(2 * MINUTE);
    expect(kinds(people).slice(5)).toEqual(["digest"]);
    expect(digestOf(people.events[5] as FlipwatchEvent).events.map(({ id }) => id)).toEqual([`${log}#1`, `${log}#2`]);
  });

  it("are not overtaken by what follows them in their log, also while the digest can't be sent", async () => {
    await tell(Array.from({ length: 6 }, (_, index) => flip(`name-${index}`)));
    const sixth = "name-5.example.com/A";
    people.answer = async () => ({ outcome: "failed", error: "500", retryable: true });
    await pass(2 * MINUTE);
    await tell([event(2, { pair: sixth, kind: "dark", at: clock.now(), recordedAt: clock.now() })]);
    expect(kinds(people)).not.toContain("dark");
    people.answer = async () => ({ outcome: "delivered" });
    const before = people.events.length;
    await pass(5 * MINUTE);
    expect(kinds(people).slice(before)).toEqual(["failover", "dark"]);
    expect(await states(sixth, people)).toEqual(["1 digested", "2 delivered"]);
  });

  it("name 500 of a digest's events and count the rest", async () => {
    await tell(
      Array.from({ length: 520 }, (_, index) => flip(`name-${index}`)),
      { maxMs: 600_000 },
    );
    await pass(2 * MINUTE);
    const digest = people.events.at(-1) as FlipwatchEvent;
    expect(digestOf(digest).events).toHaveLength(500);
    expect(digestOf(digest).count).toBe(515);
    expect(digest.message).toContain("515 alerts");
  });
});

describe("a pair that flaps all day", () => {
  /** Every five minutes to and fro, with the marks that tally gives. */
  function day(): FlipwatchEvent[] {
    const events: FlipwatchEvent[] = [];
    const add = (minute: number, changes: Partial<FlipwatchEvent>) => {
      const at = start + minute * MINUTE;
      events.push(event(events.length + 1, { at, recordedAt: at, ...changes }));
    };
    for (let minute = 0; minute < 24 * 60; minute += 10) {
      const detail = minute >= 20 ? { flapping: true } : {};
      const incident = { id: `${pair}!${minute}`, openedAt: start + minute * MINUTE, opening: "failover" as const };
      add(minute, { incident, detail });
      if (minute === 20) add(minute, { kind: "flapping", severity: "warning", detail });
      add(minute + 5, { kind: "answer-back", severity: "info", incident, detail });
      add(minute + 6, { kind: "recovered", severity: "info", incident: { ...incident, closedAt: start }, detail });
    }
    add(24 * 60 + 25, { kind: "calm", severity: "info" });
    return events;
  }

  it("is a handful of messages: what it did until it flapped, flapping, one digest an hour, calm", { timeout: 60_000 }, async () => {
    for (const one of day()) {
      await pass(Math.max(0, one.at - clock.now()));
      await tell([one]);
    }
    await pass(HOUR);
    const told = kinds(people);
    expect(told.slice(0, 8)).toEqual([
      "failover",
      "answer-back",
      "recovered",
      "failover",
      "answer-back",
      "recovered",
      "flapping",
      "digest",
    ]);
    expect(told.filter((kind) => kind === "digest").length).toBeLessThanOrEqual(25);
    expect(told.filter((kind) => kind !== "digest").slice(7)).toEqual(["calm"]);
    expect(machines.events).toHaveLength(day().length);
    const ended = await states(pair, people);
    expect(ended).toHaveLength(day().length);
    expect(new Set(ended.map((state) => state.split(" ")[1]))).toEqual(new Set(["delivered", "digested"]));
  });

  it("is told at once when it gets worse, once a way", async () => {
    const flapping = { detail: { flapping: true } };
    const at = (number: number, kind: FlipwatchEvent["kind"]) => event(number, { kind, ...flapping });
    await tell([at(1, "flapping"), at(2, "failover"), at(3, "dark"), at(4, "failover"), at(5, "dark"), at(6, "calm")]);
    expect(kinds(people)).toEqual(["flapping", "dark", "calm"]);
  });
});
