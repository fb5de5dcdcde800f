import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import {
  type Answer,
  type Asker,
  type Ballot,
  FlipwatchError,
  type Ms,
  type PairDefinition,
  policyOf,
  type Question,
} from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { type ProbeOptions, type ProbeSummary, probe } from "./probe.ts";
import { virtualClock } from "./virtual-clock.ts";

const T0 = 1_800_000_000_000;
const SECOND = 1_000;
const PRIMARY = "192.0.2.10";
const SECONDARY = "192.0.2.20";
const servers = ["198.51.100.1:53", "198.51.100.2:53", "198.51.100.3:53", "198.51.100.4:53"];

/** What a server does at a moment: an address it answers with, an rcode, or nothing at all. */
type Said = string | { rcode: string } | "silence";

interface World {
  /** By seconds since T0. */
  says: (question: Question, seconds: number) => Said;
  pairs?: number;
  regions?: string[];
  resolvers?: string[];
  intervalSeconds?: number;
  /** How long a reply takes. */
  latencyMs?: number;
  startedAt?: Ms;
  maxSeconds?: number;
  records?: (records: Records) => Pick<Records, "manifests" | "definitions" | "ballots">;
  more?: Partial<ProbeOptions>;
}

function definitionOf(index: number): PairDefinition {
  const name = index === 0 ? "failover.example.com" : `name-${index}.example.com`;
  const [primary, secondary] = [
    { values: [PRIMARY], ttlSeconds: 60 },
    { values: [SECONDARY], ttlSeconds: 60 },
  ];
  return {
    id: `${name}/A`,
    name,
    type: "A",
    source: "config",
    nameservers: servers,
    primary,
    secondary,
    ttlSeconds: 60,
    revision: 1,
    revisedAt: T0 - 900_000,
  };
}

async function world(options: World) {
  const clock = virtualClock(options.startedAt ?? T0 + 100);
  const records = createRecords(createMemoryTable());
  const definitions = Array.from({ length: options.pairs ?? 1 }, (_, index) => definitionOf(index));
  for (const definition of definitions) await records.definitions.put(definition);
  await records.manifests.put({ shard: 0, version: 1, at: T0, slots: definitions.map(({ id, revision }) => ({ pair: id, revision })) });
  const asked: (Question & { at: Ms })[] = [];
  const asker: Asker = {
    async ask(question) {
      const sentAt = clock.now();
      asked.push({ ...question, at: sentAt });
      const said = options.says(question, (sentAt - T0) / SECOND);
      await clock.until(sentAt + (said === "silence" ? question.timeoutMs : (options.latencyMs ?? 10)));
      return answerOf(question, said, sentAt, clock.now() - sentAt);
    },
    close: async () => undefined,
  };
  const woken: { deduplication: string; at: Ms }[] = [];
  const logged: string[] = [];
  const policy = policyOf({
    regions: options.regions ?? ["us-east-2", "eu-central-1", "ap-northeast-1"],
    intervalSeconds: options.intervalSeconds ?? 10,
  });
  const run = (more: Partial<ProbeOptions> = {}): Promise<ProbeSummary> =>
    probe({
      records: options.records?.(records) ?? records,
      asker,
      nameServers: { of: async ({ nameservers }) => nameservers ?? [] },
      wakeUps: { wake: async (_shard, deduplication) => void woken.push({ deduplication, at: clock.now() }) },
      clock,
      policy,
      region: policy.regions[0] ?? "local",
      regionIndex: 0,
      resolvers: options.resolvers ?? [],
      timeoutMs: 1_500,
      startedAt: clock.now(),
      maxMs: (options.maxSeconds ?? 60) * SECOND,
      log: (level, message) => void logged.push(`${level} ${message}`),
      ...options.more,
      ...more,
    });
  const ballots = (region = policy.regions[0] ?? ""): Promise<Ballot[]> =>
    records.ballots.between(region, 0, T0 - 3_600_000, T0 + 3_600_000 - 10_000, policy.intervalMs);
  return { run, ballots, asked, woken, logged, records, clock, policy };
}

