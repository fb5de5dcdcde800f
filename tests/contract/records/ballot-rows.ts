/** The ballot box: its ring, its windows, its malformed ballots, its writers. */
import type { Ballot } from "@flipwatch/core";
import { expect, it } from "vitest";
import { writeMany } from "../write-many.ts";
import { ballotOf, type Context, freshRegion, INTERVAL_MS, NOON } from "./samples.ts";

export function ballotRows(context: Context): void {
  const roundsOf = (ballots: Ballot[]) => ballots.map((ballot) => ballot.round);

  it("gives back a ballot as it was cast", async () => {
    const region = freshRegion();
    expect(await context.records.ballots.put(ballotOf(region, 0, NOON), INTERVAL_MS)).toBe(true);
    expect(await context.records.ballots.between(region, 0, NOON, NOON, INTERVAL_MS)).toEqual([ballotOf(region, 0, NOON)]);
  });

  it("takes one ballot a round, and never an older round over a newer one in the same slot", async () => {
    const region = freshRegion();
    const { ballots } = context.records;
    const ring = 360 * INTERVAL_MS;
    expect(await ballots.put(ballotOf(region, 0, NOON), INTERVAL_MS)).toBe(true);
    expect(await ballots.put(ballotOf(region, 0, NOON, "SSSS"), INTERVAL_MS)).toBe(false);
    expect(await ballots.put(ballotOf(region, 0, NOON - ring), INTERVAL_MS)).toBe(false);
    expect(await ballots.put(ballotOf(region, 0, NOON + ring), INTERVAL_MS)).toBe(true);
    expect(roundsOf(await ballots.between(region, 0, NOON - ring, NOON + ring, INTERVAL_MS))).toEqual([NOON + ring]);
  });

  it.each<[string, number, number, number, number]>([
    ["every 10 s, around the ring's end", 10_000, 358, 5, 8],
    ["every 500 ms", 500, 100, 3, 3],
    ["at a speed that does not divide the interval", 10_000 / 3, 359, 1, 2],
  ])("finds the rounds of a window, oldest first: %s", async (_, intervalMs, firstSlot, first, last) => {
    const region = freshRegion();
    const lap = Math.floor(NOON / intervalMs / 360) * 360;
    const round = (index: number) => (lap + firstSlot + index) * intervalMs;
    for (const index of [9, 0, 1, 2, 3, 4, 5, 6, 7, 8].toSorted((a, b) => (a % 3) - (b % 3)))
      await context.records.ballots.put(ballotOf(region, 0, round(index)), intervalMs);
    const found = await context.records.ballots.between(region, 0, round(first), round(last), intervalMs);
    expect(roundsOf(found)).toEqual(Array.from({ length: last - first + 1 }, (_, index) => round(first + index)));
    expect(await context.records.ballots.between(region, 0, round(last), round(first - 1), intervalMs)).toEqual([]);
  });

  it("keeps a full ring, and gives all of it for a window of any length", async () => {
    const region = freshRegion();
    const { ballots } = context.records;
    await writeMany(365, (index) => ballots.put(ballotOf(region, 0, NOON + index * INTERVAL_MS), INTERVAL_MS));
    const found = await ballots.between(region, 0, 0, NOON + 1_000 * INTERVAL_MS, INTERVAL_MS);
    expect(roundsOf(found)).toEqual(Array.from({ length: 360 }, (_, index) => NOON + (index + 5) * INTERVAL_MS));
  });

  it("skips a malformed ballot, says which, and gives the others", async () => {
    const region = freshRegion();
    const { ballots } = context.records;
    await ballots.put(ballotOf(region, 0, NOON), INTERVAL_MS);
    await ballots.put({ ...ballotOf(region, 0, NOON + INTERVAL_MS), votes: "PX" }, INTERVAL_MS);
    await ballots.put(
      { ...ballotOf(region, 0, NOON + 2 * INTERVAL_MS), evidence: { 0: "none" } as unknown as Ballot["evidence"] },
      INTERVAL_MS,
    );
    expect(roundsOf(await ballots.between(region, 0, NOON, NOON + 9 * INTERVAL_MS, INTERVAL_MS))).toEqual([NOON]);
    expect(context.malformed).toEqual([
      expect.stringContaining("its votes are not letters"),
      expect.stringContaining("its evidence is malformed"),
    ]);
  });

  it("hands the writer's row over to the newest invocation, a repeat of which is no other", async () => {
    const region = freshRegion();
    const { ballots } = context.records;
    expect(await ballots.writer(region, 0)).toBeUndefined();
    const results = [];
    for (const startedAt of [NOON, NOON, NOON - 1, NOON + 1, NOON]) results.push(await ballots.claimWriter(region, 0, startedAt));
    expect(results).toEqual([true, true, false, true, false]);
    expect(await ballots.writer(region, 0)).toBe(NOON + 1);
    expect(await ballots.writer(region, 1)).toBeUndefined();
  });

  it("does not count a writer from before the clock was set back, nor the ballots of rounds that come once more", async () => {
    const region = freshRegion();
    const { ballots } = context.records;
    const hour = 3_600_000;
    for (const round of [NOON - INTERVAL_MS, NOON + INTERVAL_MS, NOON + hour / 2])
      await ballots.put(ballotOf(region, 0, round), INTERVAL_MS);
    await ballots.claimWriter(region, 0, NOON + hour);
    expect(await ballots.claimWriter(region, 0, NOON)).toBe(false);
    expect(await ballots.claimWriter(region, 0, NOON, NOON + hour)).toBe(false);
    expect(await ballots.claimWriter(region, 0, NOON, NOON + 5_000)).toBe(true);
    expect(await ballots.writer(region, 0)).toBe(NOON);
    expect(roundsOf(await ballots.between(region, 0, NOON - hour, NOON + hour, INTERVAL_MS))).toEqual([NOON - INTERVAL_MS]);
  });
}
