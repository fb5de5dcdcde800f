import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords } from "@flipwatch/adapters/store/records";
import { newCursor, parseConfig } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { waitingOf } from "./waiting.ts";

const log = "failover.example.com/A";
const webhook = (name: string) => ({ name, url: `https://${name}.example.com/` });
const { config } = parseConfig({
  home: "eu-west-1",
  regions: ["us-east-2"],
  zones: ["example.com"],
  channels: { webhook: ["pager", "ops", "idle", "new"].map(webhook) },
});

describe("what channels are being told", () => {
  it("is each one's next event, with its tries and its last error, and nothing of those that are done or never began", async () => {
    const records = createRecords(createMemoryTable());
    const sending = { number: 7, attempts: 2, firstTriedAt: 1_000, startedAt: 3_000, inFlight: false };
    await records.cursors.put(
      { ...newCursor(log, "webhook:ops"), sending: { ...sending, error: "it answered 500" }, retryAt: 9_000 },
      true,
    );
    await records.cursors.put({ ...newCursor(log, "webhook:pager"), sending: { ...sending, attempts: 1, inFlight: true } }, true);
    await records.cursors.put({ ...newCursor(log, "webhook:idle"), settledThrough: 7 }, false);
    await records.cursors.put({ ...newCursor(log, "webhook:gone"), sending }, true);
    expect(await waitingOf({ records, config }, log)).toEqual([
      { event: `${log}#7`, channel: "webhook:pager", attempts: 1, firstTriedAt: 1_000 },
      { event: `${log}#7`, channel: "webhook:ops", attempts: 2, firstTriedAt: 1_000, error: "it answered 500", nextTryAt: 9_000 },
    ]);
  });
});
