/**
 * What several alerts in one message are: what is kept of each, and the event they become; a group's is in `group-event.ts`. When one opens is
 * `window.ts`'s and `group.ts`'s, when it is told `closing.ts`'s.
 */
import type { Cursor } from "../delivery.ts";
import { EVENT_SCHEMA, type EventKind, eventId, FLEET, type FlipwatchEvent, type LogId } from "../event.ts";
import { DAY, type Ms } from "../time.ts";
import { rankOf } from "./route.ts";
import { beginsFor, isEnd } from "./told.ts";

/** A digest names so many of its events; of the rest it says how many there are. */
export const DIGEST_LISTED = 500;
/** So long after it was put together a digest and what it lists are kept, and it can be sent again; its delivery, and those of its events, for ever. */
export const DIGEST_KEPT_MS = 7 * DAY;
/** Of a sentence, characters. */
const MESSAGE_MAX = 200;

/** More alerts than the rate allows · pairs that share a health check · A and AAAA of one name · a flapping pair · regions, silent or back together. */
export type DigestWhy = "rate" | "check" | "name" | "flapping" | "regions";

export interface OpenDigest {
  /** `digest:slack:ops:1795345200000`: also the log that its one event is told from; a story's later ones are `…#2` and so on of the first's log. */
  id: string;
  openedAt: Ms;
  dueAt: Ms;
  /** It holds something critical. */
  critical?: true;
}

/** A digest of alerts with one cause, which waits for its like. */
export interface OpenGroup extends OpenDigest {
  /** `check:1f416a68-5beb-4542-a015-64a30a8fc679`, or `regions`. */
  cause: string;
  why: DigestWhy;
  kind: EventKind;
  /** With so many alerts of the kind it is complete. */
  expected: number;
  /** How many were in it when it was looked at last; at first the one that opened it. */
  seen: number;
}

/** An event as its digest keeps it. */
export interface DigestRef {
  id: string;
  kind: FlipwatchEvent["kind"];
  severity: FlipwatchEvent["severity"];
  pair: LogId;
  at: Ms;
  /** One sentence, cut at 200 characters. */
  message: string;
  why: DigestWhy;
  region?: string;
  /** With it the channel is told of its incident for the first time, or of the end of one that was told in the same story. */
  begins?: true;
  ends?: true;
}

/** What a digest's event says in `detail`. */
export interface DigestDetail {
  why: DigestWhy;
  /** Oldest first, and those of one log in its order; at most 500. */
  events: readonly DigestRef[];
  /** How many there are in all. */
  count: number;
}

const PREFIX = "digest:";
/** No channel's id begins so: those begin with their kind. */
const FLAPPING = `${PREFIX}flapping:`;
const GROUP = `${PREFIX}group:`;

/** A digest is a log of its own, of one event, or of a story's: so it is claimed, sent, retried and settled like any other. */
export function isDigestLog(log: LogId): boolean {
  return log.startsWith(PREFIX);
}

/** `named`: the moment at which it was opened, or a little later, so that none is named like another. */
export function digestId(channel: string, named: Ms, slot: "soon" | "flapping"): string {
  return `${slot === "flapping" ? FLAPPING : PREFIX}${channel}:${named}`;
}

/** The channel that it is for. */
export function channelOfDigest(id: string): string {
  const { log } = digestPlace(id);
  const [prefix = ""] = /^digest:(flapping:|group:[^:]*:[^:]*:)?/.exec(log) ?? [];
  return log.slice(prefix.length, log.lastIndexOf(":"));
}

/** It sums up the time behind it, so nothing waits for it. */
export function isFlappingDigest(id: string): boolean {
  return id.startsWith(FLAPPING);
}

export function groupId(channel: string, cause: string, kind: EventKind, openedAt: Ms): string {
  return `${GROUP}${encodeURIComponent(cause)}:${kind}:${channel}:${openedAt}`;
}

