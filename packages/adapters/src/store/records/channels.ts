/** Since when each channel is configured: what was recorded before that is not for it. */
import type { Ms, Table } from "@flipwatch/core";
import { keys } from "../keys.ts";
import type { Records } from "../records.ts";
import { getBody, stored } from "../stored.ts";

export function createChannels(table: Table): Records["channels"] {
  return {
    since: async (channel) => (await getBody<{ since: Ms }>(table, keys.channel(channel)))?.since,
    async note(channels, at) {
      for (const channel of new Set(channels)) {
        const known = await getBody<{ since: Ms }>(table, keys.channel(channel));
        if (known === undefined) await table.put(stored(keys.channel(channel), { since: at }), { absent: true });
        // Noted before the clock was set back: what is recorded from now on must not count as older than the channel.
        else if (known.since > at) await table.put(stored(keys.channel(channel), { since: at }));
      }
    },
  };
}
