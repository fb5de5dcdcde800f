import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { testClock } from "../../testing/clock.ts";
import { failoverEvent } from "../../testing/events.ts";
import { replyWith, startServer, type TestServer } from "../../testing/http-server.ts";
import { eventMessage } from "./blocks.ts";
import { createSlackChannel } from "./channel.ts";

const once = { possibleRepeat: false };

let server: TestServer;
beforeEach(async () => {
  server = await startServer(replyWith(200, "ok"));
});
afterEach(() => server.close());

function slack(timeoutMs = 10_000) {
  const webhookUrl = `${server.origin}/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX`;
  return createSlackChannel({ name: "ops", webhookUrl }, { clock: testClock(0), timeoutMs });
}

describe("the Slack channel through an incoming webhook", () => {
  it("posts what happened and has delivered at Slack's `ok`", async () => {
    const event = failoverEvent();
    expect(await slack().send(event, once)).toEqual({ outcome: "delivered" });
    expect(server.received[0]?.body).toContain(event.message);
    expect(slack()).toMatchObject({ id: "slack:ops", dedupes: false });
  });

  it("does not know what a 200 without `ok` means", async () => {
    server.answer(replyWith(200, "<html>log in to the guest network</html>"));
    expect(await slack().send(failoverEvent(), once)).toMatchObject({ outcome: "unknown" });
  });

  it.each([
    [400, "invalid_payload", false, "could not read"],
    [403, "action_prohibited", false, "administrator"],
    [404, "channel_not_found", false, "make a new webhook"],
    [404, "no_service", false, "removed or is disabled"],
    [410, "channel_is_archived", false, "unarchive"],
    [500, "rollup_error", true, "Slack itself"],
  ])("explains a %i %s", async (status, body, retryable, advice) => {
    server.answer(replyWith(status, body));
    const result = await slack().send(failoverEvent(), once);
    expect(result).toMatchObject({ outcome: "failed", retryable });
    expect(result.outcome === "failed" && result.error).toContain(`Slack answered ${status}: ${body}`);
    expect(result.outcome === "failed" && result.error).toContain(advice);
  });

  it("waits as long as Slack asks at 429", async () => {
    server.answer(replyWith(429, "rate_limited", { "retry-after": "30" }));
    expect(await slack().send(failoverEvent(), once)).toMatchObject({ outcome: "failed", retryable: true, retryAfterMs: 30_000 });
  });

  it("does not know about a post that was not answered", async () => {
    server.answer(() => {});
    expect(await slack(300).send(failoverEvent(), once)).toMatchObject({ outcome: "unknown" });
  });
});

describe("a Slack message", () => {
  const told = (changes: Parameters<typeof failoverEvent>[0], options = {}) =>
    JSON.stringify(eventMessage(failoverEvent(changes), options));

  it("escapes what Slack would take for a mention or a link", () => {
    const text = told({ message: "<!channel> a & b > c" });
    expect(text).toContain("&lt;!channel&gt; a &amp; b &gt; c");
    expect(text).not.toContain("<!channel>");
  });

  it("says that it may be a repeat", () => {
    expect(told({}, { possibleRepeat: true })).toContain("Possible repeat");
    expect(told({})).not.toContain("repeat");
  });

  it("speaks Korean where it is to", () => {
    expect(told({}, { language: "ko", buttons: true })).toContain("1시간 알림 끄기");
  });

  it("links to the moment on the dashboard where there is one", () => {
    expect(told({}, { dashboardUrl: "https://flipwatch.example.com/" })).toContain("<https://flipwatch.example.com/pairs/");
    expect(told({})).not.toContain("http");
  });

  it("has buttons only where presses reach us, and only for pairs", () => {
    expect(told({}, { buttons: true })).toContain("flipwatch_mute");
    expect(told({})).not.toContain("flipwatch_mute");
    expect(told({ pair: "FLEET" }, { buttons: true })).not.toContain("flipwatch_mute");
  });

  it("stays within Slack's lengths whatever the words, and cuts no escape in two", () => {
    const long = "&".repeat(5_000);
    const health = { status: "unhealthy" as const, reason: long };
    const { text, blocks, attachments } = eventMessage(
      failoverEvent({ message: long, pair: `${"long".repeat(60)}.example.com/A`, health: { primary: health, secondary: health } }),
      { dashboardUrl: "https://flipwatch.example.com/" },
    );
    const all = [...blocks, ...(attachments[0]?.blocks ?? [])] as { type: string; text?: { text: string }; fields?: { text: string }[] }[];
    expect(all.length).toBeLessThanOrEqual(50);
    expect(text.length).toBeLessThanOrEqual(3_000);
    for (const block of all) {
      const limit = block.type === "header" ? 150 : 3_000;
      expect(block.text?.text.length ?? 0).toBeLessThanOrEqual(limit);
      for (const field of block.fields ?? []) expect(field.text.length).toBeLessThanOrEqual(2_000);
    }
    expect(all[1]?.text?.text).toMatch(/&amp;…$/);
  });
});
