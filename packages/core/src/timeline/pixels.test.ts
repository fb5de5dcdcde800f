import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY, HOUR } from "../time.ts";
import { isGraver, type LaneState } from "./gravity.ts";
import { foldLane, foldToPixels, type PixelSegment, WORDED_MAX } from "./pixels.ts";
import { samplePair } from "./sample.ts";
import type { TimelineWindow } from "./window.ts";

type Told = PixelSegment & { event?: string; message?: string; percentage?: number };
const say = (state: LaneState, from: number, to: number, rest: Partial<Told> = {}): Told => ({ state, from, to, ...rest });

describe("a lane folded to cells of ten", () => {
  it.each<[string, Told[], Told[]]>([
    ["is empty where it was", [], []],
    [
      "keeps what is wide enough, bounds and words and all",
      [say("primary", 0, 33, { message: "a" }), say("secondary", 33, 100, { message: "b" })],
      [say("primary", 0, 33, { message: "a" }), say("secondary", 33, 100, { message: "b" })],
    ],
    [
      "keeps a single short segment as it is",
      [say("primary", 0, 33), say("dark", 33, 34, { message: "short" }), say("primary", 34, 60)],
      [say("primary", 0, 33), say("dark", 33, 34, { message: "short" }), say("primary", 34, 60)],
    ],
    [
      "makes one of several short ones in a cell, which shows the gravest",
      [say("primary", 0, 31), say("secondary", 31, 33), say("dark", 33, 34), say("split", 34, 37), say("primary", 37, 90)],
      [say("primary", 0, 31), say("dark", 31, 37, { count: 3, mixed: true }), say("primary", 37, 90)],
    ],
    [
      "joins cells that go to and fro with the same gravest state",
      [say("secondary", 2, 5), say("primary", 5, 10), say("secondary", 10, 14), say("primary", 14, 20)],
      [say("secondary", 2, 20, { count: 4, mixed: true })],
    ],
    [
      "keeps cells apart that have a gap between them",
      [say("secondary", 2, 5), say("primary", 5, 6), say("secondary", 21, 24), say("primary", 24, 29)],
      [say("secondary", 2, 6, { count: 2, mixed: true }), say("secondary", 21, 29, { count: 2, mixed: true })],
    ],
    [
      "keeps cells apart whose gravest states differ",
      [say("secondary", 2, 5), say("primary", 5, 10), say("stray", 10, 14), say("primary", 14, 20)],
      [say("secondary", 2, 10, { count: 2, mixed: true }), say("stray", 10, 20, { count: 2, mixed: true })],
    ],
    [
      "calls nothing mixed that says the same, and shows the lowest percentage",
      [say("healthy", 1, 3, { percentage: 100 }), say("healthy", 3, 6, { percentage: 81.25 }), say("healthy", 6, 9, { percentage: 93.75 })],
      [say("healthy", 1, 9, { count: 3, percentage: 81.25 })],
    ],
    [
      "covers a gap that is as short as what is beside it, and keeps a longer one",
      [say("primary", 1, 3), say("primary", 5, 7), say("primary", 40, 60)],
      [say("primary", 1, 7, { count: 2 }), say("primary", 40, 60)],
    ],
    [
      "lets the last of a cell reach into the next",
      [say("secondary", 8, 9), say("primary", 9, 15), say("secondary", 15, 16)],
      [say("secondary", 8, 15, { count: 2, mixed: true }), say("secondary", 15, 16)],
    ],
  ])("%s", (_, lane, expected) => {
    expect(foldLane(lane, 10)).toEqual(expected);
  });

  it("gives only the longest segments and the last their words when there are too many", () => {
    const lane = Array.from({ length: 200 }, (_, index) => {
      const from = index * 100;
      return say(index % 2 ? "primary" : "secondary", from, from + (index % 4 === 0 ? 60 : 50), {
        event: `e${index}`,
        message: "words",
        after: from,
      });
    });
    const worded = foldLane(lane, 10).filter(({ message }) => message !== undefined);
    expect([worded.length, worded.filter(({ from, to }) => to - from === 60).length]).toEqual([WORDED_MAX, 50]);
    expect(worded.at(-1)?.event).toBe("e199");
    expect(foldLane(lane, 10).at(-2)).toEqual({ state: "secondary", from: 19_800, to: 19_850, event: "e198" });
  });
});

// ---- properties ---------------------------------------------------------------------------------------------------------

const states: LaneState[] = ["primary", "secondary", "split", "stray", "dark", "unknown"];
const width = fc.integer({ min: WORDED_MAX, max: 300 });
/** Lengths from a thousandth of the window to most of it, gaps between some. */
const laneOf = fc
  .array(
    fc.record({
      state: fc.constantFrom(...states),
      gap: fc.constantFrom(0, 0, 0, 3, 500),
      length: fc.constantFrom(1, 2, 7, 40, 800, 9_000),
    }),
    {
      maxLength: 400,
    },
  )
  .map((parts) => {
    let at = 1_700_000_000_000;
    return parts.map(({ state, gap, length }) => {
      const from = at + gap;
      at = from + length;
      return say(state, from, at);
    });
  });

