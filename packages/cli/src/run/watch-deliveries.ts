/** Lets the terminal know of a channel that can't be told: once when it begins, once when it works again. What is done about it is deliver's. */
import type { Records } from "@flipwatch/adapters/store/records";
import type { Cursor, Delivery } from "@flipwatch/core";
import { timeOfDay } from "../output/event-line.ts";

/** Alerts that are counted at most. */
const COUNTED = 100;

/** The same records; `say` gets one sentence. Errors in it are the channel's own words, without secrets. */
export function watchDeliveries(records: Records, say: (line: string) => void): Records {
  const failing = new Set<string>();

  async function tried(cursor: Cursor): Promise<void> {
    const { channel, log, sending, retryAt, settledThrough } = cursor;
    if (sending?.error === undefined || sending.inFlight || retryAt === undefined || failing.has(channel)) return;
    failing.add(channel);
    const events = await records.log.read(log, { after: settledThrough, limit: COUNTED });
    const count = events.filter(({ severity }) => severity !== "record").length;
    const waiting = count === 1 ? "1 alert waits" : `${count} alerts wait`;
    say(
      `alerts to ${channel} are failing: ${sending.error}; ${waiting}, next try at ${timeOfDay(retryAt)}. \`flipwatch status\` shows it.`,
    );
  }

  function settled({ channel, state, error, event }: Delivery): void {
    if (state === "delivered" && failing.delete(channel)) say(`alerts to ${channel} work again.`);
    if (state !== "given-up" && state !== "unknown") return;
    failing.add(channel);
    say(`${channel} was ${state === "unknown" ? "perhaps not" : "not"} told of ${event}: ${error ?? "no reason was given"}`);
  }

  return {
    ...records,
    cursors: {
      ...records.cursors,
      async put(cursor, unsettled) {
        const stored = await records.cursors.put(cursor, unsettled);
        if (stored !== undefined) await tried(stored);
        return stored;
      },
    },
    deliveries: {
      ...records.deliveries,
      async put(delivery) {
        await records.deliveries.put(delivery);
        settled(delivery);
      },
    },
  };
}
