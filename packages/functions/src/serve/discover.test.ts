import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords } from "@flipwatch/adapters/store/records";
import { describe, expect, it } from "vitest";
import { serveDiscover } from "./discover.ts";

const NOON = Date.UTC(2026, 10, 22, 12);

describe("the Lambda around discover", () => {
  it("notes since when each channel is configured, before it looks for pairs, and never later than at first", async () => {
    const records = createRecords(createMemoryTable());
    let now = NOON;
    const discoverWith = (channels: readonly string[]) =>
      serveDiscover({
        records: { ...records, manifests: { ...records.manifests, current: () => Promise.reject(new Error("no pairs today")) } },
        config: { zones: [], pairs: [] },
        channels,
        clock: { now: () => now },
        log: () => {},
      })().catch(() => "failed");
    expect(await discoverWith(["slack:ops"])).toBe("failed");
    now += 60_000;
    await discoverWith(["slack:ops", "webhook:0"]);
    expect(await records.channels.since("slack:ops")).toBe(NOON);
    expect(await records.channels.since("webhook:0")).toBe(NOON + 60_000);
    expect(await records.channels.since("sns:0")).toBeUndefined();
  });
});
