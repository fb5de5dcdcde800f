/** The wire shapes are those of @aws-sdk/client-sns 3.1168 and 3.1169: AWS Query in, XML out. */
import { eventSchema } from "@flipwatch/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { failoverEvent } from "../testing/events.ts";
import { replyWith, startServer, type TestServer } from "../testing/http-server.ts";
import { createSnsPublisher, snsClient } from "./sns.ts";
import { MESSAGE_LIMIT_BYTES } from "./sns-message.ts";

const ARN = "arn:aws:sns:eu-west-1:123456789012:flipwatch";
const credentials = { accessKeyId: "AKIDLOCAL", secretAccessKey: "local" };
const ACCEPTED =
  '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m-1</MessageId></PublishResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PublishResponse>';

let server: TestServer;
beforeEach(async () => {
  server = await startServer(replyWith(200, ACCEPTED));
});
afterEach(() => server.close());

function publisher(topicArn = ARN) {
  return createSnsPublisher({ topicArn, client: snsClient("eu-west-1", { endpoint: server.origin, credentials, maxAttempts: 1 }) });
}

function sent(): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(server.received[0]?.body));
}

function attributes(form: Record<string, string>): Record<string, string | undefined> {
  const names = Object.entries(form).filter(([key]) => /^MessageAttributes\.entry\.\d+\.Name$/.test(key));
  return Object.fromEntries(names.map(([key, name]) => [name, form[key.replace(/Name$/, "Value.StringValue")]]));
}

describe("a published event", () => {
  it("is words for people and the event itself for machines", async () => {
    const event = failoverEvent();
    await publisher().publish(event);
    const form = sent();
    expect(form.MessageStructure).toBe("json");
    const texts = JSON.parse(form.Message ?? "") as Record<string, string>;
    const machines = ["email-json", "firehose", "http", "https", "lambda", "sqs"];
    expect(Object.keys(texts).sort()).toEqual(["default", "email", "sms", ...machines].toSorted());
    for (const machine of machines) expect(JSON.parse(texts[machine] ?? "")).toEqual(event);
    expect(texts.email).toContain(event.message);
    expect(texts.default).toBe(texts.email);
  });

  it("carries pair, kind, severity and role for filters", async () => {
    await publisher().publish(failoverEvent());
    expect(attributes(sent())).toEqual({ pair: "failover.example.com/A", kind: "failover", severity: "critical", role: "secondary" });
  });

  it("carries the drill that caused it, so that a filter can leave drills out", async () => {
    await publisher().publish(failoverEvent({ drill: "2026-11-22" }));
    expect(attributes(sent())).toMatchObject({ drill: "2026-11-22" });
  });

  it("fits one SMS, whatever the name", async () => {
    await publisher().publish(failoverEvent({ pair: `${"long-label.".repeat(22)}example.com/A`, message: "x".repeat(500) }));
    expect((JSON.parse(sent().Message ?? "") as { sms: string }).sms.length).toBeLessThanOrEqual(160);
  });

  it("has no role attribute when it is about no role, since an attribute may not be empty", async () => {
    await publisher().publish(failoverEvent({ kind: "secondary-unhealthy", from: undefined, to: undefined }));
    expect(Object.keys(attributes(sent()))).not.toContain("role");
  });

  it("has a subject of fewer than 100 characters without line breaks, whatever the name", async () => {
    const pair = `${"long-label.".repeat(22)}example.com/A`;
    await publisher().publish(failoverEvent({ pair, message: "first\nsecond\u0007" }));
    const subject = sent().Subject ?? "";
    expect(subject.length).toBeLessThan(100);
    expect(subject).not.toMatch(/\p{Cc}/u);
  });

  it("is shortened to an event that is still valid when it would pass 256 KB", async () => {
    const values = Array.from({ length: 6_000 }, (_, index) => `2001:db8::${index.toString(16)}`);
    const evidence = {
      "eu-central-1": { verdict: "stray" as const, reason: "r", values, at: 1, since: { by: 1 }, revision: 1, fresh: true },
    };
    await publisher().publish(failoverEvent({ evidence }));
    const message = sent().Message ?? "";
    expect(Buffer.byteLength(message)).toBeLessThan(MESSAGE_LIMIT_BYTES);
    const told = eventSchema.parse(JSON.parse((JSON.parse(message) as { sqs: string }).sqs));
    expect(told.id).toBe("failover.example.com/A#42");
    expect(told.evidence).toBeUndefined();
  });

  it("is grouped by pair and deduplicated by event on a FIFO topic", async () => {
    await publisher(`${ARN}.fifo`).publish(failoverEvent());
    expect(sent()).toMatchObject({ MessageGroupId: "failover.example.com/A", MessageDeduplicationId: "failover.example.com/A#42" });
  });

  it("has neither on a standard topic", async () => {
    await publisher().publish(failoverEvent());
    expect(Object.keys(sent())).not.toContain("MessageGroupId");
  });
});

describe("an event that SNS does not take", () => {
  it.each([
    [400, "InvalidParameter", false],
    [403, "AuthorizationError", true],
    [404, "NotFound", true],
    [500, "InternalError", true],
    [429, "Throttled", true],
  ])("for %i %s is a FlipwatchError, retryable: %s", async (status, code, retryable) => {
    const body = `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>why</Message></Error><RequestId>r</RequestId></ErrorResponse>`;
    server.answer(replyWith(status, body));
    await expect(publisher().publish(failoverEvent())).rejects.toMatchObject({ code: "sns-failed", retryable });
  });

  it("for want of a connection can be tried again", async () => {
    const target = publisher();
    await server.close();
    await expect(target.publish(failoverEvent())).rejects.toMatchObject({ code: "sns-failed", retryable: true });
    server = await startServer();
  });
});
