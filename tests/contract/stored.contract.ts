/**
 * Today's code reads what earlier versions wrote. `stored/schema-<n>.json` holds items of every kind as schema n had them, written by the shipped steps
 * in a simulated failover: such a file is added with each new schema, and never changed.
 */
import { readdirSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { keys } from "@flipwatch/adapters/store/keys";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import type { Item, Table } from "@flipwatch/core";
import { beforeAll, describe, expect, it } from "vitest";

const FOLDER = new URL("./stored/", import.meta.url);
const INTERVAL_MS = 10_000;
const LAST_MOMENT = Date.UTC(2027, 0);

const files = readdirSync(FOLDER).map((file) => ({
  file,
  ...(JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as { schema: number; items: StoredItem[] }),
}));

/** As any kind has it; a body may be a list or a number, too. */
interface Body {
  id: string;
  pair: string;
  log: string;
  channel: string;
  number: number;
  region: string;
  shard: number;
  version: number;
  round: number;
  incident: { openedAt: number };
}
type StoredItem = Item & { v?: number; body: Body };

/** How each kind is read: what comes must be its body. By the first parts of its keys, with logs of pairs, checks and the fleet alike. */
const readers: Record<string, (records: Records, item: StoredItem, body: Body) => Promise<unknown>> = {
  "BALLOT SLOT": async ({ ballots }, _, { region, shard, round }) => (await ballots.between(region, shard, round, round, INTERVAL_MS))[0],
  "BALLOT WRITER": ({ ballots }, { pk }) => ballots.writer(pk.split("#")[1] ?? "", Number(pk.split("#")[2])),
  "CHANNEL SINCE": async ({ channels }, { pk }) => ({ since: await channels.since(pk.slice("CHANNEL#".length)) }),
  "CHANNEL TROUBLE": ({ channels }, { pk }) => channels.trouble(pk.slice("CHANNEL#".length)),
  "CHANNEL WINDOW": ({ channels }, _, { channel }) => channels.window(channel),
  "DIGEST EVENT": ({ digests }, _, { id }) => digests.get(id),
  "DIGEST REF": async ({ digests }, { pk }) => (await digests.refs(pk.slice("DIGEST#".length), 1)).refs[0],
  "FINDINGS PAGE": ({ findings }) => findings.all(),
  "INBOX TIME": async ({ inbox }, _, body) => (await inbox.oldest()).find((fact) => isDeepStrictEqual(fact, body)),
  "LINKS LINK": ({ links }, _, { id }) => links.get(id),
  "LOG CURSOR": ({ cursors }, _, { log, channel }) => cursors.get(log, channel),
  "LOG DEFINITION": ({ definitions }, _, { id }) => definitions.get(id),
  "LOG DELIVERY": async ({ deliveries }, _, { log, number, channel }) =>
    (await deliveries.of(log, { from: number, to: number })).find((delivery) => delivery.channel === channel),
  "LOG EVENT": async ({ log }, _, { pair, number }) => (await log.read(pair, { after: number - 1, limit: 1 }))[0],
  "LOG HEAD": ({ heads }, _, { pair }) => heads.get(pair),
  "LOG LOGHEAD": ({ logHeads }, _, { log }) => logHeads.get(log),
  "LOG NOTE": async ({ log }, _, { pair, incident }) => (await log.notes(pair, incident.openedAt))[0],
  "MANIFEST SHARD": async ({ manifests }, _, { shard }) => ({ shard, version: await manifests.currentVersion(shard) }),
  "MANIFEST VERSION": ({ manifests }, _, { shard, version }) => manifests.get(shard, version),
  "MUTES LIST": ({ mutes }) => mutes.get(),
  "PRESSES TIME": async ({ presses }, { sk }, body) =>
    (await presses.claim(sk.split("#")[1] ?? "", Number(sk.split("#")[0]))) ? "taken again" : body,
  "READINGS PAGE": async ({ readings }) => [...(await readings.latest()).values()],
  "REQUESTS TIME": async ({ requests }, _, { id }) => (await requests.oldest()).find((request) => request.id === id),
  "TALLY SHARD": ({ tallies }, _, { shard }) => tallies.get(shard),
};

function kindOf({ pk, sk }: Item): string {
  const [first = "", second = ""] = [pk, sk].map((key) => key.split("#")[0]);
  return `${first.replace(/^(PAIR|CHECK|FLEET)$/, "LOG")} ${second.replace(/^\d+$/, "TIME")}`;
}

export function storedContract(name: string, makeTable: () => Promise<Table>): void {
  describe.each(files)(`what was stored before, $file, on ${name}`, ({ schema, items }) => {
    let table: Table;
    let records: Records;
    const malformed: string[] = [];
    beforeAll(async () => {
      table = await makeTable();
      records = createRecords(table, { onMalformed: ({ key, problem }) => void malformed.push(`${key.sk}: ${problem}`) });
      for (const item of items) await table.put(item);
    });

    it("says which schema it is of", () => {
      expect(new Set(items.map(({ v }) => v))).toEqual(new Set([schema]));
    });

    it("has every kind", () => {
      expect([...new Set(items.map(kindOf))].sort()).toEqual(Object.keys(readers).sort());
      expect(Object.keys(readers)).toHaveLength(Object.keys(keys).length);
    });

    it.each(items.map((item) => [kindOf(item), item] as const))("is read, %s", async (kind, item) => {
      expect(await readers[kind]?.(records, item, item.body)).toEqual(item.body);
      expect(malformed).toEqual([]);
    });

    it("is found by its indexes", async () => {
      const of = (kind: string) => items.filter((item) => kindOf(item) === kind).map(({ body }) => body);
      const sorted = (found: readonly { id: string }[]) => found.map(({ id }) => id).sort();
      expect(sorted(await records.log.recorded(0, LAST_MOMENT, 1_000))).toEqual(sorted(of("LOG EVENT")));
      expect(await records.deliveries.settled(0, LAST_MOMENT, 1_000)).toHaveLength(of("LOG DELIVERY").length);
      expect(await records.heads.unsettledOrDue(0, LAST_MOMENT)).toEqual(of("LOG HEAD").map(({ pair }) => pair));
      expect(await records.digests.closedBefore(LAST_MOMENT, 10)).toEqual(of("DIGEST EVENT").map(({ id }) => id));
    });

    it("is replaced over the version that was read", async () => {
      const [head] = items.filter((item) => kindOf(item) === "LOG HEAD");
      const read = await records.heads.get(head?.body.pair ?? "");
      expect(read && (await records.heads.put(read, 0))).toEqual({ ...read, version: (read?.version ?? 0) + 1 });
    });
  });
}
