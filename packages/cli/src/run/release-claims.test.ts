import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords } from "@flipwatch/adapters/store/records";
import { newCursor } from "@flipwatch/core";
import { expect, it } from "vitest";
import { releaseClaims } from "./release-claims.ts";

const now = Date.UTC(2026, 10, 22, 12);
const cursor = (log: string) => newCursor(log, "webhook:0");
const sending = { number: 4, attempts: 1, firstTriedAt: now, startedAt: now, inFlight: true };

it("frees the claims of a process that died, and leaves retries to their time", async () => {
  const { cursors } = createRecords(createMemoryTable());
  await cursors.put({ ...cursor("claimed"), sending, lease: { owner: "dead", until: now + 59_000 } }, true);
  await cursors.put({ ...cursor("waiting"), sending: { ...sending, inFlight: false }, retryAt: now + 30_000 }, true);

  await releaseClaims({ cursors }, now);

  expect((await cursors.unsettled(now, 10)).map(({ log }) => log)).toEqual(["claimed"]);
  expect(await cursors.get("claimed", "webhook:0")).toMatchObject({ sending: { number: 4, inFlight: true } });
  expect(await cursors.get("claimed", "webhook:0")).not.toHaveProperty("lease");
  expect(await cursors.get("waiting", "webhook:0")).toMatchObject({ retryAt: now + 30_000, version: 1 });
});
