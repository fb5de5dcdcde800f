/** The measured phases of one leg of an incident, laid out on one line of time beside what was to be expected. */
import type { Expected } from "@flipwatch/core/report/expected";
import type { Bounds, Ms } from "@flipwatch/core/time";
import type { Span } from "@flipwatch/core/timeline/span";
import { phaseSteps, type StoryLeg } from "@flipwatch/core/timeline/story";
import { durationText } from "../parts/duration.tsx";
import { say } from "../words/words.ts";

export interface PhaseBar {
  name: string;
  /** When it was seen, and from when on it may have happened. */
  bounds: Bounds;
  /** Since the first phase, with its error, in words; of the first itself, absent. */
  after?: string;
  /** Shares of the whole line, 0 to 1. */
  start: number;
  end: number;
}

export interface PhaseList {
  bars: readonly PhaseBar[];
  /** By when the last client should have followed, 0 to 1. Absent where nothing is expected, or the first failed check is not known. */
  expected?: number;
}

/** The phases in order, each from its earliest to its latest moment. Nothing where nothing was measured. */
export function phaseList({ to, phases }: Pick<StoryLeg, "to" | "phases">, expected?: Pick<Expected, "ms">): PhaseList {
  const steps = phaseSteps(phases);
  const [first] = steps;
  if (first === undefined) return { bars: [] };
  const begin = Math.min(...steps.map(({ bounds }) => earliest(bounds)));
  const expectedMs = expected === undefined || first.phase !== "failedCheck" ? undefined : first.bounds.by + expected.ms - begin;
  const whole = Math.max(1, ...steps.map(({ bounds }) => bounds.by - begin), expectedMs ?? 0);
  const bars = steps.map(({ phase, bounds, sinceFirst }, index) => ({
    name: phaseName(phase, to),
    bounds,
    ...(index === 0 ? {} : { after: afterText(first.bounds, bounds, sinceFirst) }),
    start: (earliest(bounds) - begin) / whole,
    end: (bounds.by - begin) / whole,
  }));
  return expectedMs === undefined ? { bars } : { bars, expected: expectedMs / whole };
}

/** Where the error is larger than what was measured, only how long it took at most says anything. */
function afterText(first: Bounds, bounds: Bounds, { ms, errorMs = 0 }: Span): string {
  if (ms >= errorMs) return say("phase.after", { span: durationText(ms, errorMs) });
  return say("phase.within", { span: durationText(Math.max(0, bounds.by - earliest(first))) });
}

function earliest({ after, by }: Bounds): Ms {
  return after ?? by;
}

function phaseName(phase: string, to: StoryLeg["to"]): string {
  if (phase.startsWith("told ")) return say("phase.told", { channel: phase.slice("told ".length) });
  switch (phase) {
    case "failedCheck":
    case "unhealthy":
      return say(to === "primary" ? `phase.back.${phase}` : `phase.away.${phase}`);
    case "firstRegion":
    case "majority":
    case "lastRegion":
    case "clients":
    case "sns":
      return say(`phase.${phase}`);
    default:
      return phase;
  }
}
