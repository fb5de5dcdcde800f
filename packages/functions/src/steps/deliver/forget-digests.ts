/**
 * Removes digests that were told long ago: what they list and where their channels stand. What became of them and of their events stays, in the
 * deliveries.
 */
import type { Records } from "@flipwatch/adapters/store/records";
import { type Cursor, channelOfDigest, DIGEST_KEPT_MS, type Ms } from "@flipwatch/core";

/** One sweep looks at so many digests, and removes so many of their rows: no sweep takes long, and the next goes on. */
const DIGESTS_AT_ONCE = 50;
const ROWS_AT_ONCE = 250;

export interface ForgettingPorts {
  records: { digests: Pick<Records["digests"], "closedBefore" | "remove">; cursors: Pick<Records["cursors"], "get" | "remove"> };
}

/** `channels`: those that are configured; nothing waits for another. Throws FlipwatchError of the store. */
export async function forgetDigests({ records }: ForgettingPorts, channels: ReadonlySet<string>, now: Ms): Promise<void> {
  let left = ROWS_AT_ONCE;
  for (const digest of await records.digests.closedBefore(now - DIGEST_KEPT_MS, DIGESTS_AT_ONCE)) {
    const channel = channelOfDigest(digest);
    const cursor = await records.cursors.get(digest, channel);
    if (channels.has(channel) && cursor !== undefined && isAtWork(cursor)) continue;
    if (cursor !== undefined) await records.cursors.remove(digest, channel);
    left -= await records.digests.remove(digest, left);
    if (left <= 0) return;
  }
}

/** Not told yet, however late; or being sent again on request. */
function isAtWork({ settledThrough, sending, redrive = [] }: Cursor): boolean {
  return settledThrough < 1 || sending !== undefined || redrive.length > 0;
}
