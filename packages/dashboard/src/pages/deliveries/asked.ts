/** Which deliveries are shown, kept in the address, and what the API is asked for them. */

export const spans = ["1h", "24h", "7d", "30d"] as const;
export type SpanName = (typeof spans)[number];

export interface AskedDeliveries {
  state: "all" | "failed";
  /** Empty: all. */
  channel: string;
  last: SpanName;
}

/** As many as the API gives at once. */
const LIMIT = 1_000;

export function askedIn(search: string): AskedDeliveries {
  const query = new URLSearchParams(search);
  return {
    state: query.get("state") === "failed" ? "failed" : "all",
    channel: query.get("channel") ?? "",
    last: spans.find((span) => span === query.get("last")) ?? "24h",
  };
}

/** The page's address for it. */
export function addressOf({ state, channel, last }: AskedDeliveries): string {
  const query = new URLSearchParams();
  if (state !== "all") query.set("state", state);
  if (channel !== "") query.set("channel", channel);
  if (last !== "24h") query.set("last", last);
  return query.size === 0 ? "/deliveries" : `/deliveries?${query}`;
}

/** The API's path for it. */
export function pathFor({ state, channel, last }: AskedDeliveries): string {
  const query = new URLSearchParams({ since: last, state, ...(channel === "" ? {} : { channel }), limit: String(LIMIT) });
  return `/api/deliveries?${query}`;
}
