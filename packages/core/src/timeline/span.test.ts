import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Bounds } from "../time.ts";
import { type Span, spanBetween } from "./span.ts";

describe("the span between two moments", () => {
  it.each<[string, Bounds, Bounds, Span]>([
    ["is exact between exact moments", { after: 10, by: 10 }, { after: 30, by: 30 }, { ms: 20, errorMs: 0 }],
    ["errs by the wider of the two bounds", { after: 0, by: 10 }, { after: 15, by: 40 }, { ms: 30, errorMs: 25 }],
    ["has no known error when nothing was seen before", { by: 10 }, { after: 30, by: 40 }, { ms: 30 }],
    ["is never negative for moments that overlap", { after: 0, by: 20 }, { after: 0, by: 10 }, { ms: 0, errorMs: 20 }],
    ["is nothing when the end was seen before the start", { by: 20 }, { by: 10 }, { ms: 0 }],
  ])("%s", (_name, start, end, expected) => {
    expect(spanBetween(start, end)).toEqual(expected);
  });

  it("covers the true length wherever both moments lie within their bounds", () => {
    const bounds = fc.tuple(fc.nat(100), fc.nat(50), fc.nat(50)).map(([after, a, b]) => ({ after, true: after + a, by: after + a + b }));
    fc.assert(
      fc.property(bounds, bounds, (start, end) => {
        const { ms, errorMs = 0 } = spanBetween(start, end);
        const truth = Math.max(0, end.true - start.true);
        expect(Math.abs(truth - ms)).toBeLessThanOrEqual(errorMs);
      }),
    );
  });
});
