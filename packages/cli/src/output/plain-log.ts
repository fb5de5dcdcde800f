/** The steps' log for people at a terminal: when, what, and the facts in words instead of JSON. */
import type { Ms } from "@flipwatch/core";
import type { Log } from "@flipwatch/functions/steps/log";
import { timeOfDay } from "./event-line.ts";

const signs = { info: "·", warn: "▲", error: "✖" } as const;

export function plainLog(write: (line: string) => void, now: () => Ms): Log {
  return (level, message, { problem, ...facts } = {}) => {
    const known = Object.entries(facts).flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${worded(value)}`]));
    const details = known.length === 0 ? "" : ` (${known.join(", ")})`;
    const why = problem === undefined ? "" : `: ${problem instanceof Error ? problem.message : worded(problem)}`;
    write(`${timeOfDay(now())}  ${signs[level]} ${message}${details}${why}`);
  };
}

function worded(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
