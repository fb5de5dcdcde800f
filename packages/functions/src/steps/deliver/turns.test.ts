/** How often an alert waits for the store before it leaves. */
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords } from "@flipwatch/adapters/store/records";
import { testClock } from "@flipwatch/adapters/testing/clock";
import { countingTurns } from "@flipwatch/adapters/testing/store-turns";
import { type Channel, MINUTE } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { deliver, sweep } from "../deliver.ts";
import { Ear, event, pair, portsOf, start } from "./sample.ts";

const others = Array.from({ length: 5 }, (_, index) => `name-${index}.example.com/A`);

/** The turns until each alert of the pair's log left, beginning with the invocation that was woken for it. `told`: what was told before, in one go. */
async function turnsBefore(audience: Channel["audience"], told: readonly string[]): Promise<number[]> {
  const table = createMemoryTable();
  const records = createRecords(table);
  const clock = testClock(start + 1_000);
  const ear = new Ear(audience === "people" ? "slack:ops" : "webhook:0", true, audience);
  await records.log.append(told.map((log) => event(1, { pair: log })));
  await deliver(portsOf(records, clock, [ear], {}), told);
  for (let minute = 0; minute < 3; minute++) {
    clock.set(clock.now() + MINUTE);
    await sweep(portsOf(records, clock, [ear], {}));
  }
  const at = clock.now();
  await records.log.append([
    event(2, { kind: "vote-changed", severity: "record", recordedAt: at }),
    event(3, { kind: "dark", at, recordedAt: at }),
    event(4, { kind: "stray", at, recordedAt: at }),
  ]);
  const counted = countingTurns(table);
  const turns: number[] = [];
  ear.answer = async () => {
    turns.push(counted.turns());
    return { outcome: "delivered" };
  };
  await deliver(portsOf(createRecords(counted.table), clock, [ear], {}), [pair]);
  return turns;
}

describe("an alert on its way to a channel", () => {
  it.each<[string, Channel["audience"], string[], number]>([
    ["cursor; log and mutes; claim", "machines", [pair], 3],
    ["cursor; log, mutes and window; the window's place; claim", "people", [pair], 4],
    ["cursor; log, mutes, window and digest; the window's place; claim", "people", [...others, pair], 4],
  ])("waits for the store no more than it must: %s", async (_what, audience, told, expected) => {
    expect((await turnsBefore(audience, told))[0]).toBe(expected);
  });

  it("waits for the one before it to be settled, then for the log, its place and its claim", async () => {
    expect(await turnsBefore("machines", [pair])).toEqual([3, 3 + 1 + 1 + 1]);
    expect(await turnsBefore("people", [pair])).toEqual([4, 4 + 1 + 1 + 1 + 2]);
  });
});
