/** The end of the walk-through on the terminal: the phases of the failover and of the return, as measured from the moment that caused them. */
import type { Bounds, Ms, Span } from "@flipwatch/core";
import { duration } from "../output/duration.ts";
import { timeOfDay } from "../output/event-line.ts";
import { columns } from "../output/table.ts";
import { colour } from "../output/terminal.ts";
import { expectedPhases, legOf, type Way } from "./phases.ts";
import type { DemoResult } from "./play.ts";

const titles: Record<Way, string> = { failover: "The failover, as measured", failback: "The failback, as measured" };
const causes: Record<Way, string> = { failover: "HTTP blocked", failback: "HTTP restored" };
const phaseWords: Record<string, Record<Way, string>> = {
  failedCheck: { failover: "first failed check", failback: "first passed check" },
  unhealthy: { failover: "health check unhealthy", failback: "health check healthy" },
  firstRegion: { failover: "first region gets the secondary", failback: "first region gets the primary" },
  majority: { failover: "majority of regions: failover", failback: "majority of regions: back" },
  lastRegion: { failover: "last region", failback: "last region" },
  clients: { failover: "clients' resolvers", failback: "clients' resolvers" },
  sns: { failover: "told SNS", failback: "told SNS" },
};

export function resultLines(result: DemoResult): string[] {
  const legs = result.incident === undefined ? [] : ways.flatMap((way) => legLines(way, result));
  return ["", ...legs, ...lastedLine(result), verdict(result)];
}

const ways: readonly Way[] = ["failover", "failback"];

function verdict({ ok, steps, tookMs }: DemoResult): string {
  if (ok) return colour.green(colour.bold(`Everything was seen, in ${duration(tookMs)}.`));
  const where = steps.some((step) => !step.ok) ? "the step marked ✖ says what was missing" : "what was not is marked so above";
  return colour.red(colour.bold(`Not everything was seen; ${where}.`));
}

function legLines(way: Way, { steps, incident, channels }: DemoResult): string[] {
  const cause = steps.find((step) => step.id === way)?.at;
  const first = cause === undefined ? [] : [[`  ${causes[way]}`, timeOfDay(cause), ""]];
  const rows = expectedPhases(legOf(incident, way), channels).map(({ phase, bounds }) => [
    `  ${phaseWords[phase]?.[way] ?? phase}`,
    bounds === undefined ? colour.red("not seen") : moment(bounds),
    colour.dim(cause === undefined || bounds === undefined ? "" : `+ ${since(cause, bounds)}`),
  ]);
  return [colour.bold(titles[way]), ...columns([...first, ...rows]), ""];
}

/** What is known more sharply than this is shown as one moment; a health check's turn is only known to one metric period. */
const SHARP_MS = 1_000;

function isSharp({ after, by }: Bounds): boolean {
  return after === undefined || by - after < SHARP_MS;
}

function moment(bounds: Bounds): string {
  return isSharp(bounds) ? timeOfDay(bounds.by) : `${timeOfDay(bounds.after ?? bounds.by)} … ${timeOfDay(bounds.by)}`;
}

function since(cause: Ms, bounds: Bounds): string {
  const seconds = (at: Ms) => (Math.max(0, at - cause) / 1_000).toFixed(1);
  return isSharp(bounds) ? `${seconds(bounds.by)} s` : `${seconds(bounds.after ?? bounds.by)} … ${seconds(bounds.by)} s`;
}

function lastedLine({ incident, speed }: DemoResult): string[] {
  const lasted = incident?.duration;
  if (lasted === undefined) return [];
  return [
    `The name was off its primary for ${spanWords(lasted)}; at ${speed} times real speed that stands for ${duration(lasted.ms * speed)}.`,
  ];
}

/** `4.2 s ± 0.3 s`. */
function spanWords({ ms, errorMs = 0 }: Span): string {
  return errorMs === 0 ? duration(ms) : `${duration(ms)} ± ${(errorMs / 1_000).toFixed(1)} s`;
}
