/**
 * One cause behind many names, over the whole step and a store: one alert, one story in it, and nothing lost; a name that shares its cause with none
 * waits for nothing. One file, since names and regions are told by the same clock and queue, which stand at its beginning.
 */
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import { type TestClock, testClock } from "@flipwatch/adapters/testing/clock";
import { FLEET, FlipwatchError, type FlipwatchEvent, type GroupDetail, MINUTE, newLogHead } from "@flipwatch/core";
import { beforeEach, describe, expect, it } from "vitest";
import { type DeliverPorts, deliver, sweep } from "../deliver.ts";
import { Ear, event, portsOf, start } from "./sample.ts";

let records: Records;
let clock: TestClock;
let people: Ear;
let machines: Ear;
/** What was asked to be woken for, by its moment. */
let woken: Map<number, string>;

beforeEach(() => {
  records = createRecords(createMemoryTable());
  clock = testClock(start);
  people = new Ear("teams:0", false, "people");
  machines = new Ear("pagerduty:0", true);
  woken = new Map();
});

function ports(changes: Partial<DeliverPorts> = {}): DeliverPorts {
  const wakeLater = async (digest: string, at: number) => void woken.set(at, digest);
  return portsOf(records, clock, [people, machines], { wakeLater, ...changes });
}
const kinds = (ear: Ear) => ear.events.map(({ kind }) => kind);
const detailOf = (one: FlipwatchEvent | undefined) => one?.detail as unknown as GroupDetail;
const listed = (one: FlipwatchEvent | undefined) => detailOf(one).events.map(({ id }) => id);

async function tell(events: readonly FlipwatchEvent[], changes: Partial<DeliverPorts> = {}): Promise<void> {
  await records.log.append(events);
  await deliver(
    ports({ maxMs: 600_000, ...changes }),
    events.map((one) => one.pair),
  );
}

/** Goes on to that moment, woken on the way whenever it was asked for, as by a queue that delays. */
async function passTo(until: number, changes: Partial<DeliverPorts> = {}): Promise<void> {
  for (let next = Math.min(...woken.keys()); next <= until; next = Math.min(...woken.keys())) {
    const digest = woken.get(next) ?? "";
    woken.delete(next);
    clock.set(Math.max(clock.now(), next));
    await deliver(ports(changes), [digest]);
  }
  clock.set(until);
}

/** The sweeps of so many minutes. */
async function passMinutes(minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    clock.set(clock.now() + MINUTE);
    await sweep(ports());
  }
}

async function states(log: string, channel: Ear): Promise<string[]> {
  const found = await records.deliveries.of(log, { limit: 1_000 });
  return found
    .filter((one) => one.channel === channel.id)
    .map(({ number, state, reason }) => [number, state, reason ?? []].flat().join(" "));
}

const CHECK = "1f416a68-5beb-4542-a015-64a30a8fc679";
const names = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `name-${index + from}`);

/** An event of a name whose check so many share. */
function said(
  name: string,
  number: number,
  kind: FlipwatchEvent["kind"],
  sharedBy: number,
  changes: Partial<FlipwatchEvent> = {},
): FlipwatchEvent {
  const pair = `${name}.example.com/A`;
  const health = { primary: { status: "unhealthy", check: CHECK, sharedBy }, secondary: { status: "healthy" } } as const;
  const incident = { id: `${pair}!1`, openedAt: start, opening: "failover" as const };
  const at = clock.now();
  return event(number, { pair, id: `${pair}#${number}`, kind, at, recordedAt: at, health, incident, ...changes });
}
const flip = (name: string, sharedBy: number) => said(name, 1, "failover", sharedBy, { from: "primary", to: "secondary" });
function recovered(name: string, sharedBy: number, number = 2): FlipwatchEvent {
  const incident = { id: `${name}.example.com/A!1`, openedAt: start, opening: "failover" as const, closedAt: clock.now() };
  return said(name, number, "recovered", sharedBy, { severity: "info", incident, from: undefined, to: undefined });
}

