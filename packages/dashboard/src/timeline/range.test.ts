import { describe, expect, it } from "vitest";
import {
  clamped,
  following,
  movedTo,
  panned,
  presetOf,
  presets,
  queryOf,
  type Range,
  rangeOf,
  type Shown,
  shownIn,
  usualFor,
  zoomed,
} from "./range.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const now = Date.UTC(2026, 10, 22, 12, 0, 0);
const hours = (from: number, to: number): Range => ({ from: now + from * HOUR, to: now + to * HOUR });
const read = (query: string) => shownIn(new URLSearchParams(query));

describe("what an address shows", () => {
  it.each<[string, string, Shown]>([
    ["the last day where it says nothing", "", { follows: true, lengthMs: DAY }],
    ["a stretch that follows now", "last=6h", { follows: true, lengthMs: 6 * HOUR }],
    ["weeks", "last=2w", { follows: true, lengthMs: 14 * DAY }],
    ["at most ninety days", "last=4000d", { follows: true, lengthMs: 90 * DAY }],
    ["at least ten seconds", "last=1s", { follows: true, lengthMs: 10_000 }],
    ["two moments", "from=2026-11-22T10:00:00Z&to=2026-11-22T11:00:00Z", { follows: false, ...hours(-2, -1) }],
    ["moments in another zone", "from=2026-11-22T19:00%2B09:00&to=2026-11-22T20:00%2B09:00", { follows: false, ...hours(-2, -1) }],
    ["moments without a zone as UTC", "from=2026-11-22&to=2026-11-22T12:00", { follows: false, ...hours(-12, 0) }],
    ["moments in milliseconds", `from=${now - HOUR}&to=${now}`, { follows: false, ...hours(-1, 0) }],
    ["an hour around an alert's moment", `at=${now}`, { follows: false, ...hours(-0.5, 0.5), mark: now }],
    [
      "a moment marked within another stretch",
      `from=${now - HOUR}&to=${now}&at=${now - 1}`,
      { follows: false, ...hours(-1, 0), mark: now - 1 },
    ],
    ["a moment marked while following", `last=1h&at=${now}`, { follows: true, lengthMs: HOUR, mark: now }],
  ])("%s", (_name, query, shown) => {
    expect(read(query)).toEqual({ shown });
  });

  it.each([
    ["last=soon"],
    ["last=0h"],
    ["at=yesterday"],
    ["at=99999999999999999"],
    ["at=9999999999999999"],
    ["at=8640000000000000"],
    ["from=2026-11-22T10:00:00Z"],
    ["from=2026-11-22T10:00:00Z&to=2026-11-22T10:00:00Z"],
    ["from=2026-13-45&to=2026-11-22"],
  ])("says that it could not read %s", (query) => {
    const { shown, unread } = read(query);
    expect(shown).toEqual({ follows: true, lengthMs: DAY });
    expect(unread).toContain(query.split("&")[0]);
  });

  it.each<[string, Shown]>([
    ["last=1d", { follows: true, lengthMs: DAY }],
    ["last=90m", { follows: true, lengthMs: 90 * 60_000 }],
    ["last=3723s", { follows: true, lengthMs: 3_723_000 }],
    ["from=2026-11-22T10:00:00Z&to=2026-11-22T11:00:00Z", { follows: false, ...hours(-2, -1) }],
    [
      "from=2026-11-22T10:00:00.123Z&to=2026-11-22T11:00:00Z&at=1795345200000",
      { follows: false, from: now - 2 * HOUR + 123, to: now - HOUR, mark: 1_795_345_200_000 },
    ],
  ])("is written as %s and read back the same", (query, shown) => {
    expect(queryOf(shown)).toBe(query);
    expect(read(queryOf(shown)).shown).toEqual(shown);
  });

  it.each([
    ["ten minutes of a pair that is new", 60_000, HOUR / 6],
    ["an hour where that holds all there is", 59 * 60_000, HOUR],
    ["six hours where those hold it", 3 * HOUR, 6 * HOUR],
    ["the last day of any other", 400 * DAY, DAY],
  ])("is %s where it says nothing", (_name, watchedMs, lengthMs) => {
    const usual = usualFor(watchedMs);
    expect(usual).toEqual({ follows: true, lengthMs });
    expect(shownIn(new URLSearchParams("lang=ko"), usual)).toEqual({ shown: usual });
    expect(shownIn(new URLSearchParams("last=x"), usual).shown).toEqual(usual);
  });

  it("knows each preset again", () => {
    for (const preset of presets) expect(presetOf(read(`last=${preset}`).shown)).toBe(preset);
    expect(presetOf(read("last=2h").shown)).toBeUndefined();
    expect(presetOf(read(`from=${now - DAY}&to=${now}`).shown)).toBeUndefined();
  });
});

describe("moving", () => {
  it.each<[string, Range, Range]>([
    ["follows now", rangeOf({ follows: true, lengthMs: HOUR }, now), hours(-1, 0)],
    ["zooms in about a point that stays where it is", zoomed(hours(-4, 0), 0.5, now - 3 * HOUR, now), hours(-3.5, -1.5)],
    ["zooms out about its end", zoomed(hours(-4, 0), 2, now, now), hours(-8, 0)],
    ["zooms out to ninety days and no further", zoomed(hours(-80 * 24, 0), 2, now, now), hours(-90 * 24, 0)],
    ["zooms in to ten seconds and no further", zoomed({ from: now - 12_000, to: now }, 0.1, now, now), { from: now - 10_000, to: now }],
    ["zooms out no further than now where it did not show more before", zoomed(hours(-4, -1), 4, now - 4 * HOUR, now), hours(-12, 0)],
    ["pans back", panned(hours(-4, 0), -HOUR, now), hours(-5, -1)],
    ["pans on until now is in the middle", panned(hours(-4, 0), 9 * HOUR, now), hours(-2, 2)],
    ["pans back two years at most", clamped(hours(-9e6, -9e6 + 2), now), hours(-730 * 24 - 1, -730 * 24 + 1)],
  ])("%s", (_name, range, expected) => {
    expect(range).toEqual(expected);
  });

  it.each<[string, Range, Shown]>([
    ["a range that ends now follows now", hours(-2, 0), { follows: true, lengthMs: 2 * HOUR, mark: undefined }],
    ["so does one that ends within a hundredth of now", hours(-2, -0.01), { follows: true, lengthMs: 1.99 * HOUR, mark: undefined }],
    ["one that was panned away stays", hours(-3, -1), { follows: false, ...hours(-3, -1), mark: undefined }],
    ["one that reaches into the future stays", hours(-1, 1), { follows: false, ...hours(-1, 1), mark: undefined }],
  ])("%s", (_name, range, shown) => {
    expect(movedTo(range, now, undefined)).toEqual(shown);
  });

  it("comes back to now with the length it has", () => {
    expect(following({ follows: false, ...hours(-9, -6), mark: now })).toEqual({ follows: true, lengthMs: 3 * HOUR });
  });
});
