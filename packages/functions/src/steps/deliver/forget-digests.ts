/**
 * Removes digests that were told long ago: what they list and where their channels stand. What became of them and of their events stays, in the
 * deliveries.
 */
import type { Records } from "@flipwatch/adapters/store/records";
import { type Cursor, channelOfDigest, DIGEST_KEPT_MS, digestPlace, isGroupDigest, type LogId, type Ms } from "@flipwatch/core";

/** One sweep looks at so many digests, and removes so many of their rows: no sweep takes long, and the next goes on. */
const DIGESTS_AT_ONCE = 50;
const ROWS_AT_ONCE = 250;

export interface ForgettingPorts {
  records: {
    digests: Pick<Records["digests"], "closedBefore" | "remove">;
    cursors: Pick<Records["cursors"], "get" | "remove">;
    channels: Pick<Records["channels"], "window">;
  };
}

/** `channels`: those that are configured; nothing waits for another. Throws FlipwatchError of the store. */
export async function forgetDigests({ records }: ForgettingPorts, channels: ReadonlySet<string>, now: Ms): Promise<void> {
  let left = ROWS_AT_ONCE;
  for (const digest of await records.digests.closedBefore(now - DIGEST_KEPT_MS, DIGESTS_AT_ONCE)) {
    const channel = channelOfDigest(digest);
    const { log, number } = digestPlace(digest);
    const cursor = await records.cursors.get(log, channel);
    if (channels.has(channel) && cursor !== undefined && isAtWork(cursor, number)) continue;
    if (number === 1 && channels.has(channel) && isGroupDigest(digest) && (await goesOn(records, log, channel))) continue;
    // A story's cursor goes with its first message.
    if (cursor !== undefined && number === 1) await records.cursors.remove(log, channel);
    left -= await records.digests.remove(digest, left);
    if (left <= 0) return;
  }
}

/** Not told yet, however late; or being sent again on request. */
function isAtWork({ settledThrough, sending, redrive = [] }: Cursor, number: number): boolean {
  return settledThrough < number || sending !== undefined || redrive.length > 0;
}

/** A story may last longer than its first message is kept, and its log has one cursor. */
async function goesOn({ channels }: Pick<ForgettingPorts["records"], "channels">, log: LogId, channel: string): Promise<boolean> {
  const { stories = [], groups = [], closing = [] } = await channels.window(channel);
  return [...stories.map((story) => story.log), ...[...groups, ...closing].map(({ id }) => digestPlace(id).log)].includes(log);
}
