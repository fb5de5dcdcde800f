/** The facts of an incident in a language, row by row, for reports of every form. How rows become Markdown or CSV is decided beside it. */
import type { Verdict } from "../answer.ts";
import type { Language } from "../config-fields.ts";
import { utc } from "../decide/wording.ts";
import type { Delivery } from "../delivery.ts";
import type { FlipwatchEvent } from "../event.ts";
import type { Ms } from "../time.ts";
import type { Span } from "../timeline/span.ts";
import { phaseNames, phaseSteps, type StoryLeg } from "../timeline/story.ts";
import { alertText } from "../wording/alert-text.ts";
import type { Catalogue } from "../wording/catalogue.ts";
import { english } from "../wording/catalogue-en.ts";
import { korean } from "../wording/catalogue-ko.ts";
import { spanIn } from "../wording/duration.ts";
import { lastingIn } from "../wording/lasting.ts";
import { bare, toldOf } from "../wording/told.ts";
import type { WaitingDelivery } from "./incident-detail.ts";
import { type ReportWords, reportWords } from "./words.ts";

const catalogues: Record<Language, Catalogue> = { en: english, ko: korean };

export interface Said {
  words: ReportWords;
  utc(at: Ms): string;
  duration(ms: number): string;
  /** With its error; `undefined` is an unknown time. */
  span(span: Span | undefined): string;
  headline(event: FlipwatchEvent): string;
  /** Of an event of which only the kind is known. */
  kind(kind: FlipwatchEvent["kind"]): string;
  lead(event: FlipwatchEvent): string;
  verdict(verdict: Verdict): string;
  phases(leg: StoryLeg): PhaseRow[];
  remark(delivery: Delivery): string;
  waiting(waiting: WaitingDelivery): string;
}

export interface PhaseRow {
  name: string;
  after?: Ms;
  by: Ms;
  sinceFirst: Span;
}

export function saidIn(language: Language): Said {
  const catalogue = catalogues[language];
  const words = reportWords(language);
  const duration = (ms: number) => spanIn(catalogue.units, ms);
  return {
    words,
    utc,
    duration,
    span: (span) => lastingIn(catalogue, { durationMs: span?.ms, errorMs: span?.errorMs }),
    headline: (event) => catalogue.headline[event.kind](toldOf(event)),
    kind: (kind) => catalogue.headline[kind](bare(kind)),
    lead: (event) => alertText(event, { language }).lead,
    verdict: (verdict) => catalogue.verdicts[verdict],
    phases: (leg) => phaseRows(leg, catalogue, words),
    remark: ({ reason, error, redriven }) => listed(reason && words.reasons[reason], error, redriven && words.redriven),
    waiting: ({ error, nextTryAt }) => listed(error, nextTryAt === undefined ? undefined : words.nextTry(utc(nextTryAt))),
  };
}

function listed(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join("; ");
}

function phaseRows(leg: StoryLeg, catalogue: Catalogue, words: ReportWords): PhaseRow[] {
  const direction = leg.to === "primary" ? "back" : "away";
  const nameOf = (phase: string) => {
    const known = phaseNames.find((name) => name === phase);
    if (known === undefined) return words.told(phase.replace(/^told /, ""));
    return known === "sns" ? words.sns : catalogue.phase[direction][known];
  };
  return phaseSteps(leg.phases).map(({ phase, bounds, sinceFirst }) => ({ name: nameOf(phase), ...bounds, sinceFirst }));
}
