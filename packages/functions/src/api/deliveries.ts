/** Who was told of a pair's events, when, after how many attempts. */
import type { Delivery, PairId } from "@flipwatch/core";
import { definitionOf } from "./pairs.ts";
import type { ApiPorts } from "./ports.ts";
import { knowing, limitIn, numberIn, type Query } from "./query.ts";

const LAST_NUMBER = 999_999_999_999;
/** Far above the channels that one event can have. */
const MOST_CHANNELS = 1_000;

export interface DeliveryPage {
  deliveries: Delivery[];
  /** Ask on with `from` set to this. Absent at the end. */
  next?: number;
}

/** By event number, from `from` to `to`. A page holds every channel of its last event, so it may be a little longer than its limit. */
export async function listDeliveries({ records }: ApiPorts, id: PairId, query: Query): Promise<DeliveryPage> {
  knowing(query, "from", "to", "limit");
  await definitionOf(records, id);
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
