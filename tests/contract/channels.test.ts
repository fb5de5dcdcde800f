/** The channel contract, for every kind. Replies are those of each service's documentation; a new kind gets its entry here. */

import { snsClient } from "@flipwatch/adapters/aws/sns";
import type { ChannelDeps } from "@flipwatch/adapters/channels/deps";
import { eventBridgeClient } from "@flipwatch/adapters/channels/eventbridge/bus";
import { channelFields, createChannels } from "@flipwatch/adapters/channels/registry";
import { testClock } from "@flipwatch/adapters/testing/clock";
import { type Answer, type Received, replyWith } from "@flipwatch/adapters/testing/http-server";
import type { Channel } from "@flipwatch/core";
import { expect, it } from "vitest";
import { channelContract, type KindUnderTest } from "./channel.contract.ts";

const credentials = { accessKeyId: "AKIDLOCAL", secretAccessKey: "local" };

/** The only channel of the configuration. */
function create(origin: string, timeoutMs: number, kind: string, fields: Record<string, unknown>): Channel {
  const deps: ChannelDeps = {
    clock: testClock(0),
    timeoutMs,
    snsClient: (region) => snsClient(region, { endpoint: origin, credentials, maxAttempts: 1 }),
    eventBridgeClient: (region) => eventBridgeClient(region, { endpoint: origin, credentials }),
  };
  const [channel] = createChannels({ [kind]: [{ name: "0", ...fields }] }, deps);
  if (channel === undefined) throw new Error(`the registry makes no channel of kind ${kind}`);
  return channel;
}

const busy = (status: number, body: string): KindUnderTest["busy"] => ({
  answer: replyWith(status, body, { "retry-after": "7" }),
  retryAfterMs: 7_000,
});
const marked = (received: Received): string | undefined =>
  /possible repeat/i.exec(decodeURIComponent(received.body.replaceAll("+", " ")))?.[0];

// ---- AWS ----------------------------------------------------------------------------------------------------------------

const SNS = 'xmlns="http://sns.amazonaws.com/doc/2010-03-31/"';
const snsTaken = `<PublishResponse ${SNS}><PublishResult><MessageId>m-1</MessageId></PublishResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PublishResponse>`;
const snsError = (code: string) =>
  `<ErrorResponse ${SNS}><Error><Type>Sender</Type><Code>${code}</Code><Message>why it is so</Message></Error><RequestId>r</RequestId></ErrorResponse>`;
const awsJson = (status: number, body: object): Answer =>
  replyWith(status, JSON.stringify(body), { "content-type": "application/x-amz-json-1.1" });

interface SlackMetadata {
  event_payload?: { event?: string };
}

const kinds: readonly KindUnderTest[] = [
  {
    kind: "eventbridge",
    create: (origin, timeoutMs) =>
      create(origin, timeoutMs, "eventbridge", { busArn: "arn:aws:events:eu-central-1:123456789012:event-bus/alerts" }),
    taken: awsJson(200, { FailedEntryCount: 0, Entries: [{ EventId: "e-1" }] }),
    refused: { answer: awsJson(400, { __type: "ValidationException", message: "why it is so" }), says: "why it is so" },
    busy: { answer: awsJson(400, { __type: "ThrottlingException", message: "slow down" }) },
    halfTaken: { status: 200, outcome: "unknown" },
    garbled: { status: 200, outcome: "unknown" },
    repeatIn: ({ body }) => /\\"id\\":\\"([^"\\]+)/.exec(body)?.[1],
  },
  {
    kind: "pagerduty",
    create: (origin, timeoutMs) =>
      create(origin, timeoutMs, "pagerduty", { routingKey: "0123456789abcdef0123456789abcdef", url: `${origin}/v2/enqueue` }),
    taken: replyWith(202, '{"status":"success","message":"Event processed","dedup_key":"k"}'),
    refused: { answer: replyWith(400, '{"status":"invalid event","errors":["why it is so"]}'), says: "why it is so" },
    busy: busy(429, ""),
    halfTaken: { status: 202, outcome: "delivered" },
    garbled: { status: 200, outcome: "unknown" },
    repeatIn: ({ body }) => (JSON.parse(body) as { dedup_key: string }).dedup_key,
  },
  {
    kind: "slack",
    way: "by incoming webhook",
    create: (origin, timeoutMs) => create(origin, timeoutMs, "slack", { webhookUrl: `${origin}/services/T0/B0/X0` }),
    taken: replyWith(200, "ok"),
    refused: { answer: replyWith(404, "no_service"), says: "no_service" },
    busy: busy(429, "rate_limited"),
    halfTaken: { status: 200, outcome: "unknown" },
    garbled: { status: 200, outcome: "unknown" },
    repeatIn: marked,
  },
  {
    kind: "slack",
    way: "by a bot",
    create: (origin, timeoutMs) =>
      create(origin, timeoutMs, "slack", { botToken: "xoxb-0-local", channel: "C0000000001", apiUrl: `${origin}/api/` }),
    taken: replyWith(200, '{"ok":true,"channel":"C0000000001","ts":"1763809210.000100","messages":[]}'),
    refused: { answer: replyWith(200, '{"ok":false,"error":"msg_too_long"}'), says: "msg_too_long" },
    busy: busy(429, ""),
    // "Some aspect of the operation" may have succeeded, and a look into the channel says whether.
    ownTrouble: "unknown",
    halfTaken: { status: 200, outcome: "unknown" },
    garbled: { status: 200, outcome: "unknown" },
    repeatIn: ({ body }) => (JSON.parse(new URLSearchParams(body).get("metadata") ?? "{}") as SlackMetadata).event_payload?.event,
  },
  {
    kind: "sns",
    create: (origin, timeoutMs) => create(origin, timeoutMs, "sns", { topicArn: "arn:aws:sns:eu-central-1:123456789012:ops" }),
    taken: replyWith(200, snsTaken),
    refused: { answer: replyWith(400, snsError("InvalidParameter")), says: "why it is so" },
    busy: { answer: replyWith(429, snsError("Throttled")) },
    halfTaken: { status: 200, outcome: "unknown" },
    garbled: { status: 200, outcome: "unknown" },
    repeatIn: marked,
  },
  {
    kind: "teams",
    create: (origin, timeoutMs) => create(origin, timeoutMs, "teams", { webhookUrl: `${origin}/workflows/0123456789` }),
    taken: replyWith(202),
    refused: { answer: replyWith(400, '{"error":{"message":"why it is so"}}'), says: "why it is so" },
    busy: busy(429, ""),
    halfTaken: { status: 202, outcome: "delivered" },
    garbled: { status: 200, outcome: "unknown" },
    repeatIn: marked,
  },
  {
    kind: "webhook",
    create: (origin, timeoutMs) => create(origin, timeoutMs, "webhook", { url: `${origin}/hook`, secret: "0123456789abcdef" }),
    taken: replyWith(204),
    refused: { answer: replyWith(422, "why it is so"), says: "why it is so" },
    busy: busy(429, ""),
    // Whatever listens there, its 2xx is all that a web hook promises.
    halfTaken: { status: 200, outcome: "delivered" },
    garbled: { status: 200, outcome: "delivered" },
    repeatIn: ({ headers }) => headers["idempotency-key"] as string | undefined,
  },
];

for (const kind of kinds) channelContract(kind);

it("leaves no kind out", () => {
  expect([...new Set(kinds.map(({ kind }) => kind))].toSorted()).toEqual(Object.keys(channelFields).toSorted());
});
