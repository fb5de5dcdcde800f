/** The wire shapes are those of @aws-sdk/client-sqs 3.1169: AWS JSON 1.0. The client checks the MD5 of what the queue took. */
import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../testing/http-server.ts";
import { createLaterWakeUps, createWakeUps, sqsClient } from "./sqs.ts";

const credentials = { accessKeyId: "AKIDLOCAL", secretAccessKey: "local" };

let server: TestServer;
beforeEach(async () => {
  server = await startServer((received, reply) => {
    const { MessageBody } = JSON.parse(received.body) as { MessageBody: string };
    reply.writeHead(200, { "content-type": "application/x-amz-json-1.0" });
    reply.end(
      JSON.stringify({ MessageId: "m-1", MD5OfMessageBody: createHash("md5").update(MessageBody).digest("hex"), SequenceNumber: "1" }),
    );
  });
});
afterEach(() => server.close());

function wakeUps() {
  const queueUrl = `${server.origin}/region/eu-west-1/123456789012/wake.fifo`;
  const client = sqsClient("eu-west-1", { endpoint: `${server.origin}/region/eu-west-1`, credentials, maxAttempts: 1 });
  return { queueUrl, port: createWakeUps({ client, queueUrl, region: "eu-west-1" }) };
}

function sent(): Record<string, string> {
  return JSON.parse(server.received[0]?.body ?? "{}") as Record<string, string>;
}

describe("a wake-up", () => {
  it("is one message in its shard's group, and carries no facts", async () => {
    const { port, queueUrl } = wakeUps();
    await port.wake(3, "eu-central-1#3#1795345200000");
    expect(sent()).toEqual({
      QueueUrl: queueUrl,
      MessageBody: '{"shard":3}',
      MessageGroupId: "3",
      MessageDeduplicationId: "eu-central-1#3#1795345200000",
    });
    expect(server.received[0]?.headers["x-amz-target"]).toBe("AmazonSQS.SendMessage");
    expect(server.received[0]?.url).toBe("/region/eu-west-1/");
  });

  it.each([
    ["is longer than 128 characters", "x".repeat(129)],
    ["holds what SQS forbids", "a b"],
    ["is empty", ""],
  ])("whose deduplication %s still gets an id that SQS takes, and always the same", async (_why, deduplication) => {
    const { port } = wakeUps();
    await port.wake(0, deduplication);
    await port.wake(0, deduplication);
    const ids = server.received.map((one) => (JSON.parse(one.body) as Record<string, string>).MessageDeduplicationId);
    expect(ids[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(ids[1]).toBe(ids[0]);
  });

  it("that the queue refuses is an sqs-failed that says for which shard", async () => {
    server.answer((_received, reply) => {
      reply.writeHead(400, {
        "content-type": "application/x-amz-json-1.0",
        "x-amzn-query-error": "AWS.SimpleQueueService.NonExistentQueue;Sender",
      });
      reply.end(JSON.stringify({ __type: "com.amazonaws.sqs#QueueDoesNotExist", message: "The specified queue does not exist." }));
    });
    await expect(wakeUps().port.wake(7, "d")).rejects.toMatchObject({ code: "sqs-failed", retryable: false });
    await expect(wakeUps().port.wake(7, "d")).rejects.toThrow("shard 7");
  });
});

describe("a wake-up for later", () => {
  const later = (unitMs: number) => {
    const queueUrl = `${server.origin}/region/eu-west-1/123456789012/deliver`;
    const client = sqsClient("eu-west-1", { endpoint: `${server.origin}/region/eu-west-1`, credentials, maxAttempts: 1 });
    return createLaterWakeUps({ client, queueUrl, region: "eu-west-1", unitMs });
  };

  it("is one message that names the log as raw delivery does, and is held back by the queue", async () => {
    await later(1_000)("digest:slack:ops:1795345200000", 5_000);
    expect(sent()).toMatchObject({
      DelaySeconds: 5,
      MessageAttributes: { pair: { DataType: "String", StringValue: "digest:slack:ops:1795345200000" } },
    });
  });

  it.each([
    ["to the next whole second", 1_000, 4_001, 5],
    ["of a lab that runs ten times as fast", 100, 501, 6],
    ["to none where it is time already", 1_000, -200, 0],
    ["to a quarter of an hour at most", 1_000, 3_600_000, 900],
  ])("is delayed %s", async (_how, unitMs, afterMs, seconds) => {
    await later(unitMs)("digest:slack:ops:1795345200000", afterMs);
    expect((sent() as unknown as { DelaySeconds: number }).DelaySeconds).toBe(seconds);
  });

  it("that the queue refuses is an sqs-failed", async () => {
    server.answer((_received, reply) => {
      reply.writeHead(400, { "content-type": "application/x-amz-json-1.0" });
      reply.end(JSON.stringify({ __type: "com.amazonaws.sqs#QueueDoesNotExist", message: "no such queue" }));
    });
    await expect(later(1_000)("digest:slack:ops:1", 0)).rejects.toMatchObject({ code: "sqs-failed" });
  });
});
