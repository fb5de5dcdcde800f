import { createServer, type Server } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSlack, type SlackLookAlike } from "./slack.ts";

let slack: SlackLookAlike;
let server: Server;
let base: string;
let now = 0;

beforeEach(async () => {
  now = Date.UTC(2026, 10, 22, 12);
  slack = createSlack({ now: () => now, unitMs: 100 });
  server = createServer((request, response) => void slack.handle(request, response, request.url ?? ""));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function post(body: string, timeoutMs = 2_000) {
  const response = await fetch(`${base}/slack/services/T0/B0/x`, { method: "POST", body, signal: AbortSignal.timeout(timeoutMs) });
  return [response.status, await response.text(), response.headers.get("retry-after")];
}
const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } });

describe("the Slack look-alike", () => {
  it("takes a message, keeps it with its time and shows it", async () => {
    expect(await post(JSON.stringify({ text: "flip <b>" }))).toEqual([200, "ok", null]);
    expect(slack.messages()).toMatchObject([{ at: now, webhook: "T0/B0/x", text: "flip <b>" }]);
    const html = await (await fetch(`${base}/slack`)).text();
    expect(html).toContain("12:00:00");
    expect(html).toContain("flip &#60;b&#62;");
  });

  it("reads the text out of blocks", async () => {
    await post(JSON.stringify({ blocks: [section("one"), { type: "divider" }] }));
    expect(slack.messages()[0]?.text).toBe("one");
  });

  it.each([
    ["no JSON", "text=hello", "invalid_payload"],
    ["no object", "[1]", "invalid_payload"],
    ["nothing to say", "{}", "no_text"],
    ["a text that is none", '{"text":5}', "invalid_payload"],
    ["more than 50 blocks", JSON.stringify({ blocks: Array(51).fill(section("x")) }), "invalid_blocks"],
    ["a section of more than 3,000 characters", JSON.stringify({ blocks: [section("x".repeat(3_001))] }), "invalid_blocks"],
    ["a block without type", JSON.stringify({ blocks: [null] }), "invalid_blocks"],
  ])("refuses %s", async (_, body, fault) => {
    expect(await post(body)).toEqual([400, fault, null]);
    expect(slack.messages()).toEqual([]);
  });

  it("answers 429 with Retry-After, 500, or not at all, when told to, for as long as told", async () => {
    slack.mode({ mode: "rate-limit", retryAfterSeconds: 7, count: 1 });
    expect(await post('{"text":"a"}')).toEqual([429, "rate_limited", "7"]);
    slack.mode({ mode: "error", count: 1 });
    expect(await post('{"text":"a"}')).toEqual([500, "rollup_error", null]);
    slack.mode({ mode: "hang" });
    await expect(post('{"text":"a"}', 100)).rejects.toMatchObject({ name: "TimeoutError" });
    slack.mode({ mode: "ok" });
    expect(await post('{"text":"a"}')).toEqual([200, "ok", null]);
  });

  it("takes a burst, then one message a lab second, when it limits", async () => {
    slack.mode({ mode: "limit" });
    const statuses = [];
    for (let i = 0; i < 5; i++) statuses.push((await post('{"text":"a"}'))[0]);
    now += 100;
    statuses.push((await post('{"text":"a"}'))[0]);
    expect(statuses).toEqual([200, 200, 200, 200, 429, 200]);
  });
});
