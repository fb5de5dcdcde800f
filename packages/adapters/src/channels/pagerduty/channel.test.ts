import type { Language } from "@flipwatch/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { testClock } from "../../testing/clock.ts";
import { failoverEvent } from "../../testing/events.ts";
import { replyWith, startServer, type TestServer } from "../../testing/http-server.ts";
import { createPagerDutyChannel } from "./channel.ts";

const routingKey = "0123456789abcdef0123456789abcdef";
const once = { possibleRepeat: false };
const TAKEN = '{"status":"success","message":"Event processed","dedup_key":"k"}';
const incident = { id: "failover.example.com/A!1", openedAt: 1, opening: "failover" as const };

let server: TestServer;
beforeEach(async () => {
  server = await startServer(replyWith(202, TAKEN));
});
afterEach(() => server.close());

function channel(language?: Language) {
  const deps = { clock: testClock(0), dashboardUrl: "https://flipwatch.example.com" };
  return createPagerDutyChannel({ name: "0", routingKey, language, url: `${server.origin}/v2/enqueue` }, deps);
}

function sent(index = 0): Record<string, unknown> {
  return JSON.parse(server.received[index]?.body ?? "{}") as Record<string, unknown>;
}

describe("the PagerDuty channel", () => {
  it("triggers an alert with the event, its severity and a link", async () => {
    const event = failoverEvent({ incident });
    expect(await channel().send(event, once)).toEqual({ outcome: "delivered", reference: incident.id });
    expect(sent()).toMatchObject({
      routing_key: routingKey,
      event_action: "trigger",
      dedup_key: incident.id,
      client: "Flipwatch",
      links: [{ href: expect.stringMatching(/^https:\/\/flipwatch\.example\.com\//) }],
      payload: {
        source: event.pair,
        severity: "critical",
        timestamp: "2026-11-22T11:00:10.000Z",
        class: "failover",
        custom_details: event,
      },
    });
    expect((sent().payload as { summary: string }).summary).toContain("failover.example.com/A");
    expect(channel()).toMatchObject({ id: "pagerduty:0", dedupes: true, audience: "machines" });
  });

  it("speaks the channel's language", async () => {
    await channel("ko").send(failoverEvent({ incident }), once);
    expect((sent().payload as { summary: string }).summary).toMatch(/\p{Script=Hangul}/u);
  });

  it("resolves without a payload", async () => {
    const event = failoverEvent({
      kind: "recovered",
      severity: "info",
      incident: { ...incident, closedAt: 2 },
      from: undefined,
      to: undefined,
    });
    await channel().send(event, once);
    expect(sent()).toEqual({ routing_key: routingKey, event_action: "resolve", dedup_key: incident.id });
  });

  it("opens and closes the alert of a test", async () => {
    expect(await channel().send(failoverEvent({ kind: "test", severity: "info" }), once)).toMatchObject({ outcome: "delivered" });
    expect([sent(0).event_action, sent(1).event_action]).toEqual(["trigger", "resolve"]);
  });

  it("wakes nobody for a drill", async () => {
    await channel().send(failoverEvent({ incident, drill: "2026-11-22" }), once);
    expect(sent()).toMatchObject({ payload: { severity: "info" } });
  });

  it("takes what pages or ends paging, and nothing else", () => {
    expect(channel().takes?.(failoverEvent({ incident }))).toBe(true);
    expect(channel().takes?.(failoverEvent({ kind: "definition-changed", severity: "info", from: undefined, to: undefined }))).toBe(false);
  });

  it("has an event beyond its 512 KB shortened", async () => {
    const detail = { much: "x".repeat(400_000) };
    expect(await channel().send(failoverEvent({ incident, detail }), once)).toMatchObject({ outcome: "delivered" });
    expect(server.received[0]?.body.length).toBeLessThan(10_000);
  });

  it("says what to do about a routing key that PagerDuty does not take", async () => {
    server.answer(replyWith(400, `{"status":"invalid event","errors":["'routing_key' ${routingKey} is wrong"]}`));
    const result = await channel().send(failoverEvent({ incident }), once);
    expect(result).toMatchObject({ outcome: "failed", retryable: false, error: expect.stringContaining("Integration Key") });
    expect(JSON.stringify(result)).not.toContain(routingKey);
  });

  it("does not know what a 200 means, which PagerDuty never says", async () => {
    server.answer(replyWith(200, "<html>log in</html>"));
    expect(await channel().send(failoverEvent({ incident }), once)).toMatchObject({ outcome: "unknown" });
  });

  it("sends the second signal only when the first was taken", async () => {
    server.answer(replyWith(500));
    const event = failoverEvent({ from: "unknown", incident });
    expect(await channel().send(event, once)).toMatchObject({ outcome: "failed", retryable: true });
    expect(server.received).toHaveLength(1);
  });
});
