/** Real rules over real days: summer time, months, windows that are under way. Expectations are written out in UTC. */
import type { MaintenanceInput } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { createMaintenance } from "./windows.ts";

const sundays: MaintenanceInput = {
  pairs: "*.example.com/A",
  rrule: "FREQ=WEEKLY;BYDAY=SU",
  start: "2026-01-04T03:00",
  timeZone: "Europe/Berlin",
  minutes: 60,
};
const at = (text: string) => Date.parse(`${text}Z`);

async function found(window: Partial<MaintenanceInput>, from: string, to: string): Promise<string[]> {
  const windows = await createMaintenance([{ ...sundays, ...window }])?.windows(at(from), at(to));
  return (windows ?? []).map((mute) => `${new Date(mute.from).toISOString().slice(0, 16)} ${(mute.until - mute.from) / 60_000} min`);
}

describe("maintenance windows", () => {
  it.each<[string, Partial<MaintenanceInput>, string, string, string[]]>([
    ["in winter", {}, "2026-11-22T00:00", "2026-11-23T00:00", ["2026-11-22T02:00 60 min"]],
    ["in summer, an hour earlier by UTC", {}, "2026-07-05T00:00", "2026-07-06T00:00", ["2026-07-05T01:00 60 min"]],
    ["on no other day", {}, "2026-11-23T00:00", "2026-11-28T23:00", []],
    ["before the first", {}, "2025-12-28T00:00", "2025-12-29T00:00", []],
    ["one that is under way", {}, "2026-11-22T02:59", "2026-11-22T03:30", ["2026-11-22T02:00 60 min"]],
    ["none that has just ended", {}, "2026-11-22T03:00", "2026-11-22T04:00", []],
    ["none that begins at the end", {}, "2026-11-22T01:00", "2026-11-22T02:00", []],
    [
      "the first Sunday of a month",
      { rrule: "FREQ=MONTHLY;BYDAY=1SU" },
      "2026-11-01T00:00",
      "2026-11-30T00:00",
      ["2026-11-01T02:00 60 min"],
    ],
    ["in lower case", { rrule: "freq=weekly;byday=su" }, "2026-11-22T00:00", "2026-11-23T00:00", ["2026-11-22T02:00 60 min"]],
    ["in Korea", { timeZone: "Asia/Seoul" }, "2026-11-21T00:00", "2026-11-22T00:00", ["2026-11-21T18:00 60 min"]],
    [
      "of which the clock skips a start",
      { rrule: "FREQ=DAILY", start: "2026-03-01T02:30" },
      "2026-03-28T00:00",
      "2026-03-30T12:00",
      ["2026-03-28T01:30 60 min", "2026-03-30T00:30 60 min"],
    ],
    [
      "of which the clock repeats a start",
      { rrule: "FREQ=DAILY", start: "2026-10-01T02:30" },
      "2026-10-25T00:00",
      "2026-10-26T00:00",
      ["2026-10-25T00:30 60 min"],
    ],
  ])("%s", async (_, window, from, to, expected) => {
    expect(await found(window, from, to)).toEqual(expected);
  });

  it("have the same id whenever they are asked for", async () => {
    const maintenance = createMaintenance([{ ...sundays, note: "patch day" }]);
    const before = await maintenance?.windows(at("2026-11-21T12:00"), at("2026-11-22T12:00"));
    expect(before).toEqual(await maintenance?.windows(at("2026-11-22T02:30"), at("2026-11-23T02:30")));
    expect(before).toEqual([
      {
        id: `maintenance:*.example.com/A@${at("2026-11-22T02:00")}`,
        pairs: "*.example.com/A",
        from: at("2026-11-22T02:00"),
        until: at("2026-11-22T03:00"),
        by: "the configuration",
        via: "maintenance",
        note: "patch day",
      },
    ]);
  });

  it("are never more than can be kept, however often they come, and found at once", async () => {
    const often = { rrule: "FREQ=DAILY;BYMINUTE=0,1,2,3,4,5,6,7,8,9;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23" };
    expect(await found({ ...often, start: "2000-01-01T00:00", minutes: 1 }, "2026-11-22T00:00", "2026-11-23T00:00")).toHaveLength(200);
  });

  it("are none where none are configured", () => {
    expect(createMaintenance()).toBeUndefined();
    expect(createMaintenance([])).toBeUndefined();
  });

  it("with a rule that can't be read are refused by their place", async () => {
    const broken = createMaintenance([sundays, { ...sundays, rrule: "FREQ=WEEKLY;BYDAY=XX" }]);
    await expect(broken?.windows(0, 1)).rejects.toThrow('maintenance[1].rrule: "FREQ=WEEKLY;BYDAY=XX" can\'t be read as an iCalendar rule');
  });
});
