/** What an incident's page works out of the answer: how grave it was, how it went against the time that was to be expected, and what there is to see of an event. */
import type { FlipwatchEvent, RegionEvidence, Severity } from "@flipwatch/core/event";
import type { Expected } from "@flipwatch/core/report/expected";
import type { Ms } from "@flipwatch/core/time";
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

/** The incident's events from its first failed check or vote on. */
export interface Course {
  events: readonly FlipwatchEvent[];
  /** So many changes of resolvers are left out that gave no answer for a moment, or the same one again. */
  flickers: number;
}

/**
 * What a resolver gave before the opening is no step of the incident, and what it gave again after a query that failed is no change for its clients.
 */
export function courseOf({ events, incident }: Pick<IncidentReply, "events" | "incident">): Course {
  const start = startOf(incident);
  const given = new Map<string, string>();
  let flickers = 0;
  const shown = events.filter((event) => {
    if (event.incident !== undefined || event.severity !== "record") return true;
    const isNews = event.kind !== "view-changed" || hasNews(event, given);
    if (event.at < (event.kind === "view-changed" ? incident.openedAt : start)) return false;
    if (!isNews) flickers += 1;
    return isNews;
  });
  return { events: shown, flickers };
}

/** From when on its first change may have begun: the earliest that was measured of it. */
function startOf({ openedAt, legs: [first] }: IncidentReply["incident"]): Ms {
  const { failedCheck, unhealthy, firstRegion, majority } = first?.phases ?? {};
  const begun = [failedCheck, unhealthy, firstRegion, majority].flatMap((bounds) =>
    bounds === undefined ? [] : [bounds.after ?? bounds.by],
  );
  return Math.min(openedAt, ...begun);
}

/** Whether a resolver gives other than it gave last; `given` is what each gave, and is kept up. */
function hasNews({ views = [] }: FlipwatchEvent, given: Map<string, string>): boolean {
  const news = views.filter(({ region, resolver, verdict }) => verdict !== "failed" && given.get(`${region} ${resolver}`) !== verdict);
  for (const { region, resolver, verdict } of news) given.set(`${region} ${resolver}`, verdict);
  return news.length > 0 || views.length === 0;
}
