/** Heads and everything else that is stored only over the version that was read; and items of another schema version. */
import type { Head, LogHead, TallyState } from "@flipwatch/core";
import { expect, it } from "vitest";
import { type Context, definitionOf, eventOf, freshPair, freshShard, headOf, NOON } from "./samples.ts";

export function headRows(context: Context): void {
  it("stores a Head only over the version that was read", async () => {
    const pair = freshPair();
    const { heads } = context.records;
    expect(await heads.get(pair)).toBeUndefined();
    const first = await heads.put(headOf(pair), 0);
    expect(first).toEqual({ ...headOf(pair), version: 1 });
    expect(await heads.put(headOf(pair), 0)).toBeUndefined();
    const rivals = await Promise.all([1, 2, 3, 4].map((by) => heads.put({ ...(first as Head), nextNumber: by }, 0)));
    expect(rivals.filter(Boolean)).toHaveLength(1);
    expect(await heads.get(pair)).toEqual(rivals.find(Boolean));
    expect((await heads.getMany([pair, freshPair()])).get(pair)?.version).toBe(2);
  });

  it("finds Heads of the shard that are unsettled or due, and no others", async () => {
    const { heads } = context.records;
    const shard = freshShard();
    const [unsettled, unpublished, due, later] = [freshPair(), freshPair(), freshPair(), freshPair()];
    await heads.put(headOf(unsettled, { tail: [eventOf(unsettled, 1)], dueAt: NOON + 99_000 }), shard);
    await heads.put(headOf(unpublished, { nextNumber: 3, archivedThrough: 2, publishedThrough: 1 }), shard);
    await heads.put(headOf(due, { dueAt: NOON }), shard);
    const stored = await heads.put(headOf(later, { dueAt: NOON + 1 }), shard);
    await heads.put(headOf(freshPair(), { nextNumber: 3, archivedThrough: 2, publishedThrough: 2 }), shard);
    await heads.put(headOf(freshPair(), { dueAt: NOON }), freshShard());
    const found = (now: number) => expect.poll(async () => (await heads.unsettledOrDue(shard, now)).toSorted(), { timeout: 5_000 });
    await found(NOON).toEqual([unsettled, unpublished, due].toSorted());
    await found(NOON + 1).toEqual([unsettled, unpublished, due, later].toSorted());
    await heads.put(stored as Head & { dueAt: undefined }, shard);
    await heads.put({ ...(await heads.get(later)), dueAt: undefined } as Head, shard);
    await heads.put({ ...(await heads.get(unsettled)), tail: [] } as unknown as Head, shard);
    await heads.put({ ...(await heads.get(unpublished)), publishedThrough: 2 } as Head, shard);
    await found(NOON + 1).toEqual([due]);
    await found(NOON + 99_000).toEqual([unsettled, due].toSorted());
  });

  it("stores the heads of other logs and the tally's memory only over the version that was read", async () => {
    const { logHeads, tallies } = context.records;
    const head: LogHead = {
      log: `CHECK:${freshPair()}`,
      version: 0,
      nextNumber: 1,
      tail: [],
      archivedThrough: 0,
      publishedThrough: 0,
      open: { "region-silent:eu-central-1": NOON },
    };
    expect(await logHeads.get(head.log)).toBeUndefined();
    expect(await logHeads.put(head)).toEqual({ ...head, version: 1 });
    expect(await logHeads.put(head)).toBeUndefined();
    expect(await logHeads.get(head.log)).toEqual({ ...head, version: 1 });
    const region = { round: NOON, at: NOON + 1, letters: "PS", lateSlots: { 1: NOON }, views: { "198.51.100.53": "P-" } };
    const state: TallyState = { shard: freshShard(), version: 0, at: NOON, manifest: 1, regions: { "eu-central-1": region }, checks: {} };
    expect(await tallies.put(state)).toEqual({ ...state, version: 1 });
    expect(await tallies.put(state)).toBeUndefined();
    expect(await tallies.get(state.shard)).toEqual({ ...state, version: 1 });
  });
}

export function versionRows(context: Context): void {
  it("refuses what a newer Flipwatch wrote, saying so and what to do", async () => {
    const pair = freshPair();
    await context.table.put({ pk: `PAIR#${pair}`, sk: "HEAD", v: 2, body: {} });
    const refused = context.records.heads.get(pair);
    await expect(refused).rejects.toMatchObject({
      code: "store-unavailable",
      retryable: false,
      message: expect.stringMatching(/newer Flipwatch.*Update/),
    });
  });

  it("takes what names no version for the first", async () => {
    const pair = freshPair();
    const body = { ...headOf(pair), version: 1 };
    await context.table.put({ pk: `PAIR#${pair}`, sk: "HEAD", body });
    expect(await context.records.heads.get(pair)).toEqual(body);
  });

  it.each([0, "1", null])("refuses %j as a version", async (v) => {
    const pair = freshPair();
    await context.table.put({ pk: `PAIR#${pair}`, sk: "HEAD", v, body: {} });
    await expect(context.records.heads.get(pair)).rejects.toThrow("of a schema version that there was");
  });

  it("stamps everything with the version it was written in", async () => {
    const pair = freshPair();
    await context.records.definitions.put(definitionOf(pair, 1));
    expect((await context.table.get({ pk: `PAIR#${pair}`, sk: "DEFINITION" }))?.v).toBe(1);
  });
}
