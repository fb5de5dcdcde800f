/**
 * Has an event sent again to a channel that gave it up, marked as a possible repeat; nothing else is touched. Deliver takes it up with its next
 * sweep.
 */
import type { Records } from "@flipwatch/adapters/store/records";
import { type Delivery, FlipwatchError, type LogId } from "@flipwatch/core";

export interface RedrivePorts {
  cursors: Pick<Records["cursors"], "get" | "put">;
  deliveries: Pick<Records["deliveries"], "of">;
}

export type RedriveOutcome =
  | { outcome: "asked" }
  | { outcome: "no-such-delivery" }
  /** It arrived, or was not to be sent. */
  | { outcome: "not-failed"; state: Delivery["state"] }
  | { outcome: "too-many" };

/** That wait at a time for one log and channel. */
export const REDRIVE_MAX = 100;
const MOST_RACES = 8;

/** Throws FlipwatchError `written-by-another` (retryable) where deliver is at that cursor all the time. */
export async function redrive(records: RedrivePorts, log: LogId, channel: string, number: number): Promise<RedriveOutcome> {
  const [delivery] = (await records.deliveries.of(log, { from: number, to: number, limit: 1_000 })).filter(
    (one) => one.channel === channel,
  );
  if (delivery === undefined) return { outcome: "no-such-delivery" };
  if (delivery.state !== "given-up" && delivery.state !== "unknown") return { outcome: "not-failed", state: delivery.state };
  for (let race = 0; race < MOST_RACES; race += 1) {
    const cursor = await records.cursors.get(log, channel);
    // A new one would tell the whole log.
    if (cursor === undefined) return { outcome: "no-such-delivery" };
    const wanted = [...new Set([...(cursor.redrive ?? []), number])].sort((a, b) => a - b);
    if (wanted.length > REDRIVE_MAX) return { outcome: "too-many" };
    if (await records.cursors.put({ ...cursor, redrive: wanted }, true)) return { outcome: "asked" };
  }
  throw new FlipwatchError("written-by-another", `${log} is being told to ${channel} all the time; try again`, { retryable: true });
}
