/** How long a flip waits for the store between the wake-up and its publication. */
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords } from "@flipwatch/adapters/store/records";
import { testClock } from "@flipwatch/adapters/testing/clock";
import { countingTurns } from "@flipwatch/adapters/testing/store-turns";
import { type PairDefinition, policyOf } from "@flipwatch/core";
import { expect, it } from "vitest";
import { tally } from "./tally.ts";

const NOON = Date.UTC(2026, 10, 22, 12);
const INTERVAL_MS = 10_000;
const region = "us-east-2";

it("a flip is published after what is read, the Head, and one turn an event", async () => {
  const table = createMemoryTable();
  const records = createRecords(table);
  const clock = testClock(NOON);
  const side = (value: string) => ({ values: [value], ttlSeconds: 60 });
  const name = "failover.example.com";
  const definition: PairDefinition = {
    ...{ id: `${name}/A`, name, type: "A", source: "config", ttlSeconds: 60, revision: 1, revisedAt: NOON - INTERVAL_MS },
    ...{ primary: side("192.0.2.10"), secondary: side("192.0.2.20") },
  };
  await records.definitions.put(definition);
  await records.manifests.put({ shard: 0, version: 1, at: NOON, slots: [{ pair: definition.id, revision: 1 }] });
  const vote = async (round: number, votes: string) => {
    const said = { manifest: 1, votes, evidence: {}, views: {}, viewEvidence: {} };
    await records.ballots.put({ region, shard: 0, round, at: round + 500, ...said }, INTERVAL_MS);
    clock.set(round + 600);
  };
  let turns = () => 0;
  const published: { kind: string; turns: number }[] = [];
  const run = (through: typeof table) =>
    tally(
      {
        records: createRecords(through),
        publisher: { publish: async ({ kind }) => void published.push({ kind, turns: turns() }) },
        reread: async () => undefined,
        clock,
        policy: policyOf({ regions: [region], intervalSeconds: INTERVAL_MS / 1_000 }),
        log: () => undefined,
      },
      0,
    );
  await vote(NOON, "P");
  await run(table);
  await vote(NOON + INTERVAL_MS, "S");
  const counted = countingTurns(table);
  turns = counted.turns;
  await run(counted.table);
  const events = await records.log.read(definition.id, {});
  const flip = events.findIndex(({ kind }) => kind === "failover");
  const ofThisRun = events.filter(({ recordedAt }) => recordedAt === clock.now()).length;
  expect(flip).toBeGreaterThan(0);
  // What tally remembers, then the ballots since; Head and definition; the Head's write; each event's.
  expect(published.at(-1)).toEqual({ kind: "failover", turns: 2 + 1 + 1 + ofThisRun });
});
