import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { testClock } from "../../testing/clock.ts";
import { failoverEvent } from "../../testing/events.ts";
import { replyWith, startServer, type TestServer } from "../../testing/http-server.ts";
import { createWebhookChannel } from "./channel.ts";

const now = Date.UTC(2026, 10, 22, 11);
const once = { possibleRepeat: false };

let server: TestServer;
beforeEach(async () => {
  server = await startServer(replyWith(204));
});
afterEach(() => server.close());

function webhook(headers?: Record<string, string>, timeoutMs = 10_000) {
  return createWebhookChannel({ name: "0", url: `${server.origin}/hooks/flipwatch`, headers }, { clock: testClock(now), timeoutMs });
}

describe("the web hook", () => {
  it("posts exactly the event, with the headers by which a receiver tells a repeat", async () => {
    const event = failoverEvent();
    expect(await webhook().send(event, once)).toEqual({ outcome: "delivered" });
    const [received] = server.received;
    expect(JSON.parse(received?.body ?? "")).toEqual(event);
    expect(received?.headers).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      "idempotency-key": "failover.example.com/A#42",
      "x-flipwatch-event": "failover",
    });
    expect(received?.headers["user-agent"]).toMatch(/^flipwatch\//);
    expect(received?.headers).not.toHaveProperty("x-flipwatch-possible-repeat");
  });

  it("says when it may be repeating itself", async () => {
    await webhook().send(failoverEvent(), { possibleRepeat: true });
    expect(server.received[0]?.headers["x-flipwatch-possible-repeat"]).toBe("true");
  });

  it("sends the configured headers along, but its own win", async () => {
    await webhook({ Authorization: "Bearer x", "Idempotency-Key": "mine" }).send(failoverEvent(), once);
    expect(server.received[0]?.headers).toMatchObject({ authorization: "Bearer x", "idempotency-key": "failover.example.com/A#42" });
  });

  it("has a stable id without secrets", () => {
    expect(webhook()).toMatchObject({ id: "webhook:0", dedupes: true });
  });

  it.each([
    [408, true],
    [425, true],
    [429, true],
    [500, true],
    [503, true],
    [301, false],
    [400, false],
    [401, false],
    [404, false],
    [410, false],
  ])("takes a %i for a failure, worth another try: %s", async (status, retryable) => {
    server.answer(replyWith(status, "why it is so"));
    expect(await webhook().send(failoverEvent(), once)).toMatchObject({
      outcome: "failed",
      retryable,
      error: `the web hook answered ${status}: why it is so`,
    });
  });

  it.each([
    ["seconds", "17", undefined, 17_000],
    ["a date, by the other side's clock", "Sun, 22 Nov 2026 12:00:30 GMT", "Sun, 22 Nov 2026 12:00:00 GMT", 30_000],
    ["a week, cut to an hour", "604800", undefined, 3_600_000],
    ["a moment that has passed", "Sun, 22 Nov 2026 11:00:00 GMT", "Sun, 22 Nov 2026 12:00:00 GMT", 0],
    ["nonsense", "soon", undefined, undefined],
  ])("reads Retry-After as %s", async (_what, retryAfter, date, expected) => {
    server.answer(replyWith(429, "", { "retry-after": retryAfter, ...(date && { date }) }));
    const result = await webhook().send(failoverEvent(), once);
    expect(result.outcome === "failed" && result.retryAfterMs).toBe(expected);
  });

  it("does not know about a request that was not answered", async () => {
    server.answer(() => {});
    expect(await webhook({}, 300).send(failoverEvent(), once)).toMatchObject({ outcome: "unknown" });
  });

  it("can try again where nobody listens", async () => {
    const channel = webhook();
    await server.close();
    expect(await channel.send(failoverEvent(), once)).toMatchObject({ outcome: "failed", retryable: true });
    server = await startServer();
  });

  it("has delivered when the reply says so, even if the reply breaks off", async () => {
    server.answer((_received, reply, request) => {
      reply.writeHead(200, { "content-length": "100" });
      reply.write("o", () => request.socket.destroy());
    });
    expect(await webhook().send(failoverEvent(), once)).toEqual({ outcome: "delivered" });
  });

  it("gives up at once on a header that no request can carry, without quoting it", async () => {
    const result = await webhook({ authorization: "s3cret\nvalue" }).send(failoverEvent(), once);
    expect(result).toMatchObject({ outcome: "failed", retryable: false });
    expect(JSON.stringify(result)).not.toContain("s3cret");
  });
});
