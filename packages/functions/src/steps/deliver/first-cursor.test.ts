import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords } from "@flipwatch/adapters/store/records";
import { deliveryPolicyOf, HOUR, newCursor } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { firstCursor } from "./first-cursor.ts";
import { event, pair, start } from "./sample.ts";

const DAY = 24 * HOUR;

/** Where a channel begins in a log whose events were recorded then. */
async function beginning(recorded: readonly number[], now: number, since?: number): Promise<number> {
  const records = createRecords(createMemoryTable());
  await records.log.append(recorded.map((recordedAt, index) => event(index + 1, { at: recordedAt, recordedAt })));
  if (since !== undefined) await records.channels.note(["slack:ops"], since);
  const cursor = await firstCursor(records, pair, "slack:ops", now, deliveryPolicyOf());
  expect(cursor).toEqual({ ...newCursor(pair, "slack:ops"), settledThrough: cursor.settledThrough });
  return cursor.settledThrough + 1;
}

describe("a channel's first cursor in a log", () => {
  it.each([
    ["the first event, recorded after the channel was configured, even if deliver was down for days", [1], 3 * DAY, 0, 1],
    ["the first of events since then, past the history before", [-9 * DAY, -2 * DAY, 5, 6 * HOUR], 3 * DAY, 0, 3],
    ["an event recorded in the hour before the configuration was noted", [-2 * HOUR, -HOUR, -1], 1, 0, 2],
    ["the log's end, where all is older than the channel", [-9 * DAY, -2 * DAY], 1, 0, 3],
    ["the first event of an empty log", [], 1, 0, 1],
    ["the last hour, for a channel noted before the clock was set back by days", [-2 * HOUR, -1], 0, 3 * DAY, 2],
    ["the last hour, for a channel that nobody has noted yet", [-2 * HOUR, -1], 0, undefined, 2],
  ])("begins at %s", async (_name, recorded, now, since, expected) => {
    const moments = recorded.map((moment) => start + moment);
    expect(await beginning(moments, start + now, since === undefined ? undefined : start + since)).toBe(expected);
  });

  it("finds every place in logs of every length", async () => {
    for (let length = 1; length <= 9; length++) {
      for (let older = 0; older <= length; older++) {
        const recorded = Array.from({ length }, (_, index) => start + (index < older ? -DAY : 1) + index);
        expect(await beginning(recorded, start + 9 * DAY, start), `${older} of ${length} are older`).toBe(older + 1);
      }
    }
  });

  it("tells rather than passes over where an event can't be read", async () => {
    const table = createMemoryTable();
    const records = createRecords(table);
    await records.log.append([1, 2, 3].map((number) => event(number, { recordedAt: start - DAY })));
    const { log, channels } = records;
    const blind = { ...log, read: async (...range: Parameters<typeof log.read>) => (range[1].after === 1 ? [] : log.read(...range)) };
    expect((await firstCursor({ log: blind, channels }, pair, "slack:ops", start, deliveryPolicyOf())).settledThrough).toBe(1);
  });
});