function answerOf(question: Question, said: Said, sentAt: Ms, tookMs: number): Answer {
  const base = { server: question.server, transport: question.transport, sentAt, tookMs };
  if (said === "silence") return { kind: "silence", ...base, reason: "timeout" };
  const authoritative = !question.recursive;
  if (typeof said !== "string") return { kind: "reply", ...base, rcode: said.rcode, authoritative, records: [] };
  return {
    kind: "reply",
    ...base,
    rcode: "NOERROR",
    authoritative,
    records: [{ name: question.name, type: "A", ttlSeconds: 60, value: said }],
  };
}

const flipAt = (seconds: number) => (_question: Question, at: number) => (at < seconds ? PRIMARY : SECONDARY);
const votes = (ballots: readonly Ballot[]): string => ballots.map((ballot) => ballot.votes).join(" ");
const rounds = (ballots: readonly Ballot[]): number[] => ballots.map((ballot) => (ballot.round - T0) / SECOND);
const isDown = (code: "store-unavailable" = "store-unavailable") => new FlipwatchError(code, "the store refuses", { retryable: true });

describe("the rounds of an invocation", () => {
  it("put one ballot each, named by the round's start, until the time is up", async () => {
    const { run, ballots } = await world({ says: () => PRIMARY });
    expect(await run()).toMatchObject({ rounds: 7, ballots: 7, stoppedBy: "time", refused: 0 });
    expect(rounds(await ballots())).toEqual([0, 10, 20, 30, 40, 50, 60]);
    expect(votes(await ballots())).toBe("P P P P P P P");
  });

  it("take place at the region's turn", async () => {
    const { run, asked } = await world({ says: () => PRIMARY, maxSeconds: 30, more: { regionIndex: 1, region: "eu-central-1" } });
    await run();
    expect(asked.map((question) => question.at - T0)).toEqual([3_333, 3_343, 13_333, 23_333]);
  });

  it("ask one name server a pair, each round another", async () => {
    const { run, asked } = await world({ says: () => PRIMARY, maxSeconds: 45 });
    await run();
    const later = asked.slice(2).map((question) => servers.indexOf(question.server));
    expect(later).toHaveLength(4);
    expect(new Set(later).size).toBe(4);
    expect(asked.every((question) => !question.recursive)).toBe(true);
  });

  it("begin at once where nobody has been voting, and with the next turn where somebody still does", async () => {
    const first = await world({ says: () => PRIMARY, startedAt: T0 + 4_000, maxSeconds: 3 });
    await first.run();
    expect(rounds(await first.ballots())).toEqual([0]);
    const second = await first.run({ startedAt: first.clock.now(), maxMs: 10_000 });
    expect(second.refused).toBe(0);
    expect(rounds(await first.ballots())).toEqual([0, 10]);
  });

  it("are left to a newer invocation as soon as its start time stands in the writer's row", async () => {
    const { run, ballots, clock, records } = await world({ says: () => PRIMARY, maxSeconds: 175 });
    const older = run();
    await clock.until(T0 + 33_000);
    const newer = await run();
    expect((await older).stoppedBy).toBe("newer");
    expect(newer).toMatchObject({ stoppedBy: "time", refused: 0 });
    expect(await records.ballots.writer("us-east-2", 0)).toBe(T0 + 33_000);
    expect(votes(await ballots())).toMatch(/^P( P)*$/);
    expect(rounds(await ballots())).toEqual(Array.from({ length: rounds(await ballots()).length }, (_, index) => index * 10));
  });

  it("are not begun by an invocation that is older than the one at work", async () => {
    const { run, records, ballots } = await world({ says: () => PRIMARY });
    await records.ballots.claimWriter("us-east-2", 0, T0 + 60_000);
    expect(await run()).toMatchObject({ ballots: 0, rounds: 0, stoppedBy: "newer" });
    expect(await ballots()).toEqual([]);
  });

  it("end with the signal", async () => {
    const stop = new AbortController();
    const { run, clock } = await world({ says: () => PRIMARY, more: { signal: stop.signal } });
    const running = run();
    await clock.until(T0 + 25_000);
    stop.abort();
    expect((await running).stoppedBy).toBe("signal");
  });

  it("wait for the first manifest where there is none yet", async () => {
    const { run, records, clock } = await world({ says: () => PRIMARY, pairs: 0, more: { shards: [3] } });
    const running = run();
    await clock.until(T0 + 25_000);
    await records.definitions.put(definitionOf(0));
    await records.manifests.put({ shard: 3, version: 1, at: T0, slots: [{ pair: definitionOf(0).id, revision: 1 }] });
    expect((await running).ballots).toBe(4);
  });

  it("follow the manifest to its next version from the next round on", async () => {
    const { run, records, clock, ballots } = await world({ says: () => SECONDARY, maxSeconds: 45 });
    const running = run();
    await clock.until(T0 + 15_000);
    const swapped = { ...definitionOf(0), primary: { values: [SECONDARY] }, secondary: { values: [PRIMARY] }, revision: 2 };
    await records.definitions.put(swapped);
    await records.manifests.put({ shard: 0, version: 2, at: T0, slots: [{ pair: swapped.id, revision: 2 }] });
    await running;
    expect((await ballots()).map((ballot) => `${ballot.manifest}${ballot.votes}`)).toEqual(["1S", "1S", "1S", "2P", "2P"]);
  });

  it("leave out retired slots and private zones", async () => {
    const { run, records, ballots } = await world({ says: () => PRIMARY, pairs: 3, maxSeconds: 5 });
    const hidden = { ...definitionOf(1), zone: { id: "Z1", name: "example.com", private: true }, revision: 2 };
    await records.definitions.put(hidden);
    const slots = [
      { pair: definitionOf(0).id, revision: 1 },
      { pair: hidden.id, revision: 2 },
      { pair: definitionOf(2).id, revision: 1, retired: true as const },
    ];
    await records.manifests.put({ shard: 0, version: 2, at: T0, slots });
    await run();
    expect(votes(await ballots())).toBe("P--");
  });
});

