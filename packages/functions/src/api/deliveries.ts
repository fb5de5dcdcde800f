/** Who was told of which event, when, after how many attempts: of one pair, or of all that was settled lately. */
import { channelIds, DAY, type Delivery, type Ms, type PairId, type WaitingDelivery } from "@flipwatch/core";
import { definitionOf } from "./pairs.ts";
import type { ApiPorts } from "./ports.ts";
import { daysIn, limitIn, numberIn, oneOf, type Query } from "./query.ts";
import { waitingOf } from "./waiting.ts";

const LAST_NUMBER = 999_999_999_999;
/** Far above the channels that one event can have. */
const MOST_CHANNELS = 1_000;

export interface DeliveryPage {
  deliveries: Delivery[];
  /** Of this log, what is being told at the moment: a channel's next event, and with it those after that. */
  waiting: WaitingDelivery[];
  /** All that are configured. */
  channels: string[];
  /** Ask on with `from` set to this. Absent at the end. */
  next?: number;
}

/** By event number, from `from` to `to`. A page holds every channel of its last event, so it may be a little longer than its limit. */
export async function listDeliveries(ports: ApiPorts, id: PairId, query: Query): Promise<DeliveryPage> {
  const { records, config } = ports;
  await definitionOf(records, id);
  const [page, waiting] = await Promise.all([settledOf(records, id, query), waitingOf(ports, id)]);
  return { ...page, waiting, channels: channelIds(config.channels) };
}

async function settledOf(records: ApiPorts["records"], id: PairId, query: Query): Promise<Pick<DeliveryPage, "deliveries" | "next">> {
  const from = numberIn(query, "from", { fallback: 1, least: 1, most: LAST_NUMBER });
  const to = numberIn(query, "to", { fallback: LAST_NUMBER, least: 1, most: LAST_NUMBER });
  const limit = limitIn(query);
  const read = from > to ? [] : await records.deliveries.of(id, { from, to, limit });
  const last = read.at(-1)?.number;
  if (last === undefined || read.length < limit) return { deliveries: read };
  const ofLast = await records.deliveries.of(id, { from: last, to: last, limit: MOST_CHANNELS });
  const deliveries = [...read.filter(({ number }) => number < last), ...ofLast];
  return { deliveries, next: last < to ? last + 1 : undefined };
}

export interface RecentDeliveries {
  /** Newest first. */
  deliveries: Delivery[];
  /** There are more in this window; ask for a shorter one. */
  more: boolean;
  /** So many lie in the window that only those settled since then were looked through; ask with `until` set to this for the rest. */
  lookedBackTo?: Ms;
}

/** Looked through for those that are asked for. */
const MOST_SETTLED = 10_000;

/**
 * Of all logs, by the time at which they were settled, in [since, until]; the last day by default. `state=failed`: given up, and those of
 * which nobody knows whether they arrived.
 */
export async function recentDeliveries({ records, clock }: ApiPorts, query: Query): Promise<RecentDeliveries> {
  const { from, to } = daysIn(query, { from: "since", to: "until" }, clock.now(), DAY);
  const isFailedOnly = oneOf(query, "state", ["all", "failed"]) === "failed";
  const limit = limitIn(query);
  const isEvery = !isFailedOnly && query.channel === undefined;
  const asked = isEvery ? limit + 1 : MOST_SETTLED;
  const settled = await records.deliveries.settled(from, to, asked, { newestFirst: true });
  const wanted = settled.filter(({ channel }) => query.channel === undefined || channel === query.channel);
  const found = isFailedOnly ? wanted.filter(({ state }) => state === "given-up" || state === "unknown") : wanted;
  const isCut = !isEvery && settled.length === asked;
  const lookedBackTo = isCut ? { lookedBackTo: settled.at(-1)?.settledAt } : {};
  return { deliveries: found.slice(0, limit), more: found.length > limit || isCut, ...lookedBackTo };
}
