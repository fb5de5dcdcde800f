import { describe, expect, it } from "vitest";
import { stepFor, ticksFor } from "./ticks.ts";
import { momentOf, wallOf } from "./zone.ts";

const range = (from: string, to: string) => ({ from: Date.parse(from), to: Date.parse(to) });
const said = (from: string, to: string, zone: string, most = 8, language = "en-GB") =>
  ticksFor(range(from, to), { zone, language, most }).map(({ label, utc }) => (utc === undefined ? label : `${label} | ${utc}`));

describe("the marks of the time axis", () => {
  it.each<[string, string[], string[]]>([
    [
      "lie on round times and begin a day with its name",
      said("2026-11-21T21:10:00Z", "2026-11-22T04:00:00Z", "UTC"),
      ["22:00", "23:00", "22 Nov", "01:00", "02:00", "03:00"],
    ],
    [
      "lie on the viewer's round times, with UTC beside",
      said("2026-11-22T12:00:00Z", "2026-11-22T18:00:00Z", "Asia/Kolkata", 4),
      ["18:00 | 12:30", "20:00 | 14:30", "22:00 | 16:30"],
    ],
    [
      "name the day in the viewer's language",
      said("2026-11-22T12:00:00Z", "2026-11-22T18:00:00Z", "Asia/Seoul", 6, "ko"),
      ["21:00 | 12:00", "22:00 | 13:00", "23:00 | 14:00", "11월 23일 | 15:00", "01:00 | 16:00", "02:00 | 17:00"],
    ],
    ["show seconds where they matter", said("2026-11-22T12:00:00Z", "2026-11-22T12:00:10Z", "UTC", 2), ["12:00:00", "12:00:05"]],
    [
      "say the day in UTC too where marks are days apart",
      said("2026-11-20T00:00:00Z", "2026-11-23T00:00:00Z", "Asia/Seoul", 4),
      ["21 Nov | 20 Nov 15:00", "22 Nov | 21 Nov 15:00", "23 Nov | 22 Nov 15:00"],
    ],
    [
      "lie on Mondays where they are weeks apart",
      said("2026-11-01T00:00:00Z", "2026-11-30T00:00:00Z", "UTC", 5),
      ["2 Nov", "9 Nov", "16 Nov", "23 Nov"],
    ],
    [
      "leave out the hour that a clock set forward never shows",
      said("2026-03-29T00:00:00Z", "2026-03-29T03:00:00Z", "Europe/Berlin", 4),
      ["01:00 | 00:00", "03:00 | 01:00", "04:00 | 02:00"],
    ],
    [
      "show an hour that comes twice once",
      said("2026-10-24T23:00:00Z", "2026-10-25T03:00:00Z", "Europe/Berlin", 4),
      ["01:00 | 23:00", "02:00 | 00:00", "03:00 | 02:00"],
    ],
    [
      "lie at midnight although a day had 23 hours",
      said("2026-03-28T12:00:00Z", "2026-03-31T12:00:00Z", "Europe/Berlin", 4),
      ["29 Mar | 28 Mar 23:00", "30 Mar | 29 Mar 22:00", "31 Mar | 30 Mar 22:00"],
    ],
  ])("%s", (_name, labels, expected) => {
    expect(labels).toEqual(expected);
  });

  it("mark the beginning of a day as strong", () => {
    const ticks = ticksFor(range("2026-11-21T22:00:00Z", "2026-11-22T02:00:00Z"), { zone: "UTC", language: "en", most: 4 });
    expect(ticks.map(({ strong }) => strong)).toEqual([false, false, true, false]);
    const days = ticksFor(range("2026-11-19T00:00:00Z", "2026-11-23T00:00:00Z"), { zone: "UTC", language: "en", most: 4 });
    expect(days.map(({ strong }) => strong)).toEqual([false, false, false, false]);
  });

  it.each([
    [10_000, 5, 2_000],
    [3_600_000, 6, 600_000],
    [86_400_000, 8, 3 * 3_600_000],
    [90 * 86_400_000, 4, 28 * 86_400_000],
    [90 * 86_400_000, 0, 28 * 86_400_000],
  ])("of %i ms with at most %i lie %i ms apart", (length, most, step) => {
    expect(stepFor(length, most)).toBe(step);
  });

  it("never number more than asked for", () => {
    for (let length = 10_000; length < 90 * 86_400_000; length *= 1.7) {
      for (const most of [4, 6, 11]) {
        const ticks = ticksFor(
          { from: 1_795_345_200_123, to: 1_795_345_200_123 + length },
          { zone: "America/St_Johns", language: "en", most },
        );
        expect(ticks.length).toBeLessThanOrEqual(most + 1);
        expect(ticks.length).toBeGreaterThanOrEqual(1);
      }
    }
  });
});

describe("a wall clock", () => {
  it.each(["UTC", "Asia/Seoul", "America/St_Johns", "Australia/Lord_Howe", "Europe/Berlin", "Pacific/Apia"])(
    "in %s and the moments it shows agree all year",
    (zone) => {
      for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 30_661_001) {
        const back = momentOf(zone, wallOf(zone, at));
        // Of an hour that comes twice, the earlier one.
        expect([at, at - 3_600_000, at - 1_800_000]).toContain(back);
      }
    },
  );

  it("never shows a time that it is set forward over", () => {
    expect(momentOf("Europe/Berlin", Date.UTC(2026, 2, 29, 2, 30))).toBeUndefined();
  });
});
