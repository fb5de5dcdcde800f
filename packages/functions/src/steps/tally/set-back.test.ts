/** What the store holds from before the clock was set back, met by the first tally after it. The whole loop is in the simulation. */
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import { HOUR, MINUTE, type PairDefinition, policyOf } from "@flipwatch/core";
import { beforeEach, describe, expect, it } from "vitest";
import { tally } from "./tally.ts";

const NOON = Date.UTC(2026, 10, 22, 12);
const AHEAD = NOON + HOUR;
const PAIR = "failover.example.com/A";
const region = "us-east-2";
const side = (value: string) => ({ values: [value], ttlSeconds: 60 });
const definition: PairDefinition = {
  ...{ id: PAIR, name: "failover.example.com", type: "A", source: "config", ttlSeconds: 60, revision: 1, revisedAt: AHEAD - MINUTE },
  ...{ primary: side("192.0.2.10"), secondary: side("192.0.2.20") },
};
let records: Records;

const run = (now: number) =>
  tally(
    {
      records,
      publisher: { publish: async () => undefined },
      reread: async () => undefined,
      clock: { now: () => now, until: async () => undefined },
      policy: policyOf({ regions: [region], intervalSeconds: 10 }),
      log: () => undefined,
    },
    0,
  );

async function vote(round: number, revision = 1): Promise<void> {
  const said = { manifest: revision, votes: "P", evidence: {}, views: {}, viewEvidence: {} };
  await records.ballots.put({ region, shard: 0, round, at: round + 500, ...said }, 10_000);
}

async function revise(revision: number, revisedAt: number): Promise<void> {
  await records.definitions.put({ ...definition, revision, revisedAt });
  await records.manifests.put({ shard: 0, version: revision, at: revisedAt, slots: [{ pair: PAIR, revision }] });
}

/** Tallied an hour ahead; then it is noon. */
beforeEach(async () => {
  records = createRecords(createMemoryTable());
  await revise(1, AHEAD - MINUTE);
  await vote(AHEAD);
  await run(AHEAD + 1_000);
  expect((await records.heads.get(PAIR))?.at).toBe(AHEAD + 1_000);
});

describe("after the clock was set back by an hour", () => {
  it("a Head that nothing happens to is brought back, and stays so", async () => {
    await run(NOON);
    const head = await records.heads.get(PAIR);
    expect(head?.at).toBeLessThanOrEqual(NOON);
    expect(head?.role).toBe("primary");
    await run(NOON + MINUTE);
    expect((await records.heads.get(PAIR))?.version).toBe(head?.version);
  });

  it("so is one of which nothing lies ahead but when it was written and voted on", async () => {
    records = createRecords(createMemoryTable());
    const before = NOON - 10 * MINUTE;
    await revise(1, before);
    await vote(before);
    await run(before + 1_000);
    await vote(AHEAD);
    await run(AHEAD + 1_000);
    const head = await records.heads.get(PAIR);
    if (head === undefined) throw new Error("the pair was tallied");
    const votes = Object.fromEntries(
      Object.entries(head.votes).map(([name, each]) => [name, { ...each, at: AHEAD, since: { by: before } }]),
    );
    await records.heads.put({ ...head, at: AHEAD, votes, since: { by: before }, transitions: [], dueAt: undefined }, 0);
    await run(NOON);
    expect((await records.heads.get(PAIR))?.at).toBeLessThanOrEqual(NOON);
  });

  it("an edit of the time to come is taken in at once", async () => {
    await revise(2, AHEAD + MINUTE);
    await run(NOON);
    const head = await records.heads.get(PAIR);
    expect([head?.revision, head?.revisedAt]).toEqual([2, NOON]);
  });

  it("ballots of rounds to come are gone, also those of a region where no probe takes over", async () => {
    await run(NOON);
    expect(await records.ballots.between(region, 0, NOON, AHEAD + MINUTE, 10_000)).toEqual([]);
  });
});
