/** Lengths of time as they are given on the command line: `15m`, `2h`, `7d`. */
import type { Ms } from "@flipwatch/core";
import { InvalidArgumentError } from "commander";

const unitMs: Record<string, Ms> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads one of at most so many days. */
export function lengthOfTime(mostDays: number): (text: string) => Ms {
  return (text) => {
    const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text) ?? [];
    const ms = Number(amount) * (unitMs[unit] ?? 0);
    if (ms > 0 && ms <= mostDays * 86_400_000) return ms;
    throw new InvalidArgumentError(`Give a duration such as 15m, 2h or 7d, at most ${mostDays}d.`);
  };
}
