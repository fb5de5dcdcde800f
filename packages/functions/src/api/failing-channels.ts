/** Channels that can't be told at the moment, as their cursors have it: since when, why, and when the next try is. */
import { type Cursor, channelIds, type Ms } from "@flipwatch/core";
import type { ApiPorts } from "./ports.ts";

export interface FailingChannel {
  channel: string;
  /** What the channel answered last, without secrets. */
  error: string;
  /** The first try of the oldest alert that waits. */
  since: Ms;
  /** Logs with alerts that wait. */
  logs: number;
  nextTryAt?: Ms;
}

/** Cursors that are looked at: far more than channels, and enough to see each that fails. */
const MOST_CURSORS = 1_000;
/** Beyond every moment that the store can sort. */
const EVER = 999_999_999_999_999;

/** In the order of the configuration; one that is no longer configured is not told of. */
export async function failingChannels({ records, config }: Pick<ApiPorts, "records" | "config">): Promise<FailingChannel[]> {
  const unsettled = await records.cursors.unsettled(EVER, MOST_CURSORS);
  return channelIds(config.channels).flatMap((channel) =>
    failing(
      channel,
      unsettled.filter((cursor) => cursor.channel === channel && cursor.sending?.error !== undefined),
    ),
  );
}

function failing(channel: string, cursors: readonly Cursor[]): FailingChannel[] {
  const sendings = cursors.flatMap(({ sending }) => sending ?? []).toSorted((a, b) => a.startedAt - b.startedAt);
  const error = sendings.at(-1)?.error;
  if (error === undefined) return [];
  const retries = cursors.flatMap(({ retryAt }) => retryAt ?? []);
  const next = retries.length === 0 ? {} : { nextTryAt: Math.min(...retries) };
  return [{ channel, error, since: Math.min(...sendings.map(({ firstTriedAt }) => firstTriedAt)), logs: cursors.length, ...next }];
}
