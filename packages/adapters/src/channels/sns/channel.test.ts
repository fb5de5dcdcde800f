import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { snsClient } from "../../aws/sns.ts";
import { testClock } from "../../testing/clock.ts";
import { failoverEvent } from "../../testing/events.ts";
import { replyWith, startServer, type TestServer } from "../../testing/http-server.ts";
import { createSnsChannel } from "./channel.ts";
import type { SnsConfig } from "./config.ts";

const topicArn = "arn:aws:sns:eu-central-1:123456789012:ops";
const once = { possibleRepeat: false };
const ACCEPTED =
  '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m-1</MessageId></PublishResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PublishResponse>';

let server: TestServer;
let regions: string[];
beforeEach(async () => {
  server = await startServer(replyWith(200, ACCEPTED));
  regions = [];
});
afterEach(() => server.close());

function channel(timeoutMs = 10_000, changes: Partial<SnsConfig> = {}) {
  const credentials = { accessKeyId: "AKIDLOCAL", secretAccessKey: "local" };
  const client = (region: string) => {
    regions.push(region);
    return snsClient(region, { endpoint: server.origin, credentials, maxAttempts: 1 });
  };
  return createSnsChannel({ name: "0", topicArn, ...changes }, { clock: testClock(0), timeoutMs, snsClient: client });
}

function refusal(code: string): string {
  return `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>why</Message></Error><RequestId>r</RequestId></ErrorResponse>`;
}

describe("the SNS channel", () => {
  it("publishes in the topic's region and keeps the message's id", async () => {
    expect(await channel().send(failoverEvent(), once)).toEqual({ outcome: "delivered", reference: "m-1" });
    expect(regions).toEqual(["eu-central-1"]);
    expect(channel()).toMatchObject({ id: "sns:0", dedupes: false });
  });

  it("tells people in their language, and machines the same event as ever", async () => {
    const event = failoverEvent();
    await channel(10_000, { language: "ko" }).send(event, once);
    const form = Object.fromEntries(new URLSearchParams(server.received[0]?.body));
    const texts = JSON.parse(form.Message ?? "") as Record<string, string>;
    for (const words of [form.Subject, texts.default, texts.email, texts.sms]) expect(words).toMatch(/\p{Script=Hangul}/u);
    expect(JSON.parse(texts.sqs ?? "")).toEqual(event);
    // What is not in GSM 03.38 leaves 70 characters to one SMS.
    expect(texts.sms?.length).toBeLessThanOrEqual(70);
    expect(form.Subject?.length).toBeLessThan(100);
  });

  it("groups by pair and deduplicates by event on a FIFO topic", async () => {
    await channel(10_000, { topicArn: `${topicArn}.fifo` }).send(failoverEvent(), once);
    const form = Object.fromEntries(new URLSearchParams(server.received[0]?.body));
    expect(form).toMatchObject({ MessageGroupId: "failover.example.com/A", MessageDeduplicationId: "failover.example.com/A#42" });
  });

  it("does not know about a reply that is not SNS's", async () => {
    server.answer(replyWith(200, "<html>log in to the guest network"));
    expect(await channel().send(failoverEvent(), once)).toMatchObject({ outcome: "unknown" });
  });

  it("marks a possible repeat for people and for machines", async () => {
    await channel().send(failoverEvent(), { possibleRepeat: true });
    const body = decodeURIComponent((server.received[0]?.body ?? "").replaceAll("+", " "));
    expect(body).toMatch(/possible repeat/i);
    expect(body).toContain("Name=possibleRepeat");
  });

  it.each([
    [400, "InvalidParameter", false],
    [403, "AuthorizationError", true],
    [404, "NotFound", true],
    [429, "Throttled", true],
    [500, "InternalError", true],
  ])("takes a %i %s for a failure, worth another try: %s", async (status, code, retryable) => {
    server.answer(replyWith(status, refusal(code)));
    expect(await channel().send(failoverEvent(), once)).toMatchObject({ outcome: "failed", retryable });
    expect(server.received).toHaveLength(1);
  });

  it("does not know about a publish that was not answered", async () => {
    server.answer(() => {});
    expect(await channel(400).send(failoverEvent(), once)).toMatchObject({ outcome: "unknown" });
  });

  it("does not know about a publish that broke off", async () => {
    server.answer((_received, _reply, request) => request.socket.destroy());
    expect(await channel().send(failoverEvent(), once)).toMatchObject({ outcome: "unknown" });
  });

  it.each([
    ["is not there", 404, "NotFound", `there is no topic ${topicArn}`],
    ["may not be looked at, though it may take messages", 403, "AuthorizationError", undefined],
    ["can't be reached for now", 500, "InternalError", undefined],
  ])("when it is checked, a topic that %s", async (_what, status, code, problem) => {
    server.answer(replyWith(status, refusal(code)));
    expect((await channel().check?.())?.problem).toBe(problem);
  });

  it("can try again where nobody listens", async () => {
    const target = channel();
    await server.close();
    expect(await target.send(failoverEvent(), once)).toMatchObject({ outcome: "failed", retryable: true });
    server = await startServer();
  });
});
