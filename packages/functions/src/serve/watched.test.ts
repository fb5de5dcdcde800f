import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords } from "@flipwatch/adapters/store/records";
import { FlipwatchError } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { watched } from "./watched.ts";

const NOON = Date.UTC(2026, 10, 22, 12);

function stage() {
  const records = createRecords(createMemoryTable());
  let now = NOON;
  const clock = { now: () => (now += 1) };
  let outcome: Error | undefined;
  let isStoreDown = false;
  const inbox: typeof records.inbox = {
    ...records.inbox,
    leave: (fact) => (isStoreDown ? Promise.reject(new FlipwatchError("store-unavailable", "no store")) : records.inbox.leave(fact)),
  };
  const run = watched("health", { records: { inbox }, clock }, async () => {
    if (outcome !== undefined) throw outcome;
    return "read";
  });
  return { records, run, set: (next: Error | undefined) => (outcome = next), setStoreDown: (isDown: boolean) => (isStoreDown = isDown) };
}

describe("a watched step", () => {
  it("leaves its failure and its recovery once each, and throws on all the same", async () => {
    const { records, run, set } = stage();
    set(new FlipwatchError("cloudwatch-failed", "no credentials"));
    for (let turn = 0; turn < 3; turn += 1) await expect(run()).rejects.toThrow("no credentials");
    set(undefined);
    for (let turn = 0; turn < 3; turn += 1) expect(await run()).toBe("read");
    expect((await records.inbox.oldest()).map((fact) => fact.kind)).toEqual(["step-failing", "step-working"]);
  });

  it("throws its own failure while the store fails too, and leaves it as soon as the store takes it", async () => {
    const { records, run, set, setStoreDown } = stage();
    set(new FlipwatchError("cloudwatch-failed", "no credentials"));
    setStoreDown(true);
    await expect(run()).rejects.toThrow("no credentials");
    setStoreDown(false);
    for (let turn = 0; turn < 2; turn += 1) await expect(run()).rejects.toThrow("no credentials");
    expect((await records.inbox.oldest()).map((fact) => fact.kind)).toEqual(["step-failing"]);
  });

  it("leaves a broken invariant to whoever runs it: that is a bug, not a failing dependency", async () => {
    const { records, run, set } = stage();
    set(new Error("invariant broken"));
    await expect(run()).rejects.toThrow("invariant broken");
    expect(await records.inbox.oldest()).toEqual([]);
  });
});
