/** What an incident's page works out of the answer: how grave it was, how it went against the time that was to be expected, and what there is to see of an event. */
import type { FlipwatchEvent, RegionEvidence, Severity } from "@flipwatch/core/event";
import type { Expected } from "@flipwatch/core/report/expected";
import type { IncidentReply } from "@flipwatch/functions/api/incident";

const severities = ["critical", "warning", "info"] as const satisfies readonly Severity[];

/** The gravest of its events; undefined where none of them alerts. */
export function severityOf({ events, incident }: Pick<IncidentReply, "events" | "incident">): (typeof severities)[number] | undefined {
  const own = events.filter((event) => event.incident?.id === incident.id);
  return severities.find((severity) => own.some((event) => event.severity === severity));
}

/** Undefined where the errors of the measurement leave it open, or nothing was measured. */
export function isWithin({ ms, measured }: Pick<Expected, "ms" | "measured">): boolean | undefined {
  if (measured === undefined) return undefined;
  const { ms: took, errorMs = 0 } = measured.span;
  if (took + errorMs <= ms) return true;
  return took - errorMs > ms ? false : undefined;
}

/** What each region saw when the role changed; nothing for other events, whose evidence only repeats it. */
export function seenAt({ to, evidence }: Pick<FlipwatchEvent, "to" | "evidence">): [region: string, seen: RegionEvidence][] {
  return to === undefined ? [] : Object.entries(evidence ?? {});
}

/** The drill that caused it, where it was not for real. */
export function drillOf({ events, incident }: Pick<IncidentReply, "events" | "incident">): string | undefined {
  return events.find((event) => event.incident?.id === incident.id && event.drill !== undefined)?.drill;
}

/** What else was told of the pair meanwhile, without what is among the incident's own events. */
export function besideOf({ meanwhile, events }: Pick<IncidentReply, "meanwhile" | "events">): IncidentReply["meanwhile"] {
  const own = new Set(events.map(({ id }) => id));
  return meanwhile.filter(({ event }) => !own.has(event));
}
