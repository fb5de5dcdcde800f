/** Manifests, definitions, and the lists that are replaced as a whole. */
import { expect, it } from "vitest";
import { writeMany } from "../write-many.ts";
import { type Context, definitionOf, findingOf, freshPair, freshShard, manifestOf, NOON, readingOf } from "./samples.ts";

export function manifestRows(context: Context): void {
  it("has no manifest before the first, then the newest, and every earlier version", async () => {
    const shard = freshShard();
    const { manifests } = context.records;
    expect([await manifests.currentVersion(shard), await manifests.get(shard, 1)]).toEqual([0, undefined]);
    expect(await manifests.put(manifestOf(shard, 1))).toBe(true);
    expect(await manifests.put(manifestOf(shard, 2))).toBe(true);
    expect(await manifests.currentVersion(shard)).toBe(2);
    expect(await manifests.get(shard, 1)).toEqual(manifestOf(shard, 1));
    expect((await manifests.current()).filter((manifest) => manifest.shard === shard)).toEqual([manifestOf(shard, 2)]);
  });

  it("never changes a version: the second writer of it is refused", async () => {
    const shard = freshShard();
    const { manifests } = context.records;
    const both = await Promise.all([manifests.put(manifestOf(shard, 1)), manifests.put({ ...manifestOf(shard, 1), slots: [] })]);
    expect(both.filter(Boolean)).toHaveLength(1);
    expect((await manifests.get(shard, 1))?.slots).toEqual(both[0] ? manifestOf(shard, 1).slots : []);
  });

  it("points at a version whose writer was stopped before pointing at it", async () => {
    const shard = freshShard();
    const { manifests } = context.records;
    await manifests.put(manifestOf(shard, 1));
    const pointer = { pk: "MANIFEST", sk: `SHARD#${String(shard).padStart(4, "0")}` };
    await context.table.remove(pointer);
    expect(await manifests.currentVersion(shard)).toBe(0);
    expect(await manifests.put(manifestOf(shard, 1))).toBe(false);
    expect(await manifests.currentVersion(shard)).toBe(1);
  });

  it("does not point back at an earlier version", async () => {
    const shard = freshShard();
    const { manifests } = context.records;
    await manifests.put(manifestOf(shard, 2));
    await manifests.put(manifestOf(shard, 1));
    expect(await manifests.currentVersion(shard)).toBe(2);
  });
}

export function definitionRows(context: Context): void {
  it("takes a definition only over an older revision", async () => {
    const pair = freshPair();
    const { definitions } = context.records;
    expect(await definitions.get(pair)).toBeUndefined();
    const results = [];
    for (const revision of [2, 2, 1, 3]) results.push(await definitions.put(definitionOf(pair, revision)));
    expect(results).toEqual([true, false, false, true]);
    expect(await definitions.get(pair)).toEqual(definitionOf(pair, 3));
  });

  it("gets many definitions by pair and leaves out what is not there", async () => {
    const pairs = Array.from({ length: 120 }, freshPair);
    await writeMany(pairs.length, (index) => context.records.definitions.put(definitionOf(pairs[index] as string, 1)));
    const found = await context.records.definitions.getMany([...pairs, freshPair()]);
    expect([...found.keys()].toSorted()).toEqual(pairs.toSorted());
    expect(found.get(pairs[7] as string)).toEqual(definitionOf(pairs[7] as string, 1));
  });
}

export function listRows(context: Context): void {
  it("replaces all findings, more or fewer than before", async () => {
    const { findings } = context.records;
    const many = Array.from({ length: 350 }, (_, index) => findingOf(`rule:${String(index).padStart(3, "0")}`));
    for (const [step, list] of [many, many.slice(0, 120), [findingOf("rule:000", "Changed.")], [], many.slice(0, 5)].entries()) {
      await findings.replace(list.toReversed(), NOON + step);
      expect(await findings.all()).toEqual(list);
    }
    await findings.replace([], NOON + 9);
  });

  it("keeps the newest reading of every check, whichever are read together", async () => {
    const { readings } = context.records;
    const checks = Array.from({ length: 1_100 }, (_, index) => `check-${String(index).padStart(4, "0")}`);
    await readings.put(
      checks.map((check) => readingOf(check, NOON)),
      NOON + 90_000,
    );
    expect((await readings.latest()).size).toBe(1_100);
    const turned = readingOf("check-0700", NOON + 60_000, { status: "unhealthy", reason: "Failure: connection timed out" });
    await readings.put([turned], NOON + 150_000);
    await readings.put([readingOf("check-0700", NOON - 60_000)], NOON + 160_000);
    const latest = await readings.latest();
    expect(latest.size).toBe(1_100);
    expect(latest.get("check-0700")).toEqual(turned);
    expect(latest.get("check-1099")).toEqual(readingOf("check-1099", NOON));
  });

  it("takes lists and readings that are older than what lies in the future: the clock was set back", async () => {
    const { findings, readings } = context.records;
    const [ahead, now] = [NOON + 10 * 86_400_000, NOON + 9 * 86_400_000];
    await findings.replace([findingOf("rule:of-then")], ahead);
    await findings.replace([findingOf("rule:of-now")], now);
    expect(await findings.all()).toEqual([findingOf("rule:of-now")]);
    await findings.replace([findingOf("rule:late")], now - 30_000);
    expect(await findings.all(), "within a minute clocks may differ").toEqual([findingOf("rule:of-now")]);
    await readings.put([readingOf("check-set-back", ahead)], ahead + 90_000);
    await readings.put([readingOf("check-set-back", now)], now + 90_000);
    expect((await readings.latest()).get("check-set-back")).toEqual(readingOf("check-set-back", now));
    await findings.replace([], now + 1);
  });

  it("forgets checks that nobody reads any more, after two days", async () => {
    const { readings } = context.records;
    const later = NOON + 30 * 86_400_000;
    await readings.put([readingOf("left-behind", NOON)], NOON);
    await readings.put([readingOf("still-watched", later)], later + 90_000);
    expect([...(await readings.latest()).keys()]).toEqual(["still-watched"]);
  });

  it("keeps a page far below the item limit when every check has a long reason", async () => {
    const { readings } = context.records;
    const at = NOON + 60 * 86_400_000;
    const [text, bare] = ["x".repeat(5_000), "y".repeat(5_000)];
    const explained = { reason: `16 of 16 checkers fail, most with: ${text}`, checkers: { count: 16, of: 16, text } };
    const long = Array.from({ length: 600 }, (_, index) =>
      readingOf(`${index}`.padStart(36, "0"), at, index === 0 ? { reason: bare } : explained),
    );
    await readings.put(long, at);
    const [first, second, ...others] = (await readings.latest()).values();
    expect([first?.reason, second?.reason]).toEqual([bare.slice(0, 300), `16 of 16 checkers fail, most with: ${text.slice(0, 300)}`]);
    expect(others.length).toBe(598);
    await readings.put([readingOf("only", at + 10 * 86_400_000)], at + 10 * 86_400_000);
  });
}
