/** What several alerts in one message are: what is kept of each, and the event they become. When one opens and is due is `window.ts`'s. */
import { EVENT_SCHEMA, FLEET, type FlipwatchEvent, type LogId } from "../event.ts";
import { DAY, type Ms } from "../time.ts";
import { rankOf } from "./route.ts";

/** A digest names so many of its events; of the rest it says how many there are. */
export const DIGEST_LISTED = 500;
/** So long after it was put together a digest and what it lists are kept, and it can be sent again; its delivery, and those of its events, for ever. */
export const DIGEST_KEPT_MS = 7 * DAY;
/** Of a sentence, characters. */
const MESSAGE_MAX = 200;

/** More alerts than the rate allows · pairs that share a health check · A and AAAA of one name · a flapping pair. */
export type DigestWhy = "rate" | "check" | "name" | "flapping";

export interface OpenDigest {
  /** `digest:slack:ops:1795345200000`: also the log that its one event is told from. */
  id: string;
  openedAt: Ms;
  dueAt: Ms;
  /** It holds something critical. */
  critical?: true;
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

/** A digest is a log of its own, of one event: so it is claimed, sent, retried and settled like any other. */
export function isDigestLog(log: LogId): boolean {
  return log.startsWith(PREFIX);
}

/** `named`: the moment at which it was opened, or a little later, so that none is named like another. */
export function digestId(channel: string, named: Ms, slot: "soon" | "flapping"): string {
  return `${slot === "flapping" ? FLAPPING : PREFIX}${channel}:${named}`;
}

/** The channel that it is for. */
export function channelOfDigest(id: string): string {
  const prefix = isFlappingDigest(id) ? FLAPPING : PREFIX;
  return id.slice(prefix.length, id.lastIndexOf(":"));
}

/** It sums up the time behind it, so nothing waits for it. */
export function isFlappingDigest(id: string): boolean {
  return id.startsWith(FLAPPING);
}

export function digestRef({ id, kind, severity, pair, at, message }: FlipwatchEvent, why: DigestWhy): DigestRef {
  return { id, kind, severity, pair, at, message: message.length > MESSAGE_MAX ? `${message.slice(0, MESSAGE_MAX - 1)}…` : message, why };
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
    number: 1,
    kind: "digest",
    severity: worst?.severity ?? "info",
    at: last,
    bounds: { after: first, by: last },
    recordedAt: dueAt,
    message: `${count} ${count === 1 ? "alert" : "alerts"} about ${pairs}${count > refs.length ? " or more" : ""} ${pairs === 1 ? "name" : "names"}.`,
    detail: { ...detail },
  };
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
