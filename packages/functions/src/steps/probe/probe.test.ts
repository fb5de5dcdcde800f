import { type Clock, FlipwatchError } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { definitionOf, flipAt, PRIMARY, rounds, SECONDARY, servers, T0, votes, world } from "./world.ts";

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

  it.each([
    ["ten seconds after it took over", 60, 33_000, 11_000],
    ["at its turn, where that is near", 60, 55_000, 16_000],
    ["at its next turn", 10, 33_000, 10_000],
  ])("are left to a newer invocation %s, at %i s", async (_, intervalSeconds, takenAt, withinMs) => {
    const { run, clock, records } = await world({ says: () => PRIMARY, maxSeconds: 175, intervalSeconds });
    const older = run();
    await clock.until(T0 + takenAt);
    await records.ballots.claimWriter("us-east-2", 0, clock.now());
    expect((await older).stoppedBy).toBe("newer");
    expect(clock.now() - (T0 + takenAt)).toBeLessThanOrEqual(withinMs);
  });

  it("go on where the store can't say who votes while the turn is waited for", async () => {
    let asked = 0;
    const { run, logged } = await world({
      says: () => PRIMARY,
      maxSeconds: 115,
      intervalSeconds: 60,
      records: ({ ballots, ...others }) => ({
        ...others,
        ballots: {
          ...ballots,
          writer: async (...of) => {
            asked += 1;
            if (asked === 3) throw new FlipwatchError("store-unavailable", "the store is away", { retryable: true });
            return ballots.writer(...of);
          },
        },
      }),
    });
    expect(await run()).toMatchObject({ ballots: 2, stoppedBy: "time" });
    // Two rounds, and four looks between them.
    expect(asked).toBe(6);
    expect(logged).toContain("error the store can't be read; the next look tries again");
  });

  it("are begun although an invocation from before the clock was set back is named in the store", async () => {
    const { run, records } = await world({ says: () => PRIMARY });
    await records.ballots.claimWriter("us-east-2", 0, T0 + 3_600_000);
    expect(await run()).toMatchObject({ ballots: 7, stoppedBy: "time" });
  });

  it.each([
    ["while a turn is waited for", 25_000],
    ["while a round is under way", 20_005],
  ])("end at once where the clock is set back by an hour %s: the next invocation begins anew", async (_, at) => {
    const { run, clock, ballots } = await world({ says: () => PRIMARY });
    const back = { ms: 0 };
    const wall: Clock = { now: () => clock.now() - back.ms, until: (moment, signal) => clock.until(moment + back.ms, signal) };
    const running = run({ clock: wall });
    await clock.until(T0 + at);
    back.ms = 3_600_000;
    expect((await running).stoppedBy).toBe("clock");
    // With an interval's patience for what is posted.
    expect(clock.now()).toBeLessThanOrEqual(T0 + 41_000);
    expect(rounds(await ballots())).toEqual([0, 10, 20]);
  });

  it("are not begun by an invocation that is older than the one at work", async () => {
    const { run, records, ballots } = await world({ says: () => PRIMARY });
    await records.ballots.claimWriter("us-east-2", 0, T0 + 4_000);
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

  it("end with the minute where nothing is watched, since the next invocation looks again", async () => {
    const { run, clock } = await world({ says: () => PRIMARY, pairs: 0, more: { shards: [3] }, maxSeconds: 175 });
    expect(await run()).toMatchObject({ ballots: 0, shards: 0, stoppedBy: "nothing-watched" });
    expect(clock.now()).toBeLessThanOrEqual(T0 + 60_100);
  });

  it("go on beyond the minute where the store can't say whether anything is watched", async () => {
    const unreadable = () => Promise.reject(new FlipwatchError("store-unavailable", "the store is away", { retryable: true }));
    const { run } = await world({
      says: () => PRIMARY,
      maxSeconds: 115,
      records: (all) => ({ ...all, manifests: { ...all.manifests, current: unreadable } }),
    });
    expect(await run()).toMatchObject({ shards: 0, stoppedBy: "time" });
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
