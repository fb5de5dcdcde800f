/** One event as one line for people (on a terminal as many as it needs): when, what, which pair, and the sentence that tally wrote. */
import type { FlipwatchEvent, Ms } from "@flipwatch/core";
import { fitted } from "./fitted.ts";
import { colour } from "./terminal.ts";

const paint: Record<FlipwatchEvent["severity"], (text: string) => string> = {
  critical: (text) => colour.red(colour.bold(text)),
  warning: colour.yellow,
  info: colour.green,
  record: colour.dim,
};
/** Beside each colour stands a sign, for those who don't see the colour. */
const sign: Record<FlipwatchEvent["severity"], string> = { critical: "✖", warning: "▲", info: "●", record: "·" };

/** Below the kind: what follows the time of day. */
const INDENT = 14;

/** `13:05:07.250`, UTC; the day is shown by whoever prints many days. */
export function timeOfDay(at: Ms): string {
  return new Date(at).toISOString().slice(11, 23);
}

export function eventLine(event: FlipwatchEvent): string {
  const text = `${sign[event.severity]} ${event.kind.padEnd(18)}`;
  const sentence = event.severity === "record" ? colour.dim(event.message) : event.message;
  return fitted(`${colour.dim(timeOfDay(event.at))}  ${paint[event.severity](text)} ${sentence}`, INDENT);
}
