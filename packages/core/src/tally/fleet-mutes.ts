/** Tells when a mute begins and, at its end, what was held back while it lasted. Each once, whichever run finds it. */
import { span, utc } from "../decide/wording.ts";
import { MAINTENANCE, type Mute } from "../mutes.ts";
import { counted } from "../phrases.ts";
import { type Desk, ends, type Of, opens, tellFleet } from "./desk.ts";
import type { HeldBack } from "./facts.ts";

/** As many pairs as a sentence names. */
const NAMED_MAX = 3;

export function muted(desk: Desk, { mute, at }: Of<"muted">): void {
  if (!opens(desk, begunKey(mute.id), at)) return;
  const message = `${subjectOf(mute)} until ${utc(mute.until)}${askedBy(mute)}: no alerts meanwhile, and recording goes on.`;
  tellFleet(desk, "muted", { by: mute.from }, message, { detail: detailOf(mute) });
}

/** Where the beginning was never told, nor is the end. The keys stay until the mute is forgotten, so that a repeated run tells nothing twice. */
export function unmuted(desk: Desk, { mute, held, at }: Of<"unmuted">): void {
  if (desk.head.open[begunKey(mute.id)] === undefined || !opens(desk, endedKey(mute.id), at)) return;
  const over = mute.via === MAINTENANCE ? `The maintenance of ${mute.pairs} is over` : `${mute.pairs} is no longer muted`;
  const message = `${over}, after ${span(Math.max(0, mute.until - mute.from))}. ${heldInWords(held)}`;
  tellFleet(desk, "unmuted", { by: mute.until }, message, { detail: { ...detailOf(mute), held } });
}

export function forgetMute(desk: Desk, { id }: Of<"mute-forgotten">): void {
  ends(desk, begunKey(id));
  ends(desk, endedKey(id));
}

function begunKey(id: string): string {
  return `muted:${id}`;
}

function endedKey(id: string): string {
  return `unmuted:${id}`;
}

function detailOf({ id, pairs, from, until, by, via, note }: Mute): Record<string, unknown> {
  return { id, pairs, from, until, by, via, ...(note === undefined ? {} : { note }) };
}

function subjectOf({ via, pairs }: Mute): string {
  return via === MAINTENANCE ? `${pairs} is under maintenance` : `${pairs} is muted`;
}

function askedBy({ by, via, note }: Mute): string {
  const who = via === MAINTENANCE ? "" : `, by ${by} (${via})`;
  return `${who}${note === undefined ? "" : ` (“${note}”)`}`;
}

function heldInWords({ counts, pairs, pairCount, open, more }: HeldBack): string {
  const kinds = Object.entries(counts).map(([kind, count]) => `${count} ${kind}`);
  if (kinds.length === 0) return "Nothing was held back.";
  const what = `${kinds.join(", ")} of ${counted(pairCount, "pair")} (${named(pairs, pairCount)})`;
  const still = open.length === 0 ? "No incident that began meanwhile is still open." : `Still open: ${named(open, open.length)}.`;
  return `Held back meanwhile: ${more ? "at least " : ""}${what}. ${still}`;
}

function named(pairs: readonly string[], count: number): string {
  const shown = pairs.slice(0, NAMED_MAX).join(", ");
  return count > NAMED_MAX ? `${shown} and ${count - NAMED_MAX} more` : shown;
}
