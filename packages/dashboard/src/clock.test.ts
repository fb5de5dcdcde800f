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
});
