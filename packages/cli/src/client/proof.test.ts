import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isProof, PROOF_HEADER } from "@flipwatch/functions/web/proof";
import { createSeal } from "@flipwatch/functions/web/seal";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { proofHeaders } from "./proof.ts";

const now = Date.UTC(2026, 10, 22, 12);
const secret = "s".repeat(43);
let data: string;
const asking = (url: string, environment: Record<string, string>) => proofHeaders({ method: "GET", url: new URL(url), environment, now });

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "flipwatch-proof-"));
  await writeFile(join(data, "session-secret"), `${secret}\n`);
});
afterAll(() => rm(data, { recursive: true, force: true }));

describe("a command proves that it may read the record", () => {
  it.each([
    ["by the file beside the record", () => ({ FLIPWATCH_DATA: data })],
    ["by the environment's secret", () => ({ FLIPWATCH_SESSION_SECRET: secret })],
  ])("%s, for this request alone", async (_, environment) => {
    const headers = await asking("http://127.0.0.1:4780/api/events?since=5", environment());
    const request = { method: "GET", host: "127.0.0.1:4780", path: "/api/events?since=5" };
    const isGood = (change: object, at = now) => isProof(createSeal([secret]), { ...request, ...change }, headers[PROOF_HEADER] ?? "", at);
    expect([
      isGood({}),
      isGood({ path: "/api/links" }),
      isGood({ host: "127.0.0.1:4781" }),
      isGood({ method: "POST" }),
      isGood({}, now + 61_000),
    ]).toEqual([true, false, false, false, false]);
    expect(JSON.stringify(headers)).not.toContain(secret);
  });

  it.each([
    ["to another machine", "https://flipwatch.example.com/api/pairs", () => ({ FLIPWATCH_DATA: data, FLIPWATCH_SESSION_SECRET: secret })],
    ["without a record at hand", "http://127.0.0.1:4780/api/pairs", () => ({ FLIPWATCH_DATA: join(data, "none") })],
  ])("not %s", async (_, url, environment) => {
    expect(await asking(url, environment())).toEqual({});
  });
});
