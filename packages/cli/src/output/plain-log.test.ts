import { expect, it } from "vitest";
import { plainLog } from "./plain-log.ts";

it("tells people in words what a program is told in JSON", () => {
  const lines: string[] = [];
  const log = plainLog(
    (line) => lines.push(line),
    () => Date.UTC(2026, 10, 22, 12),
  );
  log("warn", "The zone could not be read.");
  log("error", "tally failed and is tried again", { name: "0", problem: new Error("no space left") });
  log("info", "discovered", { pairs: 2, troubles: [], zone: undefined });
  expect(lines).toEqual([
    "12:00:00.000  ▲ The zone could not be read.",
    "12:00:00.000  ✖ tally failed and is tried again (name 0): no space left",
    "12:00:00.000  · discovered (pairs 2, troubles [])",
  ]);
});