describe("a change", () => {
  it("is confirmed at once at another server over TCP, and the ballot says from when to when", async () => {
    const { run, ballots, asked } = await world({ says: flipAt(15), maxSeconds: 45 });
    await run();
    const all = await ballots();
    expect(votes(all)).toBe("P P S S S");
    const question = asked.filter((one) => one.at >= T0 + 20_000 && one.at < T0 + 30_000);
    expect(question.map((one) => `${one.transport} at ${one.at - T0}`)).toEqual(["udp at 20000", "tcp at 20010"]);
    expect(question[0]?.server).not.toBe(question[1]?.server);
    expect(all[2]?.evidence[0]).toMatchObject({
      at: T0 + 20_010,
      lastOldAt: T0 + 10_010,
      values: [SECONDARY],
      server: question[0]?.server,
      ttlSeconds: 60,
      tookMs: 10,
    });
    expect(all[2]?.at).toBe(T0 + 20_020);
    expect(all.map((ballot) => Object.keys(ballot.evidence).length)).toEqual([1, 0, 1, 0, 0]);
    expect(all[0]?.evidence[0]).not.toHaveProperty("lastOldAt");
  });

  it("wakes tally once the ballot is in the box", async () => {
    const { run, woken } = await world({ says: flipAt(15), maxSeconds: 45 });
    await run();
    expect(woken.map((wake) => wake.deduplication)).toEqual([`us-east-2#0#${T0}`, `us-east-2#0#${T0 + 20_000}`]);
  });

  it("wakes tally for two more rounds where there is but one region", async () => {
    const { run, woken } = await world({ says: flipAt(45), regions: ["local"], maxSeconds: 85 });
    await run();
    expect(woken.map((wake) => Number(wake.deduplication.split("#")[2]) - T0)).toEqual([0, 10_000, 20_000, 50_000, 60_000, 70_000]);
  });

  it("that the servers disagree on is no vote, and is dated by the first answer that showed it", async () => {
    const half = [servers[1], servers[2]];
    const says = (question: Question, at: number) => (at < (half.includes(question.server) ? 45 : 55) ? PRIMARY : SECONDARY);
    const { run, ballots, asked } = await world({ says, maxSeconds: 75 });
    await run();
    const all = await ballots();
    expect(votes(all)).toBe("P P P P P - S S");
    expect(new Set(asked.filter((one) => one.at >= T0 + 50_000 && one.at < T0 + 60_000).map((one) => one.server)).size).toBe(4);
    expect(all[6]?.evidence[0]).toMatchObject({ at: T0 + 50_010, lastOldAt: T0 + 40_010, server: servers[1] });
  });

  it("is seen by the next invocation with the last old answer of the one before", async () => {
    const { run, ballots } = await world({ says: flipAt(35), maxSeconds: 25 });
    await run();
    await run({ maxMs: 20_000 });
    const changed = (await ballots()).filter((ballot) => Object.keys(ballot.evidence).length > 0);
    expect(changed.map((ballot) => ballot.votes)).toEqual(["P", "S"]);
    expect(changed[1]?.evidence[0]?.lastOldAt).toBeGreaterThanOrEqual(T0 + 20_000);
  });

  it("is not told by one reply that was lost, late, refused or empty", async () => {
    for (const bad of ["silence", { rcode: "SERVFAIL" }, { rcode: "REFUSED" }, { rcode: "NXDOMAIN" }] satisfies Said[]) {
      let hits = 0;
      const { run, ballots } = await world({ says: (_question, at) => (at >= 20 && hits++ === 0 ? bad : PRIMARY), maxSeconds: 45 });
      await run();
      expect(votes(await ballots()).replaceAll(" ", "")).toMatch(/^P+[P-]?P+$/);
      expect((await ballots()).slice(1).every((ballot) => Object.keys(ballot.evidence).length === 0)).toBe(true);
    }
  });
});

