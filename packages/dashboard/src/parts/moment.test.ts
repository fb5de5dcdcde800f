import { describe, expect, it } from "vitest";
import { clockOf, fullOf, minuteOf, roughSpanOf, spanOf, utcBeside, utcOf } from "./moment.ts";

const seoul = { language: "ko", zone: "Asia/Seoul" } as const;
const berlin = { language: "en", zone: "Europe/Berlin" } as const;
const at = Date.UTC(2026, 10, 22, 18, 4, 5);
const [hour, day] = [3_600_000, 86_400_000];

describe("a moment", () => {
  it.each<[string, string, string]>([
    ["is a time of day where it is today in the reader's zone", clockOf(at, at + hour, berlin), "19:04:05"],
    ["is one in Korean too, with both digits of the hour", clockOf(at, at + hour, seoul), "03:04:05"],
    ["has its date where it was another day there", clockOf(at, at + 5 * hour, berlin), "22 Nov, 19:04"],
    ["is still today elsewhere", clockOf(at, at + 5 * hour, seoul), "03:04:05"],
    ["has its date in Korean", clockOf(at, at + 2 * day, seoul), "11월 23일 03:04"],
    ["has its year where that may be another one", clockOf(at, at + 400 * day, berlin), "22 Nov 2026, 19:04"],
    ["is told to the minute where it was set so", minuteOf(at, at - hour, berlin), "19:04"],
    ["is told in full with the zone's name", fullOf(at, berlin), "2026-11-22 19:04:05 CET"],
    ["is told in full in Korean", fullOf(at, seoul), "2026-11-23 03:04:05 GMT+9"],
    ["is told in UTC", utcOf(at), "2026-11-22 18:04:05"],
    ["is a time of day in UTC beside a near one", utcBeside(at, at + hour), "18:04:05"],
    ["has a date in UTC beside a far one", utcBeside(at, at + day), "11-22 18:04"],
  ])("%s", (_name, text, expected) => {
    expect(text).toBe(expected);
  });
});

describe("a duration", () => {
  it.each<[number, string, string]>([
    [380_000, spanOf(380_000, "en"), "6 min 20 s"],
    [380_000, spanOf(380_000, "ko"), "6분 20초"],
    [-5, spanOf(-5, "en"), "0 s"],
    [59_999, roughSpanOf(59_999, "en"), "59 s"],
    [380_000, roughSpanOf(380_000, "en"), "6 min"],
    [3 * hour + 359_000, roughSpanOf(3 * hour + 359_000, "en"), "3 h 5 min"],
    [2 * day + 4 * hour + 1, roughSpanOf(2 * day + 4 * hour + 1, "ko"), "2일 4시간"],
  ])("of %i ms reads %s", (_ms, text, expected) => {
    expect(text).toBe(expected);
  });
});