describe("a health check shared by 300 names", { timeout: 180_000 }, () => {
  it("is one alert, at once when the last of them is there, and one message at its end; machines get every event", async () => {
    const all = names(300);
    await tell(all.slice(0, 299).map((name) => flip(name, 300)));
    expect(kinds(people)).toEqual([]);
    clock.set(clock.now() + 800);
    await tell(all.slice(299).map((name) => flip(name, 300)));
    expect(kinds(people)).toEqual(["digest"]);
    const [opening] = people.events;
    expect(opening).toMatchObject({
      severity: "critical",
      to: "secondary",
      detail: { why: "check", count: 300, story: { told: 300, over: 0 } },
    });
    expect(listed(opening).toSorted()).toEqual(all.map((name) => `${name}.example.com/A#1`).toSorted());
    await passMinutes(10);
    await tell(all.map((name) => recovered(name, 300)));
    await passMinutes(3);
    expect(kinds(people)).toEqual(["digest", "digest"]);
    const end = people.events[1];
    expect(end).toMatchObject({
      severity: "info",
      incident: { id: opening?.incident?.id, closedAt: end?.at },
      detail: { count: 300, story: { told: 300, over: 300 } },
    });
    expect(kinds(machines)).toEqual([...Array(300).fill("failover"), ...Array(300).fill("recovered")]);
    for (const name of all) expect(await states(`${name}.example.com/A`, people)).toEqual(["1 digested", "2 digested"]);
    expect(await records.cursors.unsettled(Number.MAX_SAFE_INTEGER / 2, 10)).toEqual([]);
  });

  it("that flaps ends the story all the same, and begins another with its next failure", async () => {
    const all = names(6);
    await tell(all.map((name) => flip(name, 6)));
    await passMinutes(10);
    await tell(all.map((name) => ({ ...recovered(name, 6), detail: { flapping: true } })));
    await passMinutes(3);
    expect(kinds(people)).toEqual(["digest", "digest"]);
    expect(people.events[1]).toMatchObject({
      incident: { id: people.events[0]?.id, closedAt: people.events[1]?.at },
      detail: { story: { told: 6, over: 6 } },
    });
    expect((await records.channels.window(people.id)).stories).toEqual([]);
    await passMinutes(90);
    const next = (name: string) => ({ id: `${name}.example.com/A!3`, openedAt: clock.now(), opening: "failover" as const });
    await tell(all.map((name) => said(name, 3, "failover", 6, { incident: next(name) })));
    await passMinutes(1);
    expect(people.events[2]).toMatchObject({ number: 1, detail: { story: { told: 6, over: 0 } } });
  });

  it("ends its story also where a name's news just before waits in the minute's digest, and not before that", async () => {
    const all = names(6);
    await tell(all.map((name) => flip(name, 6)));
    await passMinutes(10);
    await tell(names(5, 10).map((name) => said(name, 1, "failover", 1, { health: undefined })));
    await tell([
      said("name-0", 2, "flapping", 6, { severity: "warning", incident: undefined, from: undefined, to: undefined, health: undefined }),
    ]);
    await tell(all.map((name) => recovered(name, 6, name === "name-0" ? 3 : 2)));
    await passMinutes(3);
    const after = people.events.slice(6);
    expect(after.map(({ kind, incident }) => [kind, incident?.closedAt !== undefined])).toEqual([
      ["digest", false],
      ["flapping", false],
      ["digest", true],
    ]);
    expect(await states("name-0.example.com/A", people)).toEqual(["1 digested", "2 digested", "3 digested"]);
    expect((await records.channels.window(people.id)).stories).toEqual([]);
  });

  it("whose ballots arrive seconds apart is one alert still", async () => {
    const all = names(300);
    for (const [index, from] of [0, 100, 200].entries()) {
      await passTo(start + index * 3_300);
      await tell(all.slice(from, from + 100).map((name) => flip(name, 300)));
    }
    await passTo(start + MINUTE);
    expect(kinds(people)).toEqual(["digest"]);
    expect(detailOf(people.events[0]).count).toBe(300);
  });

  it("of which not all flip is one alert, when no more of them came for five seconds", async () => {
    await tell(names(250).map((name) => flip(name, 300)));
    await passTo(start + 9_999);
    expect(kinds(people)).toEqual([]);
    await passTo(start + 10_000);
    expect(kinds(people)).toEqual(["digest"]);
    expect(detailOf(people.events[0])).toMatchObject({ count: 250, story: { told: 250, over: 0 } });
    // Those that come later join the story, and so the end is one message, too.
    clock.set(start + 20_000);
    await tell(names(50, 250).map((name) => flip(name, 300)));
    expect(detailOf(people.events[1])).toMatchObject({ count: 50, story: { told: 300, over: 0 }, pairs: { count: 300, of: 300 } });
    clock.set(start + 10 * MINUTE);
    await tell(names(300).map((name) => recovered(name, 300)));
    await passTo(start + 20 * MINUTE);
    expect(kinds(people)).toEqual(["digest", "digest", "digest"]);
    expect(people.events[2]).toMatchObject({
      detail: { count: 300, story: { told: 300, over: 300 } },
      incident: { id: people.events[0]?.id },
    });
  });

  it("is one alert about those of its pairs that routes give to the channel", async () => {
    const routes = [{ pairs: "name-1*.example.com", channels: ["teams:0"] }, { channels: ["pagerduty:0"] }];
    await tell(
      names(20).map((name) => flip(name, 20)),
      { routes },
    );
    await passTo(start + MINUTE, { routes });
    expect(kinds(people)).toEqual(["digest"]);
    expect(detailOf(people.events[0]).count).toBe(11);
    expect(await states("name-2.example.com/A", people)).toEqual(["1 suppressed no-route"]);
  });

  it("is one alert by itself, five seconds late, where only one of its pairs is told of or flips", async () => {
    const [alone] = names(1);
    await tell([flip(alone ?? "", 300)]);
    await passTo(start + 4_999);
    expect(kinds(people)).toEqual([]);
    await passTo(start + 5_000);
    expect(people.events).toMatchObject([{ kind: "failover", id: "name-0.example.com/A#1" }]);
    expect(await states("name-0.example.com/A", people)).toEqual(["1 digested"]);
    // What began by itself ends by itself, at the time of its group.
    clock.set(start + 10 * MINUTE);
    await tell([recovered(alone ?? "", 300)]);
    await passTo(clock.now() + 5_000);
    expect(kinds(people)).toEqual(["failover", "recovered"]);
  });

  it("holds up no name that does not share it, nor one that only a few share theirs with", async () => {
    await tell(names(20).map((name) => flip(name, 300)));
    const few = { primary: { status: "unhealthy", check: "another", sharedBy: 5 }, secondary: { status: "healthy" } } as const;
    await tell([{ ...flip("few", 5), health: few }, said("single", 1, "failover", 1, { health: undefined })]);
    expect(people.events.map(({ pair }) => pair)).toEqual(["few.example.com/A", "single.example.com/A"]);
  });

  it.each(["there is no queue for that", "the queue does not take it"])(
    "is found by the next minute's sweep where nobody is woken for it: %s",
    async (why) => {
      const refused = () => Promise.reject(new FlipwatchError("sqs-failed", "SQS did not take it"));
      const logged: string[] = [];
      const log = (_level: string, message: string) => void logged.push(message);
      await tell(
        names(20).map((name) => flip(name, 300)),
        { log, wakeLater: why.startsWith("there") ? undefined : refused },
      );
      expect(logged).toHaveLength(why.startsWith("there") ? 0 : 1);
      await passMinutes(1);
      expect(kinds(people)).toEqual(["digest"]);
    },
  );

  it("tells what is left of its story in it, also when it ends name by name: once a minute at most", async () => {
    await tell(names(10).map((name) => flip(name, 10)));
    expect(kinds(people)).toEqual(["digest"]);
    for (const name of names(10)) {
      await passTo(clock.now() + 20_000);
      await tell([recovered(name, 10)]);
    }
    await passTo(clock.now() + 3 * MINUTE);
    const ends = people.events.slice(1);
    // 200 s of ends.
    expect(ends.length).toBeLessThanOrEqual(4);
    expect(new Set(ends.map(({ incident }) => incident?.id))).toEqual(new Set([people.events[0]?.incident?.id]));
    expect(ends.map(({ incident }) => incident?.closedAt !== undefined)).toEqual([...Array(ends.length - 1).fill(false), true]);
    expect(ends.flatMap(listed)).toEqual(names(10).map((name) => `${name}.example.com/A#2`));
  });

  it("tells at once, and in its story, when it gets worse", async () => {
    await tell(names(10).map((name) => flip(name, 10)));
    clock.set(start + 10_000);
    await tell(names(10).map((name) => said(name, 2, "dark", 10, { to: "dark" })));
    expect(people.events).toMatchObject([{ number: 1 }, { number: 2, severity: "critical", incident: { id: people.events[0]?.id } }]);
  });

  it("is told once, in order, when many deliverers are at it", async () => {
    const all = names(60);
    await records.log.append(all.map((name) => flip(name, 60)));
    const part = (index: number) => all.slice(index * 10, index * 10 + 10).map((name) => `${name}.example.com/A`);
    await Promise.all(Array.from({ length: 6 }, (_, index) => deliver(ports({ maxMs: 600_000 }), part(index))));
    await passTo(clock.now() + MINUTE);
    await passMinutes(2);
    expect(kinds(people)).toEqual(["digest"]);
    expect(listed(people.events[0]).toSorted()).toEqual(all.map((name) => `${name}.example.com/A#1`).toSorted());
  });

  it("waits with its end until its beginning could be told", async () => {
    people.answer = async () => ({ outcome: "failed", error: "500", retryable: true });
    await tell(names(10).map((name) => flip(name, 10)));
    clock.set(start + 20_000);
    await tell(names(10).map((name) => recovered(name, 10)));
    people.answer = async () => ({ outcome: "delivered" });
    people.events.length = 0;
    await passMinutes(4);
    expect(people.events.map(({ number }) => number)).toEqual([1, 2]);
    expect(people.events[1]?.incident?.closedAt).toBeDefined();
  });
});

