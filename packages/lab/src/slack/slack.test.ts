import { createServer, type Server } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSlack, LAB_SLACK, type SlackLookAlike } from "./slack.ts";

let slack: SlackLookAlike;
let server: Server;
let base: string;
let now = 0;

beforeEach(async () => {
  now = Date.UTC(2026, 10, 22, 12);
  slack = createSlack({ now: () => now, unitMs: 100 }, { origin: () => base });
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
    expect(slack.messages()).toMatchObject([{ at: now, by: "T0/B0/x", text: "flip <b>" }]);
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

async function call(method: string, fields: Record<string, unknown> = {}, token = LAB_SLACK.botToken) {
  const response = await fetch(`${base}/slack/api/${method}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ channel: LAB_SLACK.channel, ...fields }),
    signal: AbortSignal.timeout(500),
  });
  return (await response.json()) as Record<string, unknown> & { messages: { ts: string; text: string; metadata?: unknown }[] };
}

describe("its Web API", () => {
  it("posts, replies and edits, and gives both back with their metadata", async () => {
    const metadata = { event_type: "t", event_payload: { event: "1" } };
    const { ts } = await call("chat.postMessage", { text: "root", metadata });
    now += 1_000;
    await call("chat.postMessage", { text: "quiet", thread_ts: ts });
    await call("chat.postMessage", { text: "loud", thread_ts: ts, reply_broadcast: true });
    await call("chat.update", { ts, text: "root, later" });
    const texts = async (method: string, fields = {}) => (await call(method, fields)).messages.map(({ text }) => text);
    expect(await texts("conversations.history")).toEqual(["loud", "root, later"]);
    expect(await texts("conversations.replies", { ts })).toEqual(["root, later", "quiet", "loud"]);
    expect(await texts("conversations.history", { oldest: String(now / 1_000 - 0.5) })).toEqual(["loud"]);
    const { messages, response_metadata: next } = await call("conversations.history", { limit: 1, include_all_metadata: true });
    expect(messages).toHaveLength(1);
    const second = await call("conversations.history", {
      limit: 1,
      include_all_metadata: true,
      cursor: (next as { next_cursor: string }).next_cursor,
    });
    expect(second.messages[0]?.metadata).toEqual(metadata);
    expect(slack.messages()[0]).toMatchObject({ edits: 1, editedAt: now });
    expect(await (await fetch(`${base}/slack`)).text()).toContain("(edited)");
  });

  it.each([
    ["another token", "chat.postMessage", {}, "xoxb-other", "invalid_auth"],
    ["another channel", "chat.postMessage", { channel: "C0OTHER001", text: "x" }, undefined, "channel_not_found"],
    ["nothing to say", "chat.postMessage", {}, undefined, "no_text"],
    ["no such message", "chat.update", { ts: "1.000000", text: "x" }, undefined, "message_not_found"],
    ["no such method", "chat.shout", {}, undefined, "unknown_method"],
  ])("refuses %s", async (_, method, fields, token, error) => {
    expect(await call(method, fields, token)).toEqual({ ok: false, error });
  });

  it("wants a scope, and a seat in the channel", async () => {
    slack.scopes(["chat:write"]);
    expect(await call("conversations.history")).toMatchObject({ ok: false, error: "missing_scope", needed: "channels:history" });
    slack.membership("out");
    expect(await call("chat.postMessage", { text: "x" })).toEqual({ ok: false, error: "not_in_channel" });
    slack.membership("archived");
    expect(await call("chat.postMessage", { text: "x" })).toEqual({ ok: false, error: "is_archived" });
  });

  it("closes before or after it took a message", async () => {
    slack.mode({ mode: "close", count: 1 });
    await expect(call("chat.postMessage", { text: "lost" })).rejects.toThrow();
    slack.mode({ mode: "close", after: true, count: 1 });
    await expect(call("chat.postMessage", { text: "kept" })).rejects.toThrow();
    slack.mode({ mode: "hang", after: true, count: 1 });
    await expect(call("chat.postMessage", { text: "kept, too" })).rejects.toThrow();
    expect(slack.messages().map(({ text }) => text)).toEqual(["kept", "kept, too"]);
  });

  it("misbehaves at one method alone, where told so, and does not count the others", async () => {
    slack.mode({ mode: "error", status: 503, method: "chat.postMessage", count: 1 });
    expect(await call("auth.test")).toMatchObject({ ok: true });
    expect(slack.currentMode()).toMatchObject({ mode: "error" });
    await expect(call("chat.postMessage", { text: "lost" })).rejects.toThrow();
    expect(await call("chat.postMessage", { text: "kept" })).toMatchObject({ ok: true });
    expect(slack.messages().map(({ text }) => text)).toEqual(["kept"]);
  });
});
