import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import { FLEET, FlipwatchError, type FlipwatchEvent, type Manifest, type PairDefinition, type Publisher, policyOf } from "@flipwatch/core";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Log } from "../steps/log.ts";
import { serveTally } from "./tally.ts";

const NOON = Date.UTC(2026, 10, 22, 12);
const ROUND = NOON - 10_000;
let records: Records;
let published: FlipwatchEvent[];
let now: number;
/** Over at once, unless a test says otherwise. */
let headStart: Promise<void>;

beforeEach(() => {
  headStart = Promise.resolve();
  records = createRecords(createMemoryTable());
  published = [];
  now = NOON;
});

function tally(
  changes: Partial<Records> = {},
  publisher: Publisher = { publish: async (event) => void published.push(event) },
  log: Log = () => undefined,
) {
  return serveTally({
    records: { ...records, ...changes },
    publisher,
    reread: async () => undefined,
    clock: { now: () => now, until: () => headStart },
    policy: policyOf({ regions: ["us-east-2"], intervalSeconds: 10 }),
    log,
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

  it("says each time for how long something could not be settled: an alarm goes by it", async () => {
    await watch(0, "a.example.com");
    const failing: Partial<Records> = {
      heads: {
        ...records.heads,
        getMany: async () => new Map(),
        put: () => Promise.reject(new FlipwatchError("store-unavailable", "no answer")),
      },
    };
    const said: unknown[] = [];
    for (const [later, changes] of [
      [0, {}],
      [60_000, {}],
      [60_000, failing],
      [240_000, failing],
      [60_000, {}],
    ] as const) {
      now += later;
      await tally(
        changes,
        undefined,
        (_level, message, facts) => message === "tallied" && void said.push(facts?.oldestUnsettledSeconds),
      )({});
    }
    expect(said).toEqual([0, 0, 60, 300, 0]);
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

  describe("with a pair that a region votes otherwise on, and one that a resolver sees otherwise", () => {
    let steps: string[];
    const heads = (): Partial<Records> => ({
      heads: {
        ...records.heads,
        put(head, shard) {
          steps.push(`${head.pair} written`);
          return records.heads.put(head, shard);
        },
      },
    });
    const publisher = (whenPublished: Promise<void>): Publisher => ({
      async publish({ pair }) {
        await whenPublished;
        steps.push(`${pair} published`);
      },
    });

    beforeEach(async () => {
      await watch(0, "seen.example.com", "voted.example.com");
      await tally()({});
      now = NOON + 10_000;
      const said = { manifest: 1, votes: "PS", evidence: {}, views: { "203.0.113.53": "S-" }, viewEvidence: {} };
      await records.ballots.put({ region: "us-east-2", shard: 0, round: NOON, at: NOON + 500, ...said }, 10_000);
      steps = [];
    });

    it("publishes for the one before it begins with the other", async () => {
      headStart = new Promise(() => {});
      await tally(heads(), publisher(Promise.resolve()))({});
      expect(steps).toEqual(["voted.example.com/A written", "voted.example.com/A published", "voted.example.com/A written", ...seen]);
    });

    it("goes on with the other while SNS hangs", async () => {
      let release = () => {};
      const hanging = new Promise<void>((resolve) => {
        release = resolve;
      });
      const run = tally(heads(), publisher(hanging))({});
      await vi.waitFor(() => expect(steps).toEqual(["voted.example.com/A written", ...seen]));
      release();
      await run;
      expect(steps.slice(3)).toEqual(["voted.example.com/A published", "voted.example.com/A written"]);
    });

    const seen = ["seen.example.com/A written", "seen.example.com/A written"];
  });

  describe("an event that SNS refuses for good", () => {
    const refusing = (pair: string): Publisher => ({
      async publish(event) {
        if (event.pair === pair) throw new FlipwatchError("sns-failed", "too long", { retryable: false });
        published.push(event);
      },
    });
    const told = async () =>
      (await records.log.read(FLEET, {})).filter(({ kind }) => kind === "unpublishable").map(({ detail }) => detail?.event);

    it("is told by the next run where this one ended before it could tell", async () => {
      await watch(0, "a.example.com");
      const get = () => Promise.reject(new FlipwatchError("store-unavailable", "the store fails", { retryable: true }));
      await expect(tally({ logHeads: { ...records.logHeads, get } }, refusing("a.example.com/A"))({})).rejects.toThrow("the store fails");
      await tally()({});
      expect(await told()).toEqual(["a.example.com/A#2"]);
      expect(published.map(({ kind }) => kind)).toEqual(["unpublishable"]);
    });

    it("is told also where it is one of the FLEET log, and that only once", async () => {
      await records.inbox.leave({ kind: "step-failing", step: "discover", error: "no credentials", at: NOON - 1 });
      for (let run = 0; run < 4; run += 1) await tally({}, refusing(FLEET))({});
      expect(await told()).toEqual(["FLEET#1"]);
    });
  });

  describe("while SNS is out", () => {
    const names = Array.from({ length: 40 }, (_, index) => `n${String(index).padStart(2, "0")}.example.com`);
    const pairs = names.map((name) => `${name}/A`);
    const publishedPairs = () => published.map(({ pair }) => pair).toSorted();
    const isOut = (event: FlipwatchEvent) => new FlipwatchError("sns-failed", `SNS did not take ${event.id}`, { retryable: true });
    let tried: number;

    /** Takes so many, then answers nobody: each further one waits for eight seconds. */
    const hangingAfter = (taken: number): Publisher => ({
      async publish(event) {
        if (published.length < taken) return void published.push(event);
        tried += 1;
        now += 8_000;
        throw isOut(event);
      },
    });

    beforeEach(async () => {
      tried = 0;
      await watch(0, ...names);
    });

    it("waits only for those that are under way side by side, and archives everything all the same", async () => {
      await tally({}, hangingAfter(0))({});
      expect(tried).toBeLessThanOrEqual(16);
      const logs = await Promise.all(pairs.map((pair) => records.log.lastNumber(pair)));
      expect(logs.every((last) => last > 0)).toBe(true);
      expect((await records.tallies.get(0))?.at, "the shard went on").toBe(NOON);
    });

    it("publishes the rest with the next run, each once", async () => {
      await tally({}, hangingAfter(20))({});
      expect(published.length).toBe(20);
      now = NOON;
      await tally()({});
      expect(publishedPairs()).toEqual(pairs);
    });

    it("goes on past an event that is refused at once, so that it holds up nobody else", async () => {
      const refusing: Publisher = {
        async publish(event) {
          if (event.pair === pairs[0]) throw isOut(event);
          published.push(event);
        },
      };
      await tally({}, refusing)({});
      expect(publishedPairs()).toEqual(pairs.slice(1));
    });
  });
});
