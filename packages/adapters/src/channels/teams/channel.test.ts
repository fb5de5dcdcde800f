import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { testClock } from "../../testing/clock.ts";
import { failoverEvent } from "../../testing/events.ts";
import { replyWith, startServer, type TestServer } from "../../testing/http-server.ts";
import { CARD_LIMIT_BYTES } from "./card.ts";
import { createTeamsChannel } from "./channel.ts";
import type { TeamsConfig } from "./config.ts";

const once = { possibleRepeat: false };

let server: TestServer;
beforeEach(async () => {
  server = await startServer(replyWith(202));
});
afterEach(() => server.close());

function teams(changes: Partial<TeamsConfig> = {}) {
  const deps = { clock: testClock(0), dashboardUrl: "https://flipwatch.example.com" };
  return createTeamsChannel({ name: "ops", webhookUrl: `${server.origin}/workflows/0123456789abcdef`, ...changes }, deps);
}

interface Card {
  version: string;
  body: { type: string; inlines: { type: string; text: string; color?: string }[] }[];
  actions: { type: string; url: string }[];
}
function card(): Card {
  const message = JSON.parse(server.received[0]?.body ?? "{}") as { type: string; attachments: { contentType: string; content: Card }[] };
  expect(message).toMatchObject({ type: "message", attachments: [{ contentType: "application/vnd.microsoft.card.adaptive" }] });
  return message.attachments[0]?.content as Card;
}
const texts = () => card().body.flatMap(({ inlines }) => inlines.map(({ text }) => text));

describe("the Teams channel", () => {
  it("posts a card with what happened and a link", async () => {
    const event = failoverEvent();
    expect(await teams().send(event, once)).toEqual({ outcome: "delivered" });
    expect(card()).toMatchObject({ type: "AdaptiveCard", version: "1.4", actions: [{ type: "Action.OpenUrl" }] });
    expect(texts().join("\n")).toContain("failover.example.com/A");
    expect(card().body[0]?.inlines[0]?.color).toBe("attention");
    expect(teams()).toMatchObject({ id: "teams:ops", dedupes: false, audience: "people" });
  });

  it("speaks the channel's language", async () => {
    await teams({ language: "ko" }).send(failoverEvent(), once);
    expect(texts()[0]).toMatch(/\p{Script=Hangul}/u);
  });

  it("says that it may be a repeat", async () => {
    await teams().send(failoverEvent(), { possibleRepeat: true });
    expect(texts()[0]).toMatch(/possible repeat/i);
  });

  it("shows text as it is, where Markdown could forge a link", async () => {
    await teams().send(failoverEvent({ message: "[click](https://evil.example.com) **now**" }), once);
    expect(new Set(card().body.map(({ type }) => type))).toEqual(new Set(["RichTextBlock"]));
    expect(new Set(card().body.flatMap(({ inlines }) => inlines.map(({ type }) => type)))).toEqual(new Set(["TextRun"]));
  });

  it("stays within what Teams takes, whatever the event holds", async () => {
    const regions = Array.from({ length: 60 }, (_, index) => `region-${index}-${"ä".repeat(900)}`);
    const vote = { verdict: "stray" as const, reason: "r".repeat(900), values: [], at: 1, since: { by: 1 }, revision: 1, fresh: true };
    const evidence = Object.fromEntries(regions.map((region) => [region, vote]));
    await teams().send(failoverEvent({ message: "ä".repeat(50_000), evidence }), once);
    expect(Buffer.byteLength(server.received[0]?.body ?? "")).toBeLessThanOrEqual(CARD_LIMIT_BYTES);
    expect(texts()[0]).toContain("failover.example.com/A");
  });

  it.each([
    [202, "", { outcome: "delivered" }],
    [200, "1", { outcome: "delivered" }],
    [200, "<html>log in</html>", { outcome: "unknown" }],
    [
      200,
      "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId x",
      { outcome: "failed", retryable: true },
    ],
    [
      200,
      "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 413 with ContextId x",
      { outcome: "failed", retryable: false },
    ],
    [404, "", { outcome: "failed", retryable: false, error: expect.stringContaining("make a new one") }],
    [401, "DirectApiAuthorizationRequired", { outcome: "failed", retryable: false, error: expect.stringContaining("anyone") }],
    [502, "NoResponse", { outcome: "failed", retryable: true }],
  ])("reads a %i %s", async (status, body, expected) => {
    server.answer(replyWith(status, body));
    expect(await teams().send(failoverEvent(), once)).toMatchObject(expected);
  });

  it("waits as long as Teams asks at 429", async () => {
    server.answer(replyWith(429, "", { "retry-after": "12" }));
    expect(await teams().send(failoverEvent(), once)).toMatchObject({ retryable: true, retryAfterMs: 12_000 });
  });
});
