/** What a language must have words for. A missing entry does not compile; which facts are told, and in which order, is `facts.ts`'s. */
import type { Verdict } from "../answer.ts";
import type { EventKind, Phases, Severity } from "../event.ts";
import type { SideHealth } from "../reading.ts";
import type { DurationUnits } from "./duration.ts";
import type { Shared, Stand, Told } from "./told.ts";

export const labels = [
  "drill",
  "since",
  "at",
  "regions",
  "dissent",
  "silent",
  "reason",
  "primary",
  "safetyNet",
  "clients",
  "resolvers",
  "lastFailover",
  "incident",
  "away",
  "back",
  "flapping",
  "by",
  "note",
  "until",
  "held",
  "channels",
  "event",
  "error",
  "why",
  "fix",
  "timeline",
] as const;
export type Label = (typeof labels)[number];

export type PhaseName = Exclude<keyof Phases, "sns" | "told">;

export interface Advice {
  rule?: string;
  why?: string;
  fix?: string;
}

/** Moments come as written for people (`2026-11-22 03:04:05 UTC`), durations and lists too: in the language already. */
export interface Catalogue {
  units: DurationUnits;
  severity: Record<Severity, string>;
  /** Marks what belongs to a drill. */
  drill: string;
  possibleRepeat: string;
  check(id: string): string;
  more(count: number): string;

  /** Names that share a health check, in the place of a name. */
  names(shared: Shared): string;

  /** What happened in a few words, read after the name. */
  headline: Record<EventKind, (told: Told) => string>;
  /** What happened in one or two sentences, the name in them. */
  lead(told: Told): string;
  labels: Record<Label, string>;

  /** For SMS, where each character counts. */
  moment(utc: string): string;
  earlier(utc: string, span: string | undefined): string;
  lasted(span: string, error: string | undefined): string;
  lastedUnknown: string;
  fromTo(from: string, to: string): string;

  stands: Record<Stand, string>;
  verdicts: Record<Verdict, string>;
  /** What the regions of one opinion see. */
  see(count: number, of: number, stand: string, values: string, regions: string): string;
  seen(count: number, of: number): string;
  voteOf(region: string, verdict: string): string;
  lastHeard(region: string, utc: string): string;
  /** A sentence of ours or of a server's, as an event quotes it. */
  reason(said: string): string;

  status: Record<SideHealth["status"], string>;
  /** Begins with the status, after a label or what `safetyNet` says. */
  health(said: { status: string; check?: string; since?: string; percent?: number; reason?: string }): string;
  /** What was read last is from before the answer changed, which is no contradiction. */
  readBefore(said: { status: string; check?: string; at: string }): string;
  checkShort(side: "primary" | "secondary", status: string): string;
  noCheck: string;
  /** `none` says it all; the others are followed by what `health` says of the secondary. */
  safetyNet: { none: string; healthy: string; unhealthy: string; unknown: string };

  cached(side: string, until: string, ttl: string): string;
  resolvers(old: number, of: number): string;
  openSince(utc: string): string;
  closed(from: string, to: string, lasted: string): string;
  phase: Record<"away" | "back", Record<PhaseName, string>>;
  phaseFirst(name: string, utc: string): string;
  phaseLater(name: string, span: string): string;
  flapping: string;
  /** Why a finding matters and what to do; those of a rule that the language has no words for stay as the audit wrote them. */
  advice(finding: Advice): Advice;
  by(who: string, via: string | undefined): string;
  /** What a mute held back: how many of each kind, or at least so many, of which pairs, and whose incident is still open. */
  held(said: { kinds: [kind: EventKind, count: number][]; pairs: string; open: string; atLeast: boolean }): string;
  /** Several events of one kind in a digest. */
  several(count: number, names: string): string;
}
