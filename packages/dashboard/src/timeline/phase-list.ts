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
  /** Since the first phase, with its error, in words; of the first itself, when it was. */
  text: string;
  /** Shares of the whole line, 0 to 1. */
  start: number;
  end: number;
}

export interface PhaseList {
  bars: readonly PhaseBar[];
  /** From when on a difference counts. Absent where none is told as one. */
  origin?: string;
  /** By when the last client should have followed, 0 to 1. Absent where nothing is expected, or the first failed check is not known. */
  expected?: number;
}

export type ClockText = (at: Ms) => string;

/** The time of day in the viewer's zone. */
export const viewersClock: ClockText = (at) => {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, "0")).join(":");
};

export const utcClock: ClockText = (at) => new Date(at).toISOString().slice(11, 19);

/** The phases in order, each from its earliest to its latest moment. Nothing where nothing was measured. */
export function phaseList(
  { to, phases }: Pick<StoryLeg, "to" | "phases">,
  expected?: Pick<Expected, "ms">,
  clock: ClockText = viewersClock,
): PhaseList {
  const steps = phaseSteps(phases);
  const [first] = steps;
  if (first === undefined) return { bars: [] };
  const begin = Math.min(...steps.map(({ bounds }) => earliest(bounds)));
  const expectedMs = expected === undefined || first.phase !== "failedCheck" ? undefined : first.bounds.by + expected.ms - begin;
  const whole = Math.max(1, ...steps.map(({ bounds }) => bounds.by - begin), expectedMs ?? 0);
  const bars = steps.map(({ phase, bounds, sinceFirst }, index) => ({
    name: phaseName(phase, to),
    bounds,
    text: index === 0 ? boundsText(bounds, clock) : afterText({ first: first.bounds, bounds, since: sinceFirst, clock }),
    start: (earliest(bounds) - begin) / whole,
    end: (bounds.by - begin) / whole,
  }));
  const isCounted = steps.slice(1).some(({ sinceFirst }) => isDifference(sinceFirst));
  return {
    bars,
    ...(isCounted && { origin: say("phase.origin", { time: clock(first.bounds.by) }) }),
    ...(expectedMs !== undefined && { expected: expectedMs / whole }),
  };
}

/** Both where they differ by what can be read, since either may be what another page says. */
function boundsText({ after, by }: Bounds, clock: ClockText): string {
  const latest = clock(by);
  if (after === undefined) return say("phase.by", { time: latest });
  return clock(after) === latest ? latest : `${clock(after)}–${latest}`;
}

/** Where the error is larger than what was measured, only how long it took at most says anything. */
function isDifference({ ms, errorMs = 0 }: Span): boolean {
  return ms >= errorMs;
}

function afterText({ first, bounds, since, clock }: { first: Bounds; bounds: Bounds; since: Span; clock: ClockText }): string {
  if (isDifference(since)) return say("phase.after", { span: durationText(since.ms, since.errorMs ?? 0) });
  const origin = earliest(first);
  return say("phase.within", { span: durationText(Math.max(0, bounds.by - origin)), time: clock(origin) });
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
