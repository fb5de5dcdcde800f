import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import { FLEET, type FlipwatchEvent, type Manifest, type PairDefinition, policyOf } from "@flipwatch/core";
import { beforeEach, describe, expect, it } from "vitest";
import { serveTally } from "./tally.ts";

const NOON = Date.UTC(2026, 10, 22, 12);
const ROUND = NOON - 10_000;
let records: Records;
let published: FlipwatchEvent[];

beforeEach(() => {
  records = createRecords(createMemoryTable());
  published = [];
});

function tally(changes: Partial<Records> = {}) {
  return serveTally({
    records: { ...records, ...changes },
    publisher: { publish: async (event) => void published.push(event) },
    reread: async () => undefined,
    clock: { now: () => NOON, until: async () => undefined },
    policy: policyOf({ regions: ["us-east-2"], intervalSeconds: 10 }),
    log: () => undefined,
  });
}

/** A shard of one pair, on its primary, with one ballot. */
async function watch(shard: number, ...names: string[]): Promise<void> {
  const side = (value: string) => ({ values: [value], ttlSeconds: 60 });
  const definitions = names.map((name): PairDefinition => {
    const sides = { primary: side("192.0.2.10"), secondary: side("192.0.2.20") };
    return { id: `${name}/A`, name, type: "A", source: "config", ...sides, ttlSeconds: 60, revision: 1, revisedAt: ROUND };
  });
  for (const definition of definitions) await records.definitions.put(definition);
  const manifest: Manifest = { shard, version: 1, at: ROUND, slots: definitions.map(({ id }) => ({ pair: id, revision: 1 })) };
  await records.manifests.put(manifest);
  const said = { manifest: 1, votes: "P".repeat(names.length), evidence: {}, views: {}, viewEvidence: {} };
  await records.ballots.put({ region: "us-east-2", shard, round: ROUND, at: ROUND + 500, ...said }, 10_000);
}

describe("tally by schedule", () => {
  it("tells of a failing step also where there is no pair yet", async () => {
    await records.inbox.leave({ kind: "step-failing", step: "discover", error: "no credentials", at: NOON - 1 });
    await tally()({});
    expect((await records.log.read(FLEET, {})).map(({ kind }) => kind)).toEqual(["step-failing"]);
    expect(published.map(({ kind }) => kind)).toEqual(["step-failing"]);
    expect(await records.inbox.oldest()).toEqual([]);
  });

  it("writes nothing where there is neither a pair nor anything left to tell", async () => {
    await tally()({});
    expect(await records.logHeads.get(FLEET)).toBeUndefined();
  });

  it("has settled every other pair, of other shards too, before it ends by a bug in one", async () => {
    await watch(0, "a.example.com", "b.example.com", "c.example.com");
    await watch(1, "d.example.com");
    const heads: Records["heads"] = {
      ...records.heads,
      put(head, shard) {
        if (head.pair === "a.example.com/A") throw new TypeError("a bug");
        return records.heads.put(head, shard);
      },
    };
    await expect(tally({ heads })({})).rejects.toThrow("a bug");
    expect(published.map(({ pair }) => pair).toSorted()).toEqual(["b.example.com/A", "c.example.com/A", "d.example.com/A"]);
    // The shard's memory stays where it was, so that the pair is decided once the bug is gone.
    expect([await records.tallies.get(0), (await records.tallies.get(1))?.at]).toEqual([undefined, NOON]);
  });
});
