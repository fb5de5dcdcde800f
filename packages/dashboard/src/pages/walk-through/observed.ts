/** What Flipwatch knows of the walk-through's pair: definition, logs and deliveries, asked together again and again. */
import type { Delivery } from "@flipwatch/core/delivery";
import type { FlipwatchEvent } from "@flipwatch/core/event";
import type { PairId, Side } from "@flipwatch/core/pair";
import type { DeliveryPage } from "@flipwatch/functions/api/deliveries";
import type { LogPage } from "@flipwatch/functions/api/events";
import type { PairDetail, PairsReply } from "@flipwatch/functions/api/pairs";
import type { Asked } from "../../api/answer.ts";
import { pathSource, type Source } from "../../api/use-answer.ts";

export interface Known {
  /** Absent while Flipwatch has not discovered it. */
  detail?: PairDetail;
  events: readonly FlipwatchEvent[];
  health: Readonly<Record<Side, readonly FlipwatchEvent[]>>;
  deliveries: readonly Delivery[];
}

const LIMIT = 1_000;
/** Thousands of events are a lab that has run for long; what comes later earns nothing more. */
const MOST_PAGES = 5;

const nothing: Known = { events: [], health: { primary: [], secondary: [] }, deliveries: [] };

export function observedSource(id: PairId): Source<Known> {
  const path = `/api/pairs/${encodeURIComponent(id)}`;
  const at = remembering();
  return async (signal) => {
    // Of a list, since one that is not there yet is no error in it. One that is watched no more may have been walked through before.
    const list = await at<PairsReply>(`/api/pairs?id=${encodeURIComponent(id)}`, signal);
    if (list.kind !== "known") return list;
    if (list.data?.pairs.length !== 1) return { kind: "fresh", data: nothing };
    const detail = await at<PairDetail>(path, signal);
    if (detail.kind === "unauthorised" || detail.kind === "failed") return detail;
    const { primary, secondary } = detail.data?.definition ?? {};
    const [events, ...health] = await Promise.all([
      logAt(at, detail.data && path, signal),
      ...[primary, secondary].map((side) => logAt(at, side?.healthCheckId && `/api/pairs/CHECK%3A${side.healthCheckId}`, signal)),
    ]);
    const first = events.find(({ kind }) => kind === "failover")?.number;
    const told = first === undefined ? undefined : await at<DeliveryPage>(`${path}/deliveries?from=${first}&limit=${LIMIT}`, signal);
    const data = {
      ...(detail.data && { detail: detail.data }),
      events,
      health: { primary: health[0] ?? [], secondary: health[1] ?? [] },
      deliveries: told?.kind === "known" ? (told.data?.deliveries ?? []) : [],
    };
    return { kind: "fresh", data };
  };
}

type Answered<T> = { kind: "known"; data: T | undefined } | Exclude<Asked<T>, { kind: "fresh" | "same" }>;
type At = <T>(path: string, signal: AbortSignal) => Promise<Answered<T>>;

/** Asks each path with what is known of it. What is not there is known, too: it may come. */
function remembering(): At {
  const known = new Map<string, { source: Source<unknown>; data?: unknown }>();
  return async <T>(path: string, signal: AbortSignal): Promise<Answered<T>> => {
    const entry = known.get(path) ?? { source: pathSource<unknown>(path) };
    known.set(path, entry);
    const asked = await entry.source(signal);
    if (asked.kind === "unauthorised") return asked;
    if (asked.kind === "failed" && asked.failure.words !== "failed.missing") return asked;
    if (asked.kind === "failed") entry.data = undefined;
    if (asked.kind === "fresh") entry.data = asked.data;
    // Each path is of one type.
    return { kind: "known", data: entry.data as T | undefined };
  };
}

async function logAt(at: At, path: string | undefined, signal: AbortSignal): Promise<readonly FlipwatchEvent[]> {
  const events: FlipwatchEvent[] = [];
  let after = 0;
  for (let page = 0; path !== undefined && page < MOST_PAGES; page++) {
    const asked = await at<LogPage>(`${path}/events?after=${after}&limit=${LIMIT}`, signal);
    if (asked.kind !== "known") break;
    events.push(...(asked.data?.events ?? []));
    if (asked.data?.next === undefined) break;
    after = asked.data.next;
  }
  return events;
}
