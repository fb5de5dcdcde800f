/** What the configured channels are being told of a log at the moment, as their cursors have it. Whatever is settled is a delivery. */
import { type Cursor, channelIds, type LogId, type WaitingDelivery } from "@flipwatch/core";
import type { ApiPorts } from "./ports.ts";

/** In the order of the configuration. One Get a channel, side by side. */
export async function waitingOf({ records, config }: Pick<ApiPorts, "records" | "config">, log: LogId): Promise<WaitingDelivery[]> {
  const cursors = await Promise.all(channelIds(config.channels).map((channel) => records.cursors.get(log, channel)));
  return cursors.flatMap((cursor) => (cursor?.sending === undefined ? [] : waitingIn(cursor, cursor.sending)));
}

function waitingIn({ log, channel, retryAt }: Cursor, sending: NonNullable<Cursor["sending"]>): WaitingDelivery {
  const { number, attempts, firstTriedAt, error } = sending;
  return {
    ...{ event: `${log}#${number}`, channel, attempts, firstTriedAt },
    ...(error !== undefined && { error }),
    ...(retryAt !== undefined && { nextTryAt: retryAt }),
  };
}
