/** Every mute in one item: deliver reads them with one Get, and one conditional write changes them. */
import type { MuteList, Table } from "@flipwatch/core";
import { keys } from "../keys.ts";
import type { Records } from "../records.ts";
import { getBody, putVersion } from "../stored.ts";

export function createMutes(table: Table): Records["mutes"] {
  return {
    get: async () => (await getBody<MuteList>(table, keys.mutes())) ?? { version: 0, mutes: [] },
    put: (list) => putVersion(table, keys.mutes(), list),
  };
}
