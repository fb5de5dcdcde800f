/** Reads what was told as a story: at which second, what, in which order. */
import { FLEET, type FlipwatchEvent } from "@flipwatch/core";
import { expect } from "vitest";
import { type Simulation, START } from "./simulation.ts";
import { PAIR } from "./world.ts";

/** `[from, to, what]`: told between these two seconds. FLEET events are named with it: `FLEET region-silent`. */
export type Line = readonly [from: number, to: number, what: string];

/** Everything alerting of both logs, by when it was recorded; without our own failing steps, and the zones that they could not read, where they are not asked for. */
export async function alerts(simulation: Simulation, ofSteps = true): Promise<FlipwatchEvent[]> {
  const events = [...(await simulation.log(PAIR)), ...(await simulation.log(FLEET))];
  const isTold = ({ severity, kind }: FlipwatchEvent): boolean => severity !== "record" && (ofSteps || !/^(?:step|finding)-/.test(kind));
  return events.filter(isTold).toSorted((a, b) => a.recordedAt - b.recordedAt);
}

/** Exactly this was told, in this order and at these times; nothing else. Of our own failing steps only where the lines speak of them. */
export async function expectStory(simulation: Simulation, lines: readonly Line[]): Promise<void> {
  const ofSteps = lines.some(([, , what]) => what.startsWith("FLEET step-"));
  const told = (await alerts(simulation, ofSteps)).map((event) => ({ second: (event.recordedAt - START) / 1_000, what: named(event) }));
  const seen = told.map(({ second, what }) => `${second} s: ${what}`).join("\n");
  expect(
    told.map(({ what }) => what),
    seen,
  ).toEqual(lines.map(([, , what]) => what));
  for (const [index, [from, to]] of lines.entries()) {
    expect(told[index]?.second, `line ${index + 1} of\n${seen}`).toBeGreaterThanOrEqual(from);
    expect(told[index]?.second, `line ${index + 1} of\n${seen}`).toBeLessThanOrEqual(to);
  }
}

export function named(event: FlipwatchEvent): string {
  return event.pair === FLEET ? `FLEET ${event.kind}` : event.kind;
}

/** What a channel has got, in its order: `failover`, or `failover?` for one marked as a possible repeat. */
export function heard(channel: Simulation["slack"]): string[] {
  return channel.received.map(({ event, possibleRepeat }) => `${named(event)}${possibleRepeat ? "?" : ""}`);
}