function windowOver(role: Told[]): TimelineWindow {
  const from = role[0]?.from ?? 0;
  // Only the role lane matters here; what else a window has is folded the same way.
  const rest = { regions: {}, silences: {}, views: {}, health: { primary: [], secondary: [] }, notes: [], alerts: [], incidents: [] };
  return {
    pair: samplePair,
    from,
    to: (role.at(-1)?.to ?? 1) + 1,
    observedUntil: from,
    role,
    ...rest,
    shares: {},
  } as unknown as TimelineWindow;
}

describe("folding a window to pixels", () => {
  const run = (check: (before: Told[], after: PixelSegment[], width: number) => void) =>
    fc.assert(fc.property(laneOf, width, (lane, pixels) => void check(lane, foldToPixels(windowOver(lane), pixels).role, pixels)));

  it("gives no more segments than pixels", () => {
    run((_, after, pixels) => {
      expect(after.length).toBeLessThanOrEqual(pixels);
    });
  });

  it("keeps the order, leaves no gap where there was none, and makes nothing wider than what it stands for", () => {
    run((before, after) => {
      let index = 0;
      for (const segment of after) {
        const own = before.slice(index, index + (segment.count ?? 1));
        expect([own[0]?.from, own.at(-1)?.to]).toEqual([segment.from, segment.to]);
        index += segment.count ?? 1;
      }
      expect(index).toBe(before.length);
    });
  });

  it("shows at every moment a state that is at least as grave as what was said then, and was said within the segment", () => {
    run((before, after) => {
      let index = 0;
      for (const { state, count = 1, mixed } of after) {
        const own = before.slice(index, index + count);
        index += count;
        expect(own.map((each) => each.state)).toContain(state);
        expect(own.some((each) => isGraver(each.state, state))).toBe(false);
        expect(mixed === true).toBe(new Set(own.map((each) => each.state)).size > 1);
      }
    });
  });

  it("changes nothing of a window that has room for all", () => {
    run((before) => {
      expect(foldToPixels(windowOver(before), 100_000_000).role.map(({ from, count }) => [from, count])).toEqual(
        before.map(({ from }) => [from, undefined]),
      );
    });
  });
});

describe("markers at nearly the same moment", () => {
  const note = (at: number, severity: "info" | "critical", event: string) => ({
    at,
    event,
    kind: "calm" as const,
    severity,
    message: event,
  });
  const alert = (at: number, state: "delivered" | "given-up" | "suppressed") => ({
    at,
    event: `e${at}`,
    channel: "slack:ops",
    state,
    attempts: 1,
  });

  it("become the first of the gravest, with their number, where there is no room for all", () => {
    const notes = [note(1, "info", "a"), note(2, "critical", "b"), note(3, "critical", "c"), note(9_000, "info", "d")];
    const alerts = [alert(1, "suppressed"), alert(2, "delivered"), alert(3, "given-up"), alert(9_000, "delivered")];
    const crowd = <M>(of: (at: number) => M) => Array.from({ length: 60 }, (_, index) => of(10_000 + index));
    const all = {
      notes: [...notes, ...crowd((at) => note(at, "info", "x"))],
      alerts: [...alerts, ...crowd((at) => alert(at, "delivered"))],
    };
    const folded = foldToPixels({ ...windowOver([say("primary", 0, 19_999)]), ...all }, 200);
    expect(folded.notes).toMatchObject([{ ...note(2, "critical", "b"), count: 3 }, note(9_000, "info", "d"), { count: 60 }]);
    expect(folded.alerts).toMatchObject([{ ...alert(3, "given-up"), count: 3 }, alert(9_000, "delivered"), { count: 60 }]);
  });

  it("stay as they are where there is room", () => {
    const alerts = Array.from({ length: 50 }, (_, index) => alert(index % 2, "delivered"));
    expect(foldToPixels({ ...windowOver([say("primary", 0, 19_999)]), alerts }, 200).alerts).toEqual(alerts);
  });

  it("are no more than a quarter of the pixels and one, however many there were", () => {
    const notes = Array.from({ length: 5_000 }, (_, index) => note((index * (90 * DAY)) / 5_000, "info", String(index)));
    const folded = foldToPixels({ ...windowOver([say("primary", 0, 90 * DAY)]), notes }, 800);
    expect(folded.notes.length).toBeLessThanOrEqual(201);
    expect(folded.notes.reduce((sum, { count = 1 }) => sum + count, 0)).toBe(5_000);
  });
});

it("silences that are too short to be told apart become one, where there are many", () => {
  const short = Array.from({ length: 100 }, (_, index) => ({ from: 2 * index, to: 2 * index + 1 }));
  const long = { from: HOUR, to: 2 * HOUR };
  const folded = foldToPixels(
    { ...windowOver([say("primary", 0, 24 * HOUR)]), silences: { eu: [...short, long], us: [short[0] ?? long] } },
    800,
  );
  expect(folded.silences).toEqual({ eu: [{ from: 0, to: 199 }, long], us: [short[0]] });
});

it("a lane of few segments stays as it is, however short they are", () => {
  const few = Array.from({ length: WORDED_MAX }, (_, index) =>
    say(index % 2 ? "primary" : "dark", 1_000 + index, 1_001 + index, { message: "words" }),
  );
  expect(foldToPixels({ ...windowOver(few), to: 90 * DAY }, 800).role).toEqual(few);
});
