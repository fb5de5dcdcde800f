/** Digests: a row for each event that is in one, so that many deliverers can add at once, and the one event that they become. */
import { assert, DAY, type DigestRef, type FlipwatchEvent, marksIn, type Table } from "@flipwatch/core";
import { CLOSED_DIGESTS_PK, digestOf, keys, timeSk, timeTo } from "../keys.ts";
import type { Records } from "../records.ts";
import { bodyOf, collect, expiring, getBody, inDueIndex, stored } from "../stored.ts";

const PAGE = 1_000;
/** More than any table of names has; beyond, they are not counted any more. */
const COUNTED_PAGES = 100;
const REMOVED_AT_ONCE = 25;
/** Long after deliver removes them itself. */
const EXPIRED_MS = 30 * DAY;

export function createDigests(table: Table): Records["digests"] {
  return {
    async add(digest, ref) {
      await table.put(stored(keys.digestRef(digest, ref.at, ref.id), ref, expiring(ref.at + EXPIRED_MS)));
    },
    async refs(digest, limit) {
      const { pk } = keys.digest(digest);
      const found: DigestRef[] = [];
      let [count, begins, ends, pages] = [0, 0, 0, 0];
      let start: Awaited<ReturnType<Table["query"]>>["next"];
      do {
        const page = await table.query({ pk, from: "REF#", to: "REF$", limit: PAGE, start });
        count += page.items.length;
        const refs = page.items.map((item) => bodyOf<DigestRef>(item));
        if (found.length < limit) found.push(...refs.slice(0, limit - found.length));
        const marks = marksIn(refs);
        [begins, ends] = [begins + marks.begins, ends + marks.ends];
        start = page.next;
        pages += 1;
      } while (start !== undefined && pages < COUNTED_PAGES);
      return { refs: found, count, begins, ends };
    },
    async close(digest, event) {
      const inDue = inDueIndex(CLOSED_DIGESTS_PK, timeSk(event.recordedAt, digest));
      if (await table.put(stored(keys.digest(digest), event, inDue), { absent: true })) return event;
      const known = await getBody<FlipwatchEvent>(table, keys.digest(digest));
      assert(known, `${digest} is closed once and stays closed`);
      return known;
    },
    get: (digest) => getBody<FlipwatchEvent>(table, keys.digest(digest)),
    async closedBefore(at, limit) {
      const range = { pk: CLOSED_DIGESTS_PK, to: timeTo(at) };
      return (await collect((page) => table.queryIndex("due", page), range, Math.min(limit, PAGE))).map(digestOf);
    },
    async remove(digest, limit) {
      const most = Math.min(limit, PAGE);
      const { pk, sk } = keys.digest(digest);
      const rows = await collect((page) => table.query(page), { pk, from: "REF#", to: "REF$" }, most);
      for (let first = 0; first < rows.length; first += REMOVED_AT_ONCE)
        await Promise.all(rows.slice(first, first + REMOVED_AT_ONCE).map((row) => table.remove({ pk, sk: row.sk })));
      if (rows.length === most) return most;
      // As long as it is there, the digest is found again.
      await table.remove({ pk, sk });
      return rows.length;
    },
  };
}
