import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Level } from "level";
import { describe, expect, it } from "vitest";
import { startEmbedded } from "./embedded.ts";
import { answering } from "./level-errors.ts";

describe("a disk that refuses writes for a while", () => {
  it("refuses each write with a retryable error, and takes them again afterwards", async () => {
    const path = await mkdtemp(join(tmpdir(), "flipwatch-level-"));
    const store = await startEmbedded({ path });
    const prototype = Level.prototype as unknown as Record<"_batch" | "_put", (...args: unknown[]) => Promise<unknown>>;
    const { _put, _batch } = prototype;
    const full = answering(async () => {
      throw new Error("No space left on device");
    });
    try {
      Object.assign(prototype, { _put: full, _batch: full });
      for (let attempt = 0; attempt < 3; attempt += 1) {
        await expect(store.table.put({ pk: "a", sk: "b", n: attempt })).rejects.toMatchObject({
          code: "store-unavailable",
          retryable: true,
        });
      }
      Object.assign(prototype, { _put, _batch });
      expect(await store.table.put({ pk: "a", sk: "b", n: 7 })).toBe(true);
      expect(await store.table.get({ pk: "a", sk: "b" })).toMatchObject({ n: 7 });
    } finally {
      Object.assign(prototype, { _put, _batch });
      await store.close();
      await rm(path, { recursive: true });
    }
  });
});