describe("a story's later message on its way", () => {
  it("is not overtaken by what follows in its names' logs", async () => {
    await tell(names(10).map((name) => flip(name, 10)));
    clock.set(start + 2 * MINUTE);
    people.answer = async ({ number }) => (number === 2 ? { outcome: "failed", error: "500", retryable: true } : { outcome: "delivered" });
    await tell(names(10).map((name) => recovered(name, 10)));
    const again = names(10).map((name) => {
      const one = said(name, 3, "failover", 10, { to: "secondary" });
      return { ...one, incident: { id: `${one.pair}!3`, openedAt: clock.now(), opening: "failover" as const } };
    });
    await tell(again);
    await passTo(clock.now() + 30_000);
    expect(new Set(people.events.map(({ number }) => number))).toEqual(new Set([1, 2]));
    people.answer = async () => ({ outcome: "delivered" });
    await passMinutes(3);
    expect(people.events.at(-1)).toMatchObject({ number: 1, to: "secondary", detail: { count: 10 } });
    expect(people.events.at(-1)?.incident?.id).not.toBe(people.events[0]?.incident?.id);
    expect(people.events.at(-2)).toMatchObject({ number: 2, incident: { closedAt: start + 2 * MINUTE } });
  });
});

describe("two regions that die together", () => {
  const vote = { verdict: "primary" as const, reason: "says primary", values: [], at: start, since: { by: start }, revision: 1 };
  const evidence = {
    "us-east-2": { ...vote, fresh: false },
    "eu-central-1": { ...vote, fresh: false },
    "ap-northeast-1": { ...vote, fresh: true },
  };
  const shards = Array.from({ length: 10 }, (_, shard) => shard);
  /** As tally writes them: each shard's run finds both. */
  const all = shards.flatMap((shard) => ["us-east-2", "eu-central-1"].map((region) => ({ region, shard })));
  const fleet = (
    number: number,
    kind: FlipwatchEvent["kind"],
    region: string,
    detail: object,
    severity: FlipwatchEvent["severity"] = "critical",
  ) => event(number, { pair: FLEET, kind, region, severity, detail: { ...detail }, at: clock.now(), recordedAt: clock.now() });
  async function open(...keys: string[]): Promise<void> {
    const { version = 0 } = (await records.logHeads.get(FLEET)) ?? {};
    await records.logHeads.put({ ...newLogHead(FLEET), version, open: Object.fromEntries(keys.map((key) => [key, start])) });
  }

  it("with 10,000 pairs are one fleet alert, at once, and nothing pair by pair, and one when they are back", {
    timeout: 180_000,
  }, async () => {
    await open(...all.map(({ region, shard }) => `region-silent:${region}#${shard}`));
    await tell(all.map(({ region, shard }, index) => fleet(index + 1, "region-silent", region, { shard, voting: 1, regions: 3 })));
    expect(kinds(people)).toEqual(["digest"]);
    expect(detailOf(people.events[0])).toMatchObject({
      why: "regions",
      count: 2,
      regions: ["us-east-2", "eu-central-1"],
      voting: 1,
      of: 3,
    });
    const blind = names(10_000).map((name) =>
      said(name, 1, "unknown", 1, { from: "primary", to: "unknown", severity: "warning", evidence, incident: undefined }),
    );
    await tell(blind, { channels: [people] });
    await passMinutes(2);
    expect(kinds(people)).toEqual(["digest"]);
    expect(await states("name-0.example.com/A", people)).toEqual(["1 suppressed grouped"]);
    await open();
    await tell(all.map(({ region, shard }, index) => fleet(index + 21, "region-back", region, { shard }, "info")));
    await tell(names(100).map((name) => said(name, 2, "resumed", 1, { to: "primary", severity: "info", incident: undefined })));
    await passMinutes(2);
    expect(kinds(people)).toEqual(["digest", "digest"]);
    expect(detailOf(people.events[1])).toMatchObject({ why: "regions", count: 2, regions: ["us-east-2", "eu-central-1"] });
    expect(await states("name-0.example.com/A", people)).toEqual(["1 suppressed grouped", "2 suppressed untold"]);
    expect(kinds(machines).filter((kind) => kind === "region-silent")).toHaveLength(20);
  });

  it("one after the other are told one after the other, the second at once, since it is worse", async () => {
    await tell([fleet(1, "region-silent", "us-east-2", { shard: 0, voting: 2, regions: 3 }, "warning")]);
    expect(kinds(people)).toEqual(["region-silent"]);
    clock.set(start + 20_000);
    await tell([fleet(2, "region-silent", "eu-central-1", { shard: 0, voting: 1, regions: 3 })]);
    expect(people.events.map(({ kind, region }) => [kind, region])).toEqual([
      ["region-silent", "us-east-2"],
      ["region-silent", "eu-central-1"],
    ]);
    // Only one is back: that is told by itself, when the other was waited for.
    clock.set(start + 5 * MINUTE);
    await tell([fleet(3, "region-back", "us-east-2", { shard: 0 }, "info")]);
    await passTo(clock.now() + 5_000);
    expect(people.events.map(({ kind, region }) => [kind, region]).slice(2)).toEqual([["region-back", "us-east-2"]]);
  });

  it("hide no pair that nobody can judge for another reason", async () => {
    await open("region-silent:us-east-2#0");
    await tell([said("alone", 1, "unknown", 1, { to: "unknown", evidence, incident: undefined })]);
    expect(kinds(people)).toEqual(["unknown"]);
  });
});

describe("A and AAAA of one name", () => {
  it("are told one at once and one at the end of the minute, each by itself, and so are their ends", async () => {
    const of = (type: string, make: (name: string) => FlipwatchEvent) => {
      const one = make("failover");
      const pair = `failover.example.com/${type}`;
      const incident = one.incident && { ...one.incident, id: `${pair}!1` };
      return { ...one, pair, id: `${pair}#${one.number}`, incident };
    };
    const both = (make: (name: string) => FlipwatchEvent) => [of("A", make), of("AAAA", make)];
    await tell(both((name) => flip(name, 2)));
    expect(kinds(people)).toEqual(["failover"]);
    await passTo(start + MINUTE);
    expect(people.events.map(({ id }) => id)).toEqual(["failover.example.com/A#1", "failover.example.com/AAAA#1"]);
    clock.set(start + 5 * MINUTE);
    await tell(both((name) => recovered(name, 2)));
    await passTo(start + 7 * MINUTE);
    expect(people.events.slice(2).map(({ id }) => id)).toEqual(["failover.example.com/A#2", "failover.example.com/AAAA#2"]);
  });
});
