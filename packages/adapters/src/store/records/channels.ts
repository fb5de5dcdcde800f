/** Of each channel: since when it is configured, what it was told lately, and since when it does not work. */
import { type ChannelTrouble, type ChannelWindow, type Ms, newWindow, type Table } from "@flipwatch/core";
import { keys } from "../keys.ts";
import type { Records } from "../records.ts";
import { getBody, putVersion, stored } from "../stored.ts";

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
    window: async (channel) => (await getBody<ChannelWindow>(table, keys.window(channel))) ?? newWindow(channel),
    putWindow: (window) => putVersion(table, keys.window(window.channel), window),
    trouble: (channel) => getBody<ChannelTrouble>(table, keys.trouble(channel)),
    async putTrouble(channel, trouble) {
      if (trouble === undefined) await table.remove(keys.trouble(channel));
      else await table.put(stored(keys.trouble(channel), trouble));
    },
  };
}
