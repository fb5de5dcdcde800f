/** The wire shapes are those of @aws-sdk/client-eventbridge 3.1169: AWS JSON 1.1. */
import { eventSchema } from "@flipwatch/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { testClock } from "../../testing/clock.ts";
import { failoverEvent } from "../../testing/events.ts";
import { replyWith, startServer, type TestServer } from "../../testing/http-server.ts";
import { eventBridgeClient } from "./bus.ts";
import { createEventBridgeChannel } from "./channel.ts";

const busArn = "arn:aws:events:eu-central-1:123456789012:event-bus/alerts";
const once = { possibleRepeat: false };
const credentials = { accessKeyId: "AKIDLOCAL", secretAccessKey: "local" };
const json = { "content-type": "application/x-amz-json-1.1" };

let server: TestServer;
let regions: string[];
beforeEach(async () => {
  server = await startServer(replyWith(200, '{"FailedEntryCount":0,"Entries":[{"EventId":"e-1"}]}', json));
  regions = [];
});
afterEach(() => server.close());

function channel() {
  const client = (region: string) => {
    regions.push(region);
    return eventBridgeClient(region, { endpoint: server.origin, credentials });
  };
  return createEventBridgeChannel({ name: "0", busArn }, { clock: testClock(0), eventBridgeClient: client });
}

function entry(): Record<string, string> {
  const request = JSON.parse(server.received[0]?.body ?? "{}") as { Entries: Record<string, string>[] };
  return request.Entries[0] ?? {};
}

describe("the EventBridge channel", () => {
  it("puts the event on the bus, in the bus's region, and keeps EventBridge's id", async () => {
    const event = failoverEvent();
    expect(await channel().send(event, once)).toEqual({ outcome: "delivered", reference: "e-1" });
    expect(server.received[0]?.headers["x-amz-target"]).toBe("AWSEvents.PutEvents");
    expect(entry()).toMatchObject({ EventBusName: busArn, Source: "flipwatch", DetailType: "failover", Time: event.at / 1_000 });
    expect(JSON.parse(entry().Detail ?? "")).toEqual(event);
    expect(regions).toEqual(["eu-central-1"]);
    expect(channel()).toMatchObject({ id: "eventbridge:0", dedupes: true, audience: "machines" });
  });

  it.each([
    ["ThrottlingException", true],
    ["InternalFailure", true],
    ["AccessDeniedException", true],
    ["MalformedDetail", false],
    ["InvalidArgument", false],
  ])("takes an entry that failed with %s for a failure, worth another try: %s", async (code, retryable) => {
    const entries = [{ ErrorCode: code, ErrorMessage: "why" }];
    server.answer(replyWith(200, JSON.stringify({ FailedEntryCount: 1, Entries: entries }), json));
    const error = `EventBridge did not take it: ${code}: why`;
    expect(await channel().send(failoverEvent(), once)).toEqual({ outcome: "failed", error, retryable });
  });

  it("is shortened to an event that is still valid when it would pass 256 KB", async () => {
    await channel().send(failoverEvent({ detail: { much: "ä".repeat(200_000) } }), once);
    expect(Buffer.byteLength(entry().Detail ?? "")).toBeLessThan(256 * 1024);
    expect(eventSchema.parse(JSON.parse(entry().Detail ?? ""))).toMatchObject({ id: "failover.example.com/A#42" });
  });

  it.each([
    ["is there", replyWith(200, '{"Name":"alerts"}', json), undefined],
    ["is not there", replyWith(400, '{"__type":"ResourceNotFoundException","message":"no bus"}', json), `there is no event bus ${busArn}`],
    [
      "may not be looked at, though it may take events",
      replyWith(400, '{"__type":"AccessDeniedException","message":"no"}', json),
      undefined,
    ],
    ["can't be reached for now", replyWith(500, "{}", json), undefined],
  ])("when it is checked, a bus that %s", async (_what, answer, problem) => {
    server.answer(answer);
    expect((await channel().check?.())?.problem).toBe(problem);
  });
});
