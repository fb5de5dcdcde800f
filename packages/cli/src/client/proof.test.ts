import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bodyHash, judgeProof, PROOF_HEADER } from "@flipwatch/functions/web/proof";
import { createSeal } from "@flipwatch/functions/web/seal";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { proofHeaders } from "./proof.ts";

const now = Date.UTC(2026, 10, 22, 12);
const secret = "s".repeat(43);
let data: string;
const asking = (url: string, environment: Record<string, string>, body?: string) =>
  proofHeaders({ method: body === undefined ? "GET" : "POST", url: new URL(url), body, environment, now });

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "flipwatch-proof-"));
  await writeFile(join(data, "session-secret"), `${secret}\n`);
});
afterAll(() => rm(data, { recursive: true, force: true }));

describe("a command proves that it may ask", () => {
  const [near, far] = ["http://127.0.0.1:4780/api/events?since=5", "https://flipwatch.example.com/api/events?since=5"];

  it.each([
    ["here by the file beside the record", near, () => ({ FLIPWATCH_DATA: data })],
    ["here by the environment's secret", near, () => ({ FLIPWATCH_SESSION_SECRET: secret })],
    ["elsewhere by the environment's secret", far, () => ({ FLIPWATCH_SESSION_SECRET: secret, FLIPWATCH_DATA: join(data, "none") })],
  ])("%s, for this request alone", async (_, at, environment) => {
    const headers = await asking(at, environment(), "{}");
    const judged = (change: { url?: string; method?: string; body?: string }) => {
      const { url = at, method = "POST", body = "{}" } = change;
      const request = { method, url: new URL(url), bodyHash: bodyHash(body) };
      return judgeProof(createSeal([secret]), request, headers[PROOF_HEADER] ?? "", now).state;
    };
    expect([judged({}), judged({ url: `${at}6` }), judged({ method: "GET" }), judged({ body: "[]" })]).toEqual([
      "good",
      ...["unknown", "unknown", "unknown"],
    ]);
    expect(JSON.stringify(headers)).not.toContain(secret);
  });

  it.each([
    ["elsewhere by the file beside this machine's record", far, () => ({ FLIPWATCH_DATA: data })],
    ["without a secret at hand", near, () => ({ FLIPWATCH_DATA: join(data, "none") })],
    ["by an empty secret", far, () => ({ FLIPWATCH_SESSION_SECRET: "" })],
  ])("not %s", async (_, url, environment) => {
    expect(await asking(url, environment())).toEqual({});
  });

  it("not by a secret that is too short, which it does not show", async () => {
    await expect(asking(far, { FLIPWATCH_SESSION_SECRET: "t0psecret" })).rejects.toThrow(/^(?!.*t0psecret).*FLIPWATCH_SESSION_SECRET/);
  });
});
