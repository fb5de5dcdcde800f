import { createServer } from "node:http";
import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  PublishBatchCommand,
  PublishCommand,
  type PublishCommandInput,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { credentials, eventually, listening, startTestSide, type TestSide } from "../aws/test-side.ts";

let lab: TestSide;
let client: SNSClient;
let topic: string;
const queue = "arn:aws:sqs:us-east-1:123456789012:q";
beforeEach(async () => {
  lab = await startTestSide(10);
  client = new SNSClient({ endpoint: lab.url, region: "us-east-1", credentials, maxAttempts: 1 });
  topic = (await client.send(new CreateTopicCommand({ Name: "alerts" }))).TopicArn ?? "";
  lab.side.sqs.create("q", {}, "us-east-1");
});
afterEach(async () => {
  client.destroy();
  await lab.close();
  expect(lab.troubles).toEqual([]);
});

const subscribe = (Protocol: string, Endpoint: string, Attributes?: Record<string, string>) =>
  client.send(new SubscribeCommand({ TopicArn: topic, Protocol, Endpoint, Attributes }));
const publish = (input: Partial<PublishCommandInput>) => client.send(new PublishCommand({ TopicArn: topic, Message: "m", ...input }));
const bodies = async () => (await lab.side.sqs.source("q").receive({ max: 10, waitMs: 0 })).map(({ body }) => body);
const sev = (StringValue: string) => ({ sev: { DataType: "String", StringValue } });

describe("publishing", () => {
  it("reaches a queue in SNS's envelope", async () => {
    await subscribe("sqs", queue);
    const { MessageId } = await publish({ Message: "a & <b>\n 한국어", Subject: "s", MessageAttributes: sev("high") });
    const [body = "{}"] = await bodies();
    expect(JSON.parse(body)).toMatchObject({
      Type: "Notification",
      MessageId,
      TopicArn: topic,
      Subject: "s",
      Message: "a & <b>\n 한국어",
      MessageAttributes: { sev: { Type: "String", Value: "high" } },
    });
  });

  it("reaches a queue raw, attributes as the queue's own", async () => {
    await subscribe("sqs", queue, { RawMessageDelivery: "true" });
    await publish({ MessageAttributes: sev("high") });
    expect(await lab.side.sqs.source("q").receive({ max: 1, waitMs: 0 })).toMatchObject([
      { body: "m", messageAttributes: { sev: { dataType: "String", stringValue: "high" } } },
    ]);
  });

  it("gives each protocol its own text", async () => {
    await subscribe("sqs", queue, { RawMessageDelivery: "true" });
    await subscribe("email", "ops@example.com");
    await publish({ Message: JSON.stringify({ default: "d", email: "e" }), MessageStructure: "json", Subject: "s" });
    expect(await bodies()).toEqual(["d"]);
    expect(lab.side.sns.inbox()).toMatchObject([{ protocol: "email", endpoint: "ops@example.com", subject: "s", message: "e" }]);
  });

  it.each([
    ["a topic that does not exist", { TopicArn: "arn:aws:sns:us-east-1:123456789012:none" }, "NotFoundException"],
    ["an empty message", { Message: "" }, "InvalidParameterException"],
    ["more than 256 KB", { Message: "x".repeat(262_145) }, "InvalidParameterException"],
    ["a subject of 100 characters", { Subject: "x".repeat(100) }, "InvalidParameterException"],
    ["a subject of two lines", { Subject: "a\nb" }, "InvalidParameterException"],
    ["JSON without default", { Message: '{"email":"e"}', MessageStructure: "json" }, "InvalidParameterException"],
    ["JSON that is none", { Message: "{", MessageStructure: "json" }, "InvalidParameterException"],
  ])("refuses %s", async (_, input, name) => {
    await expect(publish(input)).rejects.toMatchObject({ name });
  });

  it("takes a subject beyond ASCII", async () => {
    await publish({ Subject: "복구됨" });
    expect(lab.side.sns.published()).toMatchObject([{ publication: { subject: "복구됨" } }]);
  });

  it("takes a batch, each entry for itself", async () => {
    const PublishBatchRequestEntries = [
      { Id: "a", Message: "1" },
      { Id: "b", Message: "2", Subject: "x".repeat(100) },
    ];
    const reply = await client.send(new PublishBatchCommand({ TopicArn: topic, PublishBatchRequestEntries }));
    expect([reply.Successful?.map(({ Id }) => Id), reply.Failed]).toMatchObject([
      ["a"],
      [{ Id: "b", Code: "InvalidParameter", SenderFault: true }],
    ]);
  });

  it("is refused while a fault is set, and works again after it", async () => {
    lab.side.faults.set("sns", { status: 500, operation: "Publish" });
    await expect(publish({})).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
    lab.side.faults.set("sns", undefined);
    await publish({});
  });
});

