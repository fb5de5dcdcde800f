/** A proof is of one request alone, and survives what gateways on the way do to its spelling. */
import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { bodyHash, judgeProof, type Provable, proofOf } from "./proof.ts";
import { createSeal } from "./seal.ts";

const now = Date.UTC(2026, 10, 22, 12);
const secret = "s".repeat(32);
const seal = createSeal([secret]);
const url = "https://flipwatch.example.com/api/pairs/failover.example.com%2FA?from=90d&width=800";
const of = (change: { url?: string; method?: string; body?: string } = {}): Provable => ({
  method: change.method ?? "POST",
  url: new URL(change.url ?? url),
  bodyHash: bodyHash(change.body ?? '{"by":"example-user"}'),
});
const judged = (change: Parameters<typeof of>[0], proof = proofOf(seal, of(), now), at = now) =>
  judgeProof(seal, of(change), proof, at).state;

describe("a proof", () => {
  it("is an HMAC over all of the request, and holds nothing of the secret", () => {
    const hash = createHash("sha256").update('{"by":"example-user"}').digest("hex");
    const parts = [String(now), "POST", "https://flipwatch.example.com", "/api/pairs/failover.example.com/A", "from=90d&width=800", hash];
    const signature = createHmac("sha256", secret)
      .update(`flipwatch v1 proof\n${JSON.stringify(parts)}`)
      .digest("base64url");
    expect(proofOf(seal, of(), now)).toBe(`${now}.${signature}`);
  });

  it.each<[string, Parameters<typeof of>[0]]>([
    ["another method", { method: "PUT" }],
    ["plain http", { url: url.replace("https", "http") }],
    ["another host", { url: url.replace("flipwatch.", "other.") }],
    ["another port", { url: url.replace(".com/", ".com:8443/") }],
    ["another path", { url: url.replace("failover", "fallover") }],
    ["another value in the query", { url: url.replace("800", "801") }],
    ["a query with more in it", { url: `${url}&x=1` }],
    ["a path into which the query was moved", { url: url.replace("?", "%3F") }],
    ["another body", { body: '{"by":"somebody"}' }],
    ["no body", { body: "" }],
  ])("is none of %s", (_, change) => {
    expect(judged(change)).toBe("unknown");
  });

  it("is none of a path that decodes to what another path says undecoded", () => {
    const encoded = of({ url: "https://flipwatch.example.com/api/pairs/%25zz%252F" });
    const broken = of({ url: "https://flipwatch.example.com/api/pairs/%zz%2F" });
    expect(judgeProof(seal, broken, proofOf(seal, encoded, now), now).state).toBe("unknown");
    expect(judgeProof(seal, broken, proofOf(seal, broken, now), now).state).toBe("good");
  });

  it.each([
    ["as it was sent", url],
    ["with its path decoded", url.replace("%2F", "/")],
    ["with its path encoded in small letters", url.replace("%2F", "%2f")],
    ["with its parameters in another order", url.replace("from=90d&width=800", "width=800&from=90d")],
    ["with its host in capitals", url.replace("flipwatch.example", "FLIPWATCH.Example")],
  ])("is known %s", (_, spelt) => {
    expect(judged({ url: spelt })).toBe("good");
  });

  it.each([
    [0, "good"],
    [60_000, "good"],
    [60_001, "stale"],
    [-60_000, "good"],
    [-60_001, "stale"],
  ])("is judged %i ms after it was made as %s", (after, state) => {
    expect(judged({}, undefined, now + after)).toBe(state);
  });

  it.each([
    "",
    ".",
    `${now}`,
    `${now}.`,
    `x${proofOf(seal, of(), now)}`,
    `${proofOf(seal, of(), now)}x`,
    `${now + 1}${proofOf(seal, of(), now).slice(13)}`,
  ])("is not %j", (text) => {
    expect(judged({}, text)).toBe("unknown");
  });

  it("by a secret that is being rotated out counts, by another does not", () => {
    const proof = proofOf(seal, of(), now);
    expect(judgeProof(createSeal(["n".repeat(32), secret]), of(), proof, now).state).toBe("good");
    expect(judgeProof(createSeal(["n".repeat(32)]), of(), proof, now).state).toBe("unknown");
  });

  it("serves as nothing else that is signed", () => {
    const text = JSON.stringify([String(now), "GET", "https://flipwatch.example.com", "/", "", bodyHash()]);
    const request = { method: "GET", url: new URL("https://flipwatch.example.com/"), bodyHash: bodyHash() };
    expect(judgeProof(seal, request, `${now}.${seal.sign("link", text)}`, now).state).toBe("unknown");
  });
});