describe("servers that fail", () => {
  const dead = (question: Question): Said => (question.name.startsWith("name-1") ? "silence" : PRIMARY);

  it("make a vote `failed` only for a pair none of whose servers replies, while others still hear something", async () => {
    const { run, ballots } = await world({ says: dead, pairs: 2, maxSeconds: 45 });
    await run();
    expect(votes(await ballots())).toMatch(/^P- P?[PF-]* .*PF/);
  });

  it("don't hold up the ballot of a round in which another pair changed", async () => {
    const says = (question: Question, at: number): Said => (question.name.startsWith("name-1") ? "silence" : at < 15 ? PRIMARY : SECONDARY);
    const { run, woken } = await world({ says, pairs: 2, maxSeconds: 25 });
    await run();
    const wake = woken.find((one) => one.deduplication.endsWith(`#${T0 + 20_000}`));
    expect((wake?.at ?? 0) - (T0 + 20_000)).toBeLessThan(250);
  });

  it("are our own trouble when nobody replied to anything: no votes, and no change when they are back", async () => {
    const { run, ballots } = await world({ says: (_question, at) => (at > 15 && at < 45 ? "silence" : PRIMARY), pairs: 3, maxSeconds: 75 });
    const summary = await run();
    const all = await ballots();
    expect(votes(all)).not.toContain("F");
    expect(votes(all)).toContain("---");
    expect(all.at(-1)?.votes).toBe("PPP");
    expect(all.slice(1).every((ballot) => Object.keys(ballot.evidence).length === 0)).toBe(true);
    expect(summary.blindRounds).toBeGreaterThan(0);
  });

  it("leave a pair without a vote, and a word in the log, where none can be found", async () => {
    const { run, ballots, logged } = await world({ says: () => PRIMARY, maxSeconds: 15, more: { nameServers: { of: async () => [] } } });
    await run();
    expect(votes(await ballots())).toBe("- -");
    expect(logged).toEqual(["warn no name server can be found for the pair, so nobody votes on it"]);
  });
});

