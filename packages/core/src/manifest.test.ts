import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Manifest } from "./ballot.ts";
import { planManifests, SHARD_SLOTS } from "./manifest.ts";
import type { PairDefinition } from "./pair.ts";

const NOW = 1_763_812_345_678;

function definition(id: string, revision = 1, checks: { primary?: string; secondary?: string } = {}): PairDefinition {
  return {
    id,
    name: id,
    type: "A",
    source: "config",
    primary: { values: ["192.0.2.10"], healthCheckId: checks.primary },
    secondary: { values: ["192.0.2.20"], healthCheckId: checks.secondary },
    ttlSeconds: 60,
    revision,
    revisedAt: NOW,
  };
}

function after(current: readonly Manifest[], planned: readonly Manifest[]): Manifest[] {
  const shards = new Map([...current, ...planned].map((manifest) => [manifest.shard, manifest]));
  return [...shards.values()];
}

describe("planManifests", () => {
  const first = planManifests([], [definition("b"), definition("a", 3, { primary: "check-eu", secondary: "check-us" })], NOW);

  it("begins with shard 0, version 1, slots in the order of ids", () => {
    expect(first).toEqual([
      {
        shard: 0,
        version: 1,
        at: NOW,
        slots: [
          { pair: "a", revision: 3, primaryCheck: "check-eu", secondaryCheck: "check-us" },
          { pair: "b", revision: 1 },
        ],
      },
    ]);
  });

  it("marks a pair of a private zone, of which nobody can be asked, also one that has its slot already", () => {
    const zone = { id: "Z1", name: "example.com", private: true };
    const current = planManifests([], [definition("a")], NOW);
    const [next] = planManifests(current, [{ ...definition("a"), zone }], NOW);
    expect(next).toMatchObject({ version: 2, slots: [{ pair: "a", revision: 1, private: true }] });
    expect(planManifests(next === undefined ? [] : [next], [{ ...definition("a"), zone }], NOW)).toEqual([]);
  });

  it.each<[string, PairDefinition[], unknown[]]>([
    [
      "a new pair comes last, whatever its id",
      [definition("a"), definition("b"), definition("0")],
      [
        { pair: "a", revision: 1 },
        { pair: "b", revision: 1 },
        { pair: "0", revision: 1 },
      ],
    ],
    [
      "a pair that is gone leaves its slot behind, without checks",
      [definition("b")],
      [
        { pair: "a", revision: 3, retired: true },
        { pair: "b", revision: 1 },
      ],
    ],
    [
      "a new revision is a new version",
      [definition("a", 4), definition("b")],
      [
        { pair: "a", revision: 4 },
        { pair: "b", revision: 1 },
      ],
    ],
    [
      "no pair at all retires all",
      [],
      [
        { pair: "a", revision: 3, retired: true },
        { pair: "b", revision: 1, retired: true },
      ],
    ],
  ])("%s", (_, definitions, slots) => {
    expect(planManifests(first, definitions, NOW + 1)).toEqual([{ shard: 0, version: 2, at: NOW + 1, slots }]);
  });

  it("plans nothing where nothing changes", () => {
    expect(planManifests(first, [definition("a", 3, { primary: "check-eu", secondary: "check-us" }), definition("b")], NOW + 1)).toEqual(
      [],
    );
    expect(planManifests([], [], NOW)).toEqual([]);
  });

  it("gives a pair that returns its own slot back", () => {
    const gone = after(first, planManifests(first, [definition("b"), definition("c")], NOW + 1));
    const back = planManifests(gone, [definition("a", 5), definition("b"), definition("c")], NOW + 2);
    expect(back).toMatchObject([{ version: 3, slots: [{ pair: "a", revision: 5 }, { pair: "b" }, { pair: "c" }] }]);
    expect(back[0]?.slots.some((slot) => slot.retired)).toBe(false);
  });

  it("opens another shard when the first is full, and then leaves the full one alone", () => {
    const many = Array.from({ length: SHARD_SLOTS }, (_, index) => definition(`p${String(index).padStart(4, "0")}`));
    const full = planManifests([], many, NOW);
    expect(full).toHaveLength(1);
    const next = planManifests(full, [...many, definition("z")], NOW + 1);
    expect(next).toEqual([{ shard: 1, version: 1, at: NOW + 1, slots: [{ pair: "z", revision: 1 }] }]);
  });

  it("never gives a slot to another pair, nor a pair two slots, and always ends with all pairs placed", () => {
    const lists = fc.array(
      fc.uniqueArray(fc.tuple(fc.constantFrom(..."abcdefgh"), fc.integer({ min: 1, max: 3 })), { selector: ([id]) => id }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(lists, (turns) => {
        let current: Manifest[] = [];
        for (const turn of turns) {
          const definitions = turn.map(([id, revision]) => definition(id, revision));
          const planned = planManifests(current, definitions, NOW);
          for (const { shard, version, slots } of planned) {
            const before = current.find((manifest) => manifest.shard === shard);
            expect(version).toBe((before?.version ?? 0) + 1);
            expect(slots.slice(0, before?.slots.length ?? 0).map((slot) => slot.pair)).toEqual(
              (before?.slots ?? []).map((slot) => slot.pair),
            );
          }
          current = after(current, planned);
          const slots = current.flatMap((manifest) => manifest.slots);
          expect(new Set(slots.map((slot) => slot.pair)).size).toBe(slots.length);
          const live = slots.filter((slot) => !slot.retired).map((slot) => `${slot.pair}${slot.revision}`);
          expect(live.sort()).toEqual(turn.map(([id, revision]) => `${id}${revision}`).sort());
          expect(planManifests(current, definitions, NOW)).toEqual([]);
        }
      }),
    );
  });
});
