import { type Asker, type Ballot, FlipwatchError, type Question } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { flipAt, PRIMARY, rounds, type Said, SECOND, SECONDARY, T0, votes, type World, world } from "./world.ts";

const isDown = () => new FlipwatchError("store-unavailable", "the store refuses", { retryable: true });

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