describe("resolvers", () => {
  const resolvers = ["192.0.2.1", "192.0.2.2"];

  it("are asked about once a TTL, with recursion", async () => {
    const { run, asked, ballots } = await world({ says: () => PRIMARY, resolvers, maxSeconds: 175 });
    await run();
    await run({ maxMs: 120_000 });
    const views = asked.filter((question) => question.recursive);
    expect(views.map((question) => Math.floor((question.at - T0) / 60_000))).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
    expect((await ballots())[0]).toMatchObject({ views: { "192.0.2.1": "P", "192.0.2.2": "P" } });
  });

  it("are followed every round for the TTL and two minutes after the region's own vote changed", async () => {
    const slow = (question: Question, at: number): Said => (at < (question.server === "192.0.2.2" ? 255 : 205) ? PRIMARY : SECONDARY);
    const { run, asked, ballots } = await world({ says: slow, resolvers, maxSeconds: 300 });
    await run();
    const watched = asked.filter((question) => question.server === "192.0.2.2" && question.at >= T0 + 220_000);
    expect(watched.length).toBe(9);
    const late = (await ballots()).find((ballot) => ballot.viewEvidence[0]?.["192.0.2.2"] !== undefined && ballot.round > T0);
    expect(late?.round).toBe(T0 + 260_000);
    expect(late?.viewEvidence[0]?.["192.0.2.2"]).toMatchObject({ values: [SECONDARY], at: T0 + 260_010 });
    expect(late?.viewEvidence[0]?.["192.0.2.2"]?.lastOldAt).toBe(T0 + 250_010);
  });

  it("that fail once are asked again over TCP and change nothing", async () => {
    let hits = 0;
    const says = (question: Question, at: number): Said =>
      question.recursive && at > 15 && question.transport === "udp" && hits++ === 0 ? "silence" : PRIMARY;
    const { run, ballots } = await world({ says, resolvers: ["192.0.2.1"], maxSeconds: 45 });
    await run();
    expect((await ballots()).map((ballot) => ballot.views["192.0.2.1"]).join("")).not.toContain("F");
  });

  it("don't hold up a ballot with a change", async () => {
    const says = (question: Question, at: number): Said => (question.recursive ? "silence" : at < 15 ? PRIMARY : SECONDARY);
    const { run, ballots } = await world({ says, resolvers, maxSeconds: 25 });
    await run();
    const change = (await ballots()).find((ballot) => ballot.votes === "S");
    expect(change?.at).toBe(T0 + 20_020);
  });
});

