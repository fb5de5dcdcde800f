/** However slowly Slack answers, one send is over long before the sender's lease is: else somebody else would send beside it. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createSlackChannel } from "@flipwatch/adapters/channels/slack/channel";
import { type TestClock, testClock } from "@flipwatch/adapters/testing/clock";
import { failoverEvent } from "@flipwatch/adapters/testing/events";
import { deliveryPolicyOf } from "@flipwatch/core";
import { LAB_SLACK } from "@flipwatch/lab/slack/slack";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const NOON = Date.UTC(2026, 10, 22, 12);
const PAIR = "failover.example.com/A";
const incident = { id: `${PAIR}!1`, openedAt: NOON, opening: "failover" as const };
const reply = failoverEvent({ number: 2, kind: "answer-back", severity: "info", at: NOON, recordedAt: NOON, incident });
/** A little less than what a call may take. */
const SLOW_MS = 9_900;

let clock: TestClock;
let asked: string[];
let server: Server;
let tookMs: number;

beforeEach(async () => {
  clock = testClock(NOON);
  asked = [];
  tookMs = SLOW_MS;
  server = createServer((request, response) => {
    asked.push((request.url ?? "").split("/").at(-1) ?? "");
    clock.set(clock.now() + tookMs);
    request.resume();
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ ok: true, ts: "1795345200.000100", messages: [], response_metadata: { next_cursor: "more" } }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function bot() {
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
  return createSlackChannel({ name: "ops", ...LAB_SLACK, apiUrl }, { clock });
}

describe("one send to a Slack that answers slowly", () => {
  it("ends within half of the lease, as a failure that is tried again", async () => {
    const result = await bot().send(reply, { possibleRepeat: true });
    expect(clock.now() - NOON).toBeLessThan(deliveryPolicyOf().leaseMs / 2);
    expect(result).toMatchObject({ outcome: "failed", retryable: true, error: expect.stringContaining("slowly") });
    expect(asked).not.toContain("chat.postMessage");
  });

  it("has its time anew at each attempt", async () => {
    const channel = bot();
    await channel.send(reply, { possibleRepeat: true });
    tookMs = 1_000;
    expect(await channel.send(reply, { possibleRepeat: true })).toMatchObject({ outcome: "delivered" });
  });
});
