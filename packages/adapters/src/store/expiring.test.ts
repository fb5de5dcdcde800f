/** What a store that can may remove by itself, and when: in whole seconds, long after nobody reads it any more, and of nothing that is a record. */
import type { Ballot, DigestRef, Item } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { failoverEvent } from "../testing/events.ts";
import { keys } from "./keys.ts";
import { createMemoryTable } from "./memory-table.ts";
import { createRecords } from "./records.ts";

const AT = Date.UTC(2026, 10, 22, 12);
const DAY_SECONDS = 86_400;
const table = createMemoryTable();
const records = createRecords(table);
const ballot: Ballot = {
  region: "eu-central-1",
  shard: 0,
  round: AT,
  at: AT + 500,
  manifest: 1,
  votes: "P",
  evidence: {},
  views: {},
  viewEvidence: {},
};
const ref = {
  id: "failover.example.com/A#1",
  kind: "failover",
  severity: "critical",
  pair: "failover.example.com/A",
  at: AT,
  message: "",
  why: "rate",
};

describe("an item of", () => {
  it.each<[string, () => Promise<unknown>, () => Promise<Item[]>, number | undefined]>([
    ["a ballot", () => records.ballots.put(ballot, 10_000), () => rows("BALLOT#eu-central-1#0"), AT / 1_000 + 7 * DAY_SECONDS],
    ["a press", () => records.presses.claim("signature", AT), () => rows("PRESSES"), AT / 1_000 + DAY_SECONDS],
    [
      "a digest's row",
      () => records.digests.add("digest:slack:ops:1", ref as DigestRef),
      () => rows("DIGEST#digest:slack:ops:1"),
      AT / 1_000 + 30 * DAY_SECONDS,
    ],
    [
      "an event",
      () => records.log.append([failoverEvent({ number: 1 })]),
      async () => [(await table.get(keys.event("failover.example.com/A", 1))) as Item],
      undefined,
    ],
  ])("%s", async (_what, write, read, expiresAt) => {
    await write();
    const items = await read();
    expect(items.map((item) => item.expiresAt)).toEqual([expiresAt]);
  });
});

async function rows(pk: string): Promise<Item[]> {
  return (await table.query({ pk })).items;
}
