/** Digests: a row for each event that is in one, so that many deliverers can add at once, and the one event that they become. */
import { assert, type DigestRef, type FlipwatchEvent, type Item, type Table } from "@flipwatch/core";
import { keys } from "../keys.ts";
import type { Records } from "../records.ts";
import { bodyOf, getBody, stored } from "../stored.ts";

const PAGE = 1_000;
/** More than any table of names has; beyond, they are not counted any more. */
const COUNTED_PAGES = 100;

export function createDigests(table: Table): Records["digests"] {
  return {
    async add(digest, ref) {
      await table.put(stored(keys.digestRef(digest, ref.at, ref.id), ref));
    },
    async refs(digest, limit) {
      const { pk } = keys.digest(digest);
      const found: Item[] = [];
      let [count, pages] = [0, 0];
      let start: Awaited<ReturnType<Table["query"]>>["next"];
      do {
        const page = await table.query({ pk, from: "REF#", to: "REF$", limit: PAGE, start });
        count += page.items.length;
        if (found.length < limit) found.push(...page.items.slice(0, limit - found.length));
        start = page.next;
        pages += 1;
      } while (start !== undefined && pages < COUNTED_PAGES);
      return { refs: found.map(bodyOf<DigestRef>), count };
    },
    async close(digest, event) {
      if (await table.put(stored(keys.digest(digest), event), { absent: true })) return event;
      const known = await getBody<FlipwatchEvent>(table, keys.digest(digest));
      assert(known, `${digest} is closed once and stays closed`);
      return known;
    },
    get: (digest) => getBody<FlipwatchEvent>(table, keys.digest(digest)),
  };
}
