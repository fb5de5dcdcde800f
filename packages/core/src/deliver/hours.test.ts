import { describe, expect, it } from "vitest";
import { type Hours, isTimeOfDay, isTimeZone, isWithinHours } from "./hours.ts";

/** 2026-11-22 is a Sunday; Seoul is nine hours ahead, Berlin one, and two in summer. */
const at = (text: string) => Date.parse(text);
const office: Hours = { days: ["mon", "tue", "wed", "thu", "fri"], from: "08:00", to: "18:00", timeZone: "Asia/Seoul" };
const night: Hours = { days: ["fri"], from: "22:00", to: "06:00", timeZone: "UTC" };

describe("hours", () => {
  it.each<[string, Hours, string, boolean]>([
    ["begin with the minute they name", office, "2026-11-22T23:00:00Z", true],
    ["have not begun a moment before", office, "2026-11-22T22:59:59.999Z", false],
    ["end before the minute they name", office, "2026-11-23T09:00:00Z", false],
    ["last until then", office, "2026-11-23T08:59:59Z", true],
    ["are of the days there, not here: Sunday in Seoul", office, "2026-11-22T10:00:00Z", false],
    ["past midnight belong to the day they began on", night, "2026-11-28T05:59:00Z", true],
    ["past midnight do not begin on the day after", night, "2026-11-28T22:00:00Z", false],
    ["past midnight are not those of the day before", night, "2026-11-27T05:00:00Z", false],
    [
      "from a time to the same are whole days",
      { from: "00:00", to: "00:00", days: ["sun"], timeZone: "UTC" },
      "2026-11-22T13:00:00Z",
      true,
    ],
    ["to 24:00 are until the day's end", { from: "18:00", to: "24:00", timeZone: "UTC" }, "2026-11-22T23:59:00Z", true],
    ["move with summer time", { from: "08:00", to: "09:00", timeZone: "Europe/Berlin" }, "2026-07-22T06:30:00Z", true],
    ["move back with winter time", { from: "08:00", to: "09:00", timeZone: "Europe/Berlin" }, "2026-11-22T06:30:00Z", false],
  ])("%s", (_name, hours, moment, expected) => {
    expect(isWithinHours(hours, at(moment))).toBe(expected);
  });

  it.each([
    ["Asia/Seoul", true],
    ["UTC", true],
    ["Asia/Soul", false],
    ["", false],
  ])("know the time zone %j: %s", (name, expected) => {
    expect(isTimeZone(name)).toBe(expected);
  });

  it.each([
    ["00:00", true],
    ["24:00", true],
    ["23:59", true],
    ["24:01", false],
    ["8:00", false],
    ["08:60", false],
  ])("take %j for a time of day: %s", (text, expected) => {
    expect(isTimeOfDay(text)).toBe(expected);
  });
});
