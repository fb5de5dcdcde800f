import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { signatureOf } from "./signature.ts";

const secret = "whsec-0123456789abcdef";
const body = '{"message":"failover ä"}';
const now = Date.UTC(2026, 10, 22, 11, 0, 0, 999);

/** What README.md tells receivers to do, as it stands there. */
async function readmeVerify(): Promise<(secret: string, header: string, body: string, now?: number) => boolean> {
  const readme = readFileSync(new URL("./README.md", import.meta.url), "utf8");
  const [, code = ""] = /```js\n([\s\S]*?)```/.exec(readme) ?? [];
  const module = (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`)) as {
    verified: (secret: string, header: string, body: string, now?: number) => boolean;
  };
  return module.verified;
}

describe("a web hook's signature", () => {
  it("is the HMAC-SHA256 of time and body", () => {
    const seconds = Math.floor(now / 1_000);
    const hmac = createHmac("sha256", secret)
      .update(Buffer.from(`${seconds}.${body}`, "utf8"))
      .digest("hex");
    expect(signatureOf(secret, body, now)).toBe(`t=1795345200,v1=${hmac}`);
    expect(seconds).toBe(1795345200);
  });

  it.each<[string, Partial<{ secret: string; header: string; body: string; now: number }>, boolean]>([
    ["as it was sent", {}, true],
    ["five minutes later", { now: now + 299_000 }, true],
    ["from a clock a little ahead", { now: now - 60_000 }, true],
    ["replayed later", { now: now + 302_000 }, false],
    ["with another body", { body: body.replace("failover", "recovered") }, false],
    ["under another secret", { secret: "whsec-another-secret" }, false],
    ["with another time", { header: signatureOf(secret, body, now).replace("t=1795345200", "t=1795345201") }, false],
    ["with a signature cut short", { header: signatureOf(secret, body, now).slice(0, -2) }, false],
    ["without one", { header: "" }, false],
    ["with an unknown scheme beside ours", { header: `${signatureOf(secret, body, now)},v2=abc` }, true],
  ])("is verified by the README's code: a request %s", async (_what, changes, expected) => {
    const verified = await readmeVerify();
    const sent = { secret, header: signatureOf(secret, body, now), body, now, ...changes };
    expect(verified(sent.secret, sent.header, sent.body, sent.now)).toBe(expected);
  });
});