export function isGroupDigest(id: string): boolean {
  return id.startsWith(GROUP);
}

/** Where a digest's event is told from, and under which number. */
export function digestPlace(id: string): { log: LogId; number: number } {
  const [, log = id, number = "1"] = /^(.*)#(\d+)$/.exec(id) ?? [];
  return { log, number: Number(number) };
}

/** The other way round. */
export function digestAt(log: LogId, number: number): string {
  return number === 1 ? log : eventId(log, number);
}

/** `cursor`: of the event's log, before the event is told. */
export function digestRef(
  event: FlipwatchEvent,
  why: DigestWhy,
  digest: string,
  { told = {}, channel }: Pick<Cursor, "told" | "channel">,
): DigestRef {
  const { id, kind, severity, pair, at, message, region, incident } = event;
  const isKnown = incident !== undefined && incident.id === told.incident;
  const marks = {
    ...(beginsFor(event, channel) && !isKnown ? { begins: true as const } : {}),
    ...(isEnd(event) && isKnown && told.story === digestPlace(digest).log ? { ends: true as const } : {}),
  };
  return {
    id,
    kind,
    severity,
    pair,
    at,
    message: message.length > MESSAGE_MAX ? `${message.slice(0, MESSAGE_MAX - 1)}…` : message,
    why,
    ...(region === undefined ? {} : { region }),
    ...marks,
  };
}

/** How many incidents these tell of for the first time, and of how many that their story told the end. */
export function marksIn(refs: readonly DigestRef[]): { begins: number; ends: number } {
  return { begins: refs.filter(({ begins }) => begins === true).length, ends: refs.filter(({ ends }) => ends === true).length };
}

/** `refs`: those listed, oldest first; `count`: of all. An empty one is nothing to tell; it is kept so that it is known what it did not hold. */
export function digestEvent({ id, dueAt }: OpenDigest, refs: readonly DigestRef[], count: number): FlipwatchEvent {
  const whys = new Set(refs.map(({ why }) => why));
  const [first, last] = [refs[0]?.at ?? dueAt, Math.max(...refs.map(({ at }) => at), refs[0]?.at ?? dueAt)];
  const detail: DigestDetail = { why: whys.size === 1 ? ([...whys][0] ?? "rate") : "rate", events: inOrder(refs), count };
  const pairs = new Set(refs.map(({ pair }) => pair)).size;
  const worst = [...refs].sort((a, b) => rankOf(a.severity) - rankOf(b.severity))[0];
  return {
    schema: EVENT_SCHEMA,
    id,
    pair: FLEET,
    number: digestPlace(id).number,
    kind: "digest",
    // Nothing in it: nobody is alerted.
    severity: worst?.severity ?? "record",
    at: last,
    bounds: { after: first, by: last },
    recordedAt: dueAt,
    message: `${count} ${count === 1 ? "alert" : "alerts"} about ${pairs}${count > refs.length ? " or more" : ""} ${pairs === 1 ? "name" : "names"}.`,
    detail: { ...detail },
  };
}

/** What a digest lists; nothing for any other event. */
export function listedIn({ kind, detail }: FlipwatchEvent): readonly DigestRef[] {
  return kind === "digest" ? ((detail as Partial<DigestDetail> | undefined)?.events ?? []) : [];
}

/** What a log says may be dated before what it said earlier (a silence is told late), or at the same moment: its events change places among themselves. */
function inOrder(refs: readonly DigestRef[]): DigestRef[] {
  const byLog = new Map<LogId, DigestRef[]>();
  for (const ref of refs) byLog.set(ref.pair, [...(byLog.get(ref.pair) ?? []), ref]);
  for (const own of byLog.values()) own.sort((a, b) => numberOf(a) - numberOf(b));
  return refs.flatMap(({ pair }) => byLog.get(pair)?.shift() ?? []);
}

function numberOf({ id }: DigestRef): number {
  return Number(id.slice(id.lastIndexOf("#") + 1));
}
