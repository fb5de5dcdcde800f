/** Links that let people read: a row each, so that one can be revoked for itself. What is signed is not kept, so the store opens nothing. */
import { type AccessLink, LINKS_MAX, type Ms, type Table } from "@flipwatch/core";
import { keys, LINKS_PK } from "../keys.ts";
import type { Records } from "../records.ts";
import { bodyOf, collect, getBody, stored } from "../stored.ts";

/** Listed for so long after their end. */
const KEPT_MS = 7 * 86_400_000;

export function createLinks(table: Table): Records["links"] {
  const all = async () => {
    const items = await collect((range) => table.query(range), { pk: LINKS_PK }, LINKS_MAX);
    return items.map((item) => bodyOf<AccessLink>(item)).sort((a, b) => b.at - a.at);
  };
  return {
    all,
    get: (id) => getBody<AccessLink>(table, keys.link(id)),
    async add(link) {
      const known = await all();
      const old = known.filter((one) => endOf(one) < link.at - KEPT_MS);
      await Promise.all(old.map(({ id }) => table.remove(keys.link(id))));
      if (known.length - old.length >= LINKS_MAX) return false;
      return table.put(stored(keys.link(link.id), link), { absent: true });
    },
    async revoke(id, at) {
      const link = await getBody<AccessLink>(table, keys.link(id));
      if (link === undefined || link.revokedAt !== undefined) return link;
      const revoked = { ...link, revokedAt: at };
      await table.put(stored(keys.link(id), revoked));
      return revoked;
    },
  };
}

function endOf({ until, revokedAt }: AccessLink): Ms {
  return Math.min(until, revokedAt ?? until);
}
