/** The end of the walk-through on the terminal: the phases of the failover and of the return, as measured. */
import { type PhaseStep, phaseSteps, type Span, type StoryLeg } from "@flipwatch/core";
import { duration } from "../output/duration.ts";
import { timeOfDay } from "../output/event-line.ts";
import { columns } from "../output/table.ts";
import { colour } from "../output/terminal.ts";
import type { DemoResult } from "./play.ts";

const phaseWords: Record<string, { away: string; back: string }> = {
  failedCheck: { away: "first failed check", back: "first passed check" },
  unhealthy: { away: "health check unhealthy", back: "health check healthy" },
  firstRegion: { away: "first region gets the secondary", back: "first region gets the primary" },
  majority: { away: "majority of regions: failover", back: "majority of regions: back" },
  lastRegion: { away: "last region", back: "last region" },
  clients: { away: "clients' resolvers", back: "clients' resolvers" },
  sns: { away: "told SNS", back: "told SNS" },
};

export function resultLines(result: DemoResult): string[] {
  const legs = result.incident?.legs ?? [];
  const lasted = result.incident?.duration;
  const verdict = result.ok
    ? colour.green(colour.bold(`Everything was seen, in ${duration(result.tookMs)}.`))
    : colour.red(colour.bold("Not everything was seen; the step marked ✖ says what was missing."));
  return [
    "",
    ...legs.flatMap((leg) => legLines(leg)),
    ...(lasted === undefined
      ? []
      : [
          `The name was off its primary for ${spanWords(lasted)}. At ${result.speed} times real speed, that is about ${duration(lasted.ms * result.speed)} of real time.`,
        ]),
    verdict,
  ];
}

function legLines(leg: StoryLeg): string[] {
  const way = leg.to === "primary" ? "back" : "away";
  const rows = phaseSteps(leg.phases).map((step) => phaseRow(step, way));
  return [colour.bold(way === "away" ? "The failover, as measured" : "The failback, as measured"), ...columns(rows), ""];
}

function phaseRow(step: PhaseStep, way: "away" | "back"): string[] {
  const words = phaseWords[step.phase]?.[way] ?? step.phase;
  return [`  ${words}`, timeOfDay(step.bounds.by), colour.dim(`+${spanWords(step.sinceFirst)}`)];
}

/** `4.2 s (± 1.5 s)`. */
function spanWords(span: Span): string {
  return span.errorMs === undefined || span.errorMs === 0 ? duration(span.ms) : `${duration(span.ms)} ± ${duration(span.errorMs)}`;
}