describe("subscriptions", () => {
  it("are listed, counted and ended", async () => {
    const { SubscriptionArn } = await subscribe("sqs", queue);
    expect((await subscribe("sqs", queue)).SubscriptionArn).toBe(SubscriptionArn);
    const listed = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn: topic }));
    expect(listed.Subscriptions).toMatchObject([{ SubscriptionArn, Protocol: "sqs", Endpoint: queue, TopicArn: topic }]);
    expect((await client.send(new GetTopicAttributesCommand({ TopicArn: topic }))).Attributes).toMatchObject({
      TopicArn: topic,
      SubscriptionsConfirmed: "1",
    });
    expect((await client.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn: topic }]);
    await client.send(new UnsubscribeCommand({ SubscriptionArn }));
    await publish({});
    expect(await bodies()).toEqual([]);
  });

  it.each<[string, object, Record<string, { DataType: string; StringValue: string }>, boolean]>([
    ["passes an equal value", { sev: ["high", "low"] }, sev("high"), true],
    ["stops another value", { sev: ["high"] }, sev("low"), false],
    ["stops a missing attribute", { sev: ["high"] }, {}, false],
    ["wants every name", { sev: ["high"], kind: ["x"] }, sev("high"), false],
    ["knows numbers", { n: [5] }, { n: { DataType: "Number", StringValue: "5.0" } }, true],
    ["knows prefixes", { sev: [{ prefix: "hi" }] }, sev("high"), true],
    ["knows anything-but", { sev: [{ "anything-but": ["high"] }] }, sev("high"), false],
    ["knows missing attributes", { kind: [{ exists: false }] }, sev("high"), true],
    ["knows lists", { sev: ["b"] }, { sev: { DataType: "String.Array", StringValue: '["a","b"]' } }, true],
  ])("whose filter %s", async (_, policy, MessageAttributes, passes) => {
    await subscribe("sqs", queue, { FilterPolicy: JSON.stringify(policy) });
    await publish({ MessageAttributes });
    expect((await bodies()).length).toBe(passes ? 1 : 0);
  });

  it.each([
    ["a protocol SNS does not have", () => subscribe("pigeon", "x")],
    ["a queue that is not there", () => subscribe("sqs", "arn:aws:sqs:us-east-1:123456789012:none")],
    [
      "a filter of six names",
      () => subscribe("sqs", queue, { FilterPolicy: JSON.stringify(Object.fromEntries([..."abcdef"].map((name) => [name, ["x"]]))) }),
    ],
    ["a filter the lab does not know", () => subscribe("sqs", queue, { FilterPolicy: '{"a":[{"cidr":"10.0.0.0/8"}]}' })],
  ])("are refused for %s", async (_, send) => {
    await expect(send()).rejects.toMatchObject({ name: "InvalidParameterException" });
  });
});

describe("an HTTP subscriber", () => {
  it("confirms by the link it gets, then receives, with a failed delivery tried again", async () => {
    const seen: { type: string; body: { Type: string; Token?: string; Message?: string; SubscribeURL?: string } }[] = [];
    let failures = 1;
    const server = createServer((request, response) => {
      let body = "";
      request
        .on("data", (part) => (body += part))
        .on("end", () => {
          const type = String(request.headers["x-amz-sns-message-type"]);
          if (type === "Notification" && failures-- > 0) return void response.writeHead(500).end();
          seen.push({ type, body: JSON.parse(body) });
          response.end();
        });
    });
    lab.network.set("192.0.2.99:80", (await listening(server)).replace("http://", ""));
    expect((await subscribe("http", "http://192.0.2.99/hook")).SubscriptionArn).toBe("pending confirmation");
    await eventually("the confirmation arrives", () => seen.length === 1);
    await publish({ Message: "too early" });
    expect((await fetch(seen[0]?.body.SubscribeURL ?? "")).status).toBe(200);
    await publish({ Message: "in time" });
    await eventually("the notification arrives", () => seen.length === 2);
    expect(seen.map(({ type, body }) => [type, body.Message])).toEqual([
      ["SubscriptionConfirmation", expect.stringContaining(topic)],
      ["Notification", "in time"],
    ]);
    await expect(client.send(new ConfirmSubscriptionCommand({ TopicArn: topic, Token: "wrong" }))).rejects.toMatchObject({
      name: "InvalidParameterException",
    });
    server.closeAllConnections();
    server.close();
  });
});
