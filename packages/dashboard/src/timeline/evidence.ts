/** What is known of the spot that somebody points at, in words: for the panel, for who listens, and for the table. */
import type { Ms } from "@flipwatch/core/time";
import type { Look } from "../look/states.ts";
import { durationText } from "../parts/duration.tsx";
import { meanShare } from "../parts/health-badge.tsx";
import { retold, say, toldText } from "../words/words.ts";
import type { Hit } from "./hit.ts";
import { type Lane, type LaneSegment, lookOf } from "./lanes.ts";
import { type Marker, markerLooks } from "./markers.ts";
import { laneName, momentText, rowName, sinceText, stateWord } from "./said.ts";

export interface Fact {
  term: string;
  said: string;
  /** As a server, AWS or tally said it: those speak English. */
  isQuoted?: boolean;
}

export interface Evidence {
  /** Of which row. */
  title: string;
  state?: { look: Look; word: string };
  facts: readonly Fact[];
  /** What else there is to know. */
  hints: readonly string[];
}

export interface EvidenceContext {
  /** Where the loaded window begins, and until when anything was observed. */
  seenFrom: Ms;
  observedUntil: Ms;
  ttlUnitMs: number;
  zone: string;
}

/** Markers told one by one; of more, only how many. */
const MOST_MARKERS = 5;

export function evidenceOf(hit: Hit, context: EvidenceContext): Evidence {
  switch (hit.kind) {
    case "segment":
      return ofSegment(hit, context);
    case "markers":
      return ofMarkers(hit.markers, context);
    case "nothing": {
      const title = hit.lane === undefined ? momentText(hit.at, context.zone) : laneName(hit.lane);
      return { title, facts: [], hints: [say(`timeline.nothing.${hit.why}`)] };
    }
  }
}

/** In one line, for who listens. */
export function spoken({ title, state, facts, hints }: Evidence): string {
  return [title, ...(state === undefined ? [] : [state.word]), ...facts.map(({ term, said }) => `${term}: ${said}`), ...hints].join(". ");
}

// ---- segments -----------------------------------------------------------------------------------------------------------

function ofSegment({ lane, segment, count, silence, at }: Extract<Hit, { kind: "segment" }>, context: EvidenceContext): Evidence {
  const { zone } = context;
  const hints: string[] = [];
  if (silence !== undefined)
    hints.push(say("timeline.ev.silent", { from: momentText(silence.from, zone), to: momentText(silence.to, zone) }));
  if (count > 1) hints.push(say("timeline.ev.several", { count }));
  // What the server left out of a crowded window it tells of a shorter one.
  else if (lacksEvidence(lane, segment)) hints.push(say("timeline.ev.closer"));
  const spread = count > 1 ? [] : timesOf(segment, context);
  return {
    title: laneName(lane),
    state: { look: lookOf(lane.kind, segment.state), word: stateWord(lane.kind, segment.state) },
    facts: [...spread, ...factsOf(segment, at, context)],
    hints,
  };
}

function lacksEvidence({ kind }: Lane, { reason, message, percentage }: LaneSegment): boolean {
  return kind === "role" ? message === undefined : reason === undefined && percentage === undefined;
}

function timesOf(segment: LaneSegment, { seenFrom, observedUntil, zone }: EvidenceContext): Fact[] {
  const { from, to } = segment;
  const isOpen = to >= observedUntil;
  const time = momentText(to, zone);
  return [
    { term: say("timeline.ev.since"), said: sinceText(segment, seenFrom, zone) },
    { term: say("timeline.ev.until"), said: isOpen ? say("timeline.ev.still", { time }) : time },
    { term: say("timeline.ev.lasted"), said: durationText(to - from) },
  ];
}

/** All but the times; `at` is where the pointer is. */
export function factsOf(segment: LaneSegment, at: Ms | undefined, { ttlUnitMs }: Pick<EvidenceContext, "ttlUnitMs">): Fact[] {
  const { from, values, reason, message, ttlSeconds } = segment;
  const facts: Fact[] = [];
  const share = meanShare({ ...segment, status: segment.state });
  if (share !== undefined)
    facts.push({ term: say("timeline.ev.checkers"), said: say("timeline.ev.share", { percent: Math.round(share) }) });
  if (ttlSeconds !== undefined) {
    // Once it ran out, the resolver has asked again, and what it got then nobody saw.
    const left = at === undefined ? 0 : Math.round(ttlSeconds - (at - from) / ttlUnitMs);
    const texts = { first: durationText(ttlSeconds * 1_000), here: durationText(left * 1_000) };
    facts.push({ term: say("timeline.ev.ttl"), said: say(left > 0 ? "timeline.ev.ttlLeft" : "timeline.ev.ttlFirst", texts) });
  }
  // A reason mostly repeats the values; alone they are given where there is none.
  if (reason !== undefined) facts.push({ term: say("timeline.ev.reason"), ...retold(reason) });
  else if (values !== undefined && values.length > 0) facts.push({ term: say("timeline.ev.values"), said: values.join(", ") });
  if (message !== undefined) facts.push({ term: say("timeline.ev.told"), ...toldText(message) });
  return facts;
}

// ---- markers ------------------------------------------------------------------------------------------------------------

function ofMarkers(markers: readonly Marker[], { zone }: EvidenceContext): Evidence {
  const [first] = markers;
  const row = first !== undefined && "alert" in first ? "told" : "done";
  const shown = markers.slice(0, MOST_MARKERS);
  const left = markers.reduce((sum, marker) => sum + countOf(marker), 0) - shown.length;
  return {
    title: rowName(row),
    ...(markers.length === 1 && first !== undefined
      ? { state: { look: markerLooks[first.kind], word: say(`timeline.marker.${first.kind}`) } }
      : {}),
    facts: shown.map((marker) => ({ term: momentText(marker.at, zone), ...markerText(marker) })),
    hints: left > 0 ? [say("timeline.marker.more", { count: left })] : [],
  };
}

function countOf(marker: Marker): number {
  return ("alert" in marker ? marker.alert.count : marker.note.count) ?? 1;
}

/** What a marker tells: a channel and how it went there, or what tally wrote. */
export function markerText(marker: Marker): Pick<Fact, "said" | "isQuoted"> {
  if (!("alert" in marker)) return toldText(marker.note.message);
  const { channel, state, attempts, error, event } = marker.alert;
  const said = [
    say(`timeline.marker.${marker.kind}`),
    channel,
    ...(state === "digested" ? [say("timeline.marker.digest")] : []),
    ...(state === "given-up" ? [say("timeline.marker.givenUp")] : []),
    ...(state === "unknown" ? [say("timeline.marker.unsure")] : []),
    ...(attempts > 1 ? [say("timeline.marker.attempts", { count: attempts })] : []),
    ...(error === undefined ? [] : [error]),
    event,
  ];
  return { said: said.join(", ") };
}
