import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { credentials, eventually, startTestSide, type TestSide } from "../aws/test-side.ts";

let lab: TestSide;
let client: SQSClient;
beforeEach(async () => {
  lab = await startTestSide(10);
  client = new SQSClient({ endpoint: `${lab.url}/region/eu-west-1`, region: "eu-west-1", credentials, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await lab.close();
  expect(lab.troubles).toEqual([]);
});

const newQueue = async (QueueName: string, Attributes: Record<string, string> = {}) =>
  (await client.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? "";
const receive = async (QueueUrl: string, options: { max?: number; wait?: number; visibility?: number } = {}) =>
  (
    await client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: options.max ?? 10,
        WaitTimeSeconds: options.wait ?? 0,
        ...(options.visibility === undefined ? {} : { VisibilityTimeout: options.visibility }),
        MessageSystemAttributeNames: ["All"],
        MessageAttributeNames: ["All"],
      }),
    )
  ).Messages ?? [];

describe("a queue", () => {
  it("is made once, found by name and described", async () => {
    const url = await newQueue("q", { VisibilityTimeout: "60" });
    expect(url).toBe(`${lab.url}/region/eu-west-1/123456789012/q`);
    expect(await newQueue("q", { VisibilityTimeout: "60" })).toBe(url);
    await expect(newQueue("q", { VisibilityTimeout: "61" })).rejects.toMatchObject({ name: "QueueNameExists" });
    expect((await client.send(new GetQueueUrlCommand({ QueueName: "q" }))).QueueUrl).toBe(url);
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] }));
    expect(Attributes).toMatchObject({
      QueueArn: "arn:aws:sqs:eu-west-1:123456789012:q",
      VisibilityTimeout: "60",
      ApproximateNumberOfMessages: "0",
    });
    await expect(client.send(new GetQueueUrlCommand({ QueueName: "none" }))).rejects.toMatchObject({ name: "QueueDoesNotExist" });
  });

  it("gives a message with its attributes, hides it, and gives it again when its time is over", async () => {
    const url = await newQueue("q");
    const attributes = { sev: { DataType: "String", StringValue: "high" } };
    const sent = await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "<a> & b", MessageAttributes: attributes }));
    // Computed apart from the lab: MD5 over length and bytes of name, type and value, as the SQS Developer Guide has it.
    expect(sent.MD5OfMessageAttributes).toBe("c0483ce168e730b0a51477e3efe6fd74");
    const [first] = await receive(url, { visibility: 5 });
    expect(first).toMatchObject({
      Body: "<a> & b",
      MessageId: sent.MessageId,
      MessageAttributes: attributes,
      Attributes: { ApproximateReceiveCount: "1" },
    });
    expect(await receive(url)).toEqual([]);
    const [again] = await receive(url, { wait: 20 });
    expect(again).toMatchObject({ MessageId: sent.MessageId, Attributes: { ApproximateReceiveCount: "2" } });
    await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: again?.ReceiptHandle }));
    expect(await receive(url, { wait: 20 })).toEqual([]);
  });

  it("wakes a long poll as soon as a message comes", async () => {
    const url = await newQueue("q");
    const poll = receive(url, { wait: 20 });
    await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "a" }));
    expect((await poll).map(({ Body }) => Body)).toEqual(["a"]);
  });

  it("delays, hides anew, purges", async () => {
    const url = await newQueue("q");
    await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "late", DelaySeconds: 10 }));
    expect(await receive(url)).toEqual([]);
    const [message] = await receive(url, { wait: 20 });
    await client.send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 0 }));
    expect(await receive(url)).toHaveLength(1);
    await client.send(new PurgeQueueCommand({ QueueUrl: url }));
    expect(lab.side.sqs.queues()).toMatchObject([{ name: "q", visible: 0, inFlight: 0, delayed: 0 }]);
  });

  it("takes batches, each entry for itself", async () => {
    const url = await newQueue("q");
    const Entries = [
      { Id: "a", MessageBody: "1" },
      { Id: "b", MessageBody: "2" },
    ];
    const sent = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(["a", "b"]);
    const messages = await receive(url);
    const removed = await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: url,
        Entries: messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
      }),
    );
    expect([removed.Successful?.length, lab.side.sqs.queues()[0]?.inFlight]).toEqual([2, 0]);
    await expect(
      client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: [...Entries, { Id: "a", MessageBody: "3" }] })),
    ).rejects.toMatchObject({ name: "BatchEntryIdsNotDistinct" });
  });

  it("moves a message to the dead-letter queue once it was received too often", async () => {
    const dead = await newQueue("dead");
    const url = await newQueue("q");
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: "arn:aws:sqs:eu-west-1:123456789012:dead", maxReceiveCount: 2 });
    await client.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { RedrivePolicy } }));
    await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "a" }));
    for (let receipt = 0; receipt < 2; receipt++) expect(await receive(url, { visibility: 0 })).toHaveLength(1);
    expect(await receive(url)).toEqual([]);
    expect((await receive(dead)).map(({ Body }) => Body)).toEqual(["a"]);
  });
});

