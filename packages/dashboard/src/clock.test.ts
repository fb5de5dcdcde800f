import { describe, expect, it } from "vitest";
import { serverAhead } from "./clock.ts";

const noon = Date.UTC(2026, 10, 22, 12);
const header = (ms: number) => new Date(noon + ms).toUTCString();

describe("how far the server is ahead", () => {
  it.each<[string, string | null, number, number, number]>([
    ["is nothing without a date", null, noon, noon + 50, 0],
    ["is nothing where the date can't be read", "yesterday", noon, noon + 50, 0],
    ["is nothing within a few seconds, which is what a Date header is good for", header(4_000), noon, noon + 100, 0],
    ["is nothing that a slow answer may explain", header(12_000), noon, noon + 15_000, 0],
    ["is an hour where the viewer's clock is an hour behind", header(3_600_000), noon, noon + 100, 3_600_450],
    ["is negative where the viewer's clock runs ahead", header(-60_000), noon, noon + 1_000, -60_000],
  ])("%s", (_name, date, sentAt, receivedAt, expected) => {
    expect(serverAhead(date, sentAt, receivedAt)).toBe(expected);
  });

  it.each<[string, number, string | null, number, number]>([
    ["where the Date header's whole seconds make it more", 5_450, header(6_000), 100, 5_450],
    ["where they make it less than what is tolerated", 5_450, header(4_000), 100, 5_450],
    ["without a date", 5_450, null, 100, 5_450],
    ["where a slow answer may explain the difference", 5_450, header(14_000), 16_000, 5_450],
    ["not where the viewer's clock was set right", 5_450, header(0), 100, 0],
    ["not where it was set to another time", 5_450, header(3_600_000), 100, 3_600_450],
  ])("stays as it was before, %s", (_name, before, date, lasted, expected) => {
    expect(serverAhead(date, noon, noon + lasted, before)).toBe(expected);
  });
});
