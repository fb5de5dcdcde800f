import type { LabLog } from "@flipwatch/lab/lab";
import { describe, expect, it } from "vitest";
import { labLog } from "./log.ts";

const at = Date.UTC(2026, 10, 22, 12);
const line = (text: string, level: LabLog["level"] = "error"): LabLog => ({ at, level, source: "tally@eu-west-1", text });
const throttled = line("throttled: too many at the same time");
const timedOut = line("Sandbox.Timedout: RequestId: 1 Error: Task timed out after 1.50 seconds");

function shown(lines: LabLog[], options: { speed: number; verbose?: boolean }): string[] {
  const notes: string[] = [];
  const log = labLog({ ...options, note: (text) => notes.push(text) });
  for (const each of lines) log(each);
  return notes;
}

describe("the lab's log", () => {
  it("says once, in words, that the machine is too slow for the speed", () => {
    expect(shown([throttled, timedOut, throttled], { speed: 20 })).toEqual([
      "12:00:00.000 this machine is too busy for --speed 20: what is seen comes late, or not at all; try --speed 10.",
    ]);
    expect(shown([timedOut], { speed: 1 })[0]).not.toContain("try");
  });

  it("shows every other error as it is, and what went well only where it is asked for", () => {
    const failed = line("Error: no such table");
    const fine = line("1 event", "info");
    expect(shown([failed, fine], { speed: 20 })).toEqual(["12:00:00.000 tally@eu-west-1: Error: no such table"]);
    expect(shown([failed, fine, throttled], { speed: 20, verbose: true })).toHaveLength(3);
  });
});