describe("a FIFO queue", () => {
  const send = (
    QueueUrl: string,
    MessageGroupId: string,
    MessageBody: string,
    MessageDeduplicationId = `${MessageGroupId}${MessageBody}`,
  ) => client.send(new SendMessageCommand({ QueueUrl, MessageGroupId, MessageBody, MessageDeduplicationId }));
  const fifo = () => newQueue("w.fifo", { FifoQueue: "true" });

  it("keeps a group's order and one batch of it in flight, other groups untouched", async () => {
    const url = await fifo();
    for (const [group, body] of [
      ["1", "a"],
      ["1", "b"],
      ["2", "c"],
      ["1", "d"],
    ] as const)
      await send(url, group, body);
    const first = await receive(url, { max: 2 });
    expect(first.map(({ Body }) => Body)).toEqual(["a", "b"]);
    expect((await receive(url)).map(({ Body }) => Body)).toEqual(["c"]);
    for (const { ReceiptHandle } of first) await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
    expect((await receive(url)).map(({ Body }) => Body)).toEqual(["d"]);
  });

  it("drops a repeat within the scaled five minutes, even after the first was deleted, and takes it after them", async () => {
    const url = await fifo();
    const one = await send(url, "1", "a", "x");
    const [message] = await receive(url);
    await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle }));
    expect((await send(url, "1", "a", "x")).MessageId).toBe(one.MessageId);
    expect(await receive(url)).toEqual([]);
    await eventually("five lab minutes are over", async () => {
      await send(url, "1", "a", "x");
      return (await receive(url)).length === 1;
    });
  });

  it("wants a group and a deduplication id", async () => {
    const url = await fifo();
    await expect(client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "a" }))).rejects.toMatchObject({
      name: "MissingParameter",
    });
    await expect(client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "a", MessageGroupId: "1" }))).rejects.toMatchObject({
      name: "InvalidParameterValue",
    });
    await expect(newQueue("x.fifo")).rejects.toMatchObject({ name: "InvalidParameterValue" });
  });
});

describe("the way in for the event-source mapping", () => {
  it("receives, deletes and gives back", async () => {
    lab.side.sqs.create("q", {}, "us-east-1");
    const source = lab.side.sqs.source("arn:aws:sqs:us-east-1:123456789012:q");
    lab.side.sqs.send("q", { body: "a" });
    const [first] = await source.receive({ max: 10, waitMs: 0 });
    expect(first).toMatchObject({
      body: "a",
      md5OfBody: "0cc175b9c0f1b6a831c399e269772661",
      attributes: { ApproximateReceiveCount: "1" },
      messageAttributes: {},
    });
    source.release(first?.receiptHandle ?? "");
    const [second] = await source.receive({ max: 10, waitMs: 0 });
    expect(second?.attributes.ApproximateReceiveCount).toBe("2");
    source.delete(second?.receiptHandle ?? "");
    source.release(second?.receiptHandle ?? "");
    const stop = new AbortController();
    const poll = source.receive({ max: 10, waitMs: 60_000, signal: stop.signal });
    stop.abort();
    expect(await poll).toEqual([]);
  });
});

describe("SQS's older Query protocol", () => {
  it("sends, receives and refuses as older clients know it", async () => {
    lab.side.sqs.create("q", {}, "us-east-1");
    const post = async (path: string, body: string) => {
      const response = await fetch(lab.url + path, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: `Version=2012-11-05&${body}`,
      });
      return [response.status, await response.text()] as const;
    };
    const attribute = "MessageAttribute.1.Name=sev&MessageAttribute.1.Value.DataType=String&MessageAttribute.1.Value.StringValue=high";
    const [status] = await post("/123456789012/q", `Action=SendMessage&MessageBody=a%26b&${attribute}`);
    expect(status).toBe(200);
    const [, body] = await post(
      "/",
      `Action=ReceiveMessage&QueueUrl=${encodeURIComponent(`${lab.url}/123456789012/q`)}&AttributeName.1=All&MessageAttributeName.1=All`,
    );
    expect(body).toContain("<ReceiveMessageResult><Message><MessageId>");
    expect(body).toContain("<Body>a&amp;b</Body><Attribute><Name>ApproximateReceiveCount</Name><Value>1</Value></Attribute>");
    expect(body).toContain(
      "<MessageAttribute><Name>sev</Name><Value><DataType>String</DataType><StringValue>high</StringValue></Value></MessageAttribute>",
    );
    const [refused, error] = await post("/123456789012/none", "Action=ReceiveMessage");
    expect([refused, error.includes("<Code>AWS.SimpleQueueService.NonExistentQueue</Code>")]).toEqual([400, true]);
  });
});