describe("a store that fails", () => {
  /** The ballots' `put` does this while the seconds are in the window. */
  function failing(clockOf: () => number, from: number, to: number, put: (ballot: Ballot) => Promise<boolean>): World["records"] {
    return (records) => ({
      ...records,
      ballots: {
        ...records.ballots,
        put: (ballot, intervalMs) => (clockOf() >= from && clockOf() < to ? put(ballot) : records.ballots.put(ballot, intervalMs)),
      },
    });
  }

  it("for a minute delays the ballots and loses none, a flip and a failback included", async () => {
    let now = () => 0;
    const says = (_question: Question, at: number): Said => (at > 25 && at < 45 ? SECONDARY : PRIMARY);
    const made = await world({
      says,
      maxSeconds: 95,
      records: failing(
        () => now(),
        15,
        75,
        () => Promise.reject(isDown()),
      ),
    });
    now = () => (made.clock.now() - T0) / SECOND;
    const summary = await made.run();
    expect(votes(await made.ballots())).toBe("P P P S S P P P P P");
    expect((await made.ballots()).map((ballot) => Object.keys(ballot.evidence).length)).toEqual([1, 0, 0, 1, 0, 1, 0, 0, 0, 0]);
    expect(summary).toMatchObject({ stoppedBy: "time", rounds: 10 });
    expect(summary.failedWrites).toBeGreaterThan(3);
    expect(made.woken.length).toBeGreaterThan(1);
  });

  it("that refuses a round's ballot has the next one carry its evidence", async () => {
    let now = () => 0;
    const made = await world({
      says: flipAt(15),
      maxSeconds: 45,
      records: failing(
        () => now(),
        15,
        25,
        async () => false,
      ),
    });
    now = () => (made.clock.now() - T0) / SECOND;
    const summary = await made.run();
    const all = await made.ballots();
    expect(rounds(all)).toEqual([0, 10, 30, 40]);
    expect(all[2]).toMatchObject({ votes: "S", evidence: { 0: { at: T0 + 20_010, lastOldAt: T0 + 10_010 } } });
    expect(summary.refused).toBe(1);
    expect(made.woken).toHaveLength(2);
  });

  it("can't be read for a while, and the rounds go on with what is known", async () => {
    let now = () => 0;
    const inWindow = () => now() > 15 && now() < 35;
    const made = await world({
      says: () => PRIMARY,
      maxSeconds: 55,
      records: (records) => ({
        ...records,
        manifests: {
          ...records.manifests,
          currentVersion: (shard) => (inWindow() ? Promise.reject(isDown()) : records.manifests.currentVersion(shard)),
        },
        ballots: { ...records.ballots, writer: (...row) => (inWindow() ? Promise.reject(isDown()) : records.ballots.writer(...row)) },
      }),
    });
    now = () => (made.clock.now() - T0) / SECOND;
    expect(await made.run()).toMatchObject({ rounds: 6, ballots: 6 });
  });

  it("is not there at all at first, and the rounds begin when it is", async () => {
    let now = () => 0;
    const made = await world({
      says: () => PRIMARY,
      maxSeconds: 55,
      records: (records) => ({
        ...records,
        manifests: { ...records.manifests, current: () => (now() < 25 ? Promise.reject(isDown()) : records.manifests.current()) },
      }),
    });
    now = () => (made.clock.now() - T0) / SECOND;
    expect(await made.run()).toMatchObject({ ballots: 3, stoppedBy: "time" });
  });

  it("takes a wake-up's failure as a delay until the next round", async () => {
    let fails = 1;
    const made = await world({ says: () => PRIMARY, maxSeconds: 25 });
    const wake = async (_shard: number, deduplication: string): Promise<void> => {
      if (fails-- > 0) throw new FlipwatchError("sqs-failed", "the queue is away", { retryable: true });
      made.woken.push({ deduplication, at: made.clock.now() });
    };
    await made.run({ wakeUps: { wake } });
    expect(made.woken.map((one) => one.at)).toEqual([T0 + 10_010]);
  });

  it("is no excuse for a bug: a broken invariant stops the invocation", async () => {
    const made = await world({ says: () => PRIMARY });
    const asker: Asker = { ask: async () => Promise.reject(new Error("invariant broken")), close: async () => undefined };
    await expect(made.run({ asker })).rejects.toThrow("invariant broken");
  });
});

describe("a thousand pairs", () => {
  it("that all flip fit into one ballot, with views of two resolvers", async () => {
    const { run, ballots } = await world({ says: flipAt(15), pairs: 1_000, resolvers: ["192.0.2.1", "192.0.2.2"], maxSeconds: 25 });
    await run();
    const all = await ballots();
    expect(all.map((ballot) => ballot.votes)).toEqual(["P".repeat(1_000), "P".repeat(1_000), "S".repeat(1_000)]);
    for (const ballot of all) expect(JSON.stringify(ballot).length).toBeLessThan(390_000);
    expect(Object.keys(all[2]?.evidence ?? {})).toHaveLength(1_000);
  });

  it("steady cost one write a round", async () => {
    const { run } = await world({ says: () => PRIMARY, pairs: 1_000, maxSeconds: 45 });
    expect(await run()).toMatchObject({ ballots: 5, rounds: 5, questions: 6_000 });
  });
});
