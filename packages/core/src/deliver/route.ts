/** Decides which channels an event is for, as the configuration's routes say. When and how it is told there is `treatment.ts`'s. */
import type { EventKind, FlipwatchEvent, Severity } from "../event.ts";
import { matchesGlob } from "../glob.ts";
import type { Ms } from "../time.ts";
import { type Hours, isWithinHours } from "./hours.ts";

export const routedSeverities = ["critical", "warning", "info"] as const;

export type Tags = Readonly<Record<string, string>>;

/** Which events go where. What is left out matches everything; all that is said must match. */
export interface Route {
  /** Globs over pair ids, one of which must match: `*.example.com`, `failover.example.com/A`, or `FLEET` for Flipwatch's own trouble. */
  pairs?: string | string[];
  kinds?: EventKind[];
  /** That or worse. */
  severity?: (typeof routedSeverities)[number];
  /** Of the pair, as the configuration gives them: every one named here must be there with this value. */
  tags?: Record<string, string>;
  /** Only then. */
  hours?: Hours;
  /** Ids such as `slack:ops`, `pagerduty:0`. */
  channels: string[];
}

/** What an event is routed by. */
export type Routed = Pick<FlipwatchEvent, "pair" | "kind" | "severity">;

/** `hours`: a route gives it to the channel, but not at this time. */
export type RouteAnswer = "yes" | "no" | "hours";

/** Without routes every channel gets everything. A channel of several matching routes is told once: this is asked once for each channel. */
export function routeAnswer(routes: readonly Route[] | undefined, event: Routed, tags: Tags, channel: string, at: Ms): RouteAnswer {
  if (routes === undefined) return "yes";
  const matching = routes.filter((route) => route.channels.includes(channel) && isMeant(route, event, tags));
  if (matching.length === 0) return "no";
  return matching.some(({ hours }) => hours === undefined || isWithinHours(hours, at)) ? "yes" : "hours";
}

/** Whether the route is about the event, whatever the time. */
export function isMeant({ pairs, kinds, severity, tags: wanted }: Route, event: Routed, tags: Tags): boolean {
  if (pairs !== undefined && ![pairs].flat().some((glob) => matchesGlob(glob, event.pair))) return false;
  if (kinds !== undefined && !kinds.includes(event.kind)) return false;
  if (severity !== undefined && rankOf(event.severity) > rankOf(severity)) return false;
  return Object.entries(wanted ?? {}).every(([name, value]) => tags[name] === value);
}

/** 0 is the worst. */
export function rankOf(severity: Severity): number {
  return ["critical", "warning", "info", "record"].indexOf(severity);
}
