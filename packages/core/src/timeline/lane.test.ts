import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { advance, extend, type Lane, type Segment } from "./lane.ts";

/** As the rule says it, a copy for each step. */
function byTheRule(lane: Lane, next: Segment): Lane {
  const last = lane.at(-1);
  if (last === undefined) return [next];
  if (last.to === undefined && last.state === next.state) return lane;
  if (next.from > last.from) return [...lane.slice(0, -1), { ...last, to: Math.min(last.to ?? next.from, next.from) }, next];
  const before = lane.slice(0, -1).map(({ to, ...segment }, index, all) => (index < all.length - 1 ? { ...segment, to } : segment));
  return byTheRule(before, { ...next, from: last.from });
}

const segments = fc.array(fc.record({ state: fc.constantFrom("a", "b", "c"), from: fc.integer({ min: 0, max: 30 }) }), { maxLength: 20 });

describe("a lane", () => {
  it("goes on by the rule, in place and as a copy alike, whatever the clocks say", () => {
    fc.assert(
      fc.property(segments, (all) => {
        const expected = all.reduce<Lane>(byTheRule, []);
        const inPlace: Segment[] = [];
        for (const next of all) extend(inPlace, next);
        expect(inPlace).toEqual(expected);
        expect(all.reduce<Lane>((lane, next) => advance(lane, next), [])).toEqual(expected);
      }),
    );
  });

  it("that is advanced stays as it was itself", () => {
    const lane: Lane = Object.freeze([Object.freeze({ state: "a", from: 10 })]);
    expect(advance(lane, { state: "b", from: 20 })).toHaveLength(2);
    expect(advance(lane, { state: "b", from: 5 })).toEqual([{ state: "b", from: 10 }]);
    expect(lane).toEqual([{ state: "a", from: 10 }]);
  });
});
