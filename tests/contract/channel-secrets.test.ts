/** What every channel promises, a new one included: no result, no id and no error of it holds a secret, whatever the other side answers. */

import { snsClient } from "@flipwatch/adapters/aws/sns";
import { eventBridgeClient } from "@flipwatch/adapters/channels/eventbridge/bus";
import { channelFields, createChannels } from "@flipwatch/adapters/channels/registry";
import { testClock } from "@flipwatch/adapters/testing/clock";
import { failoverEvent } from "@flipwatch/adapters/testing/events";
import { type Answer, replyWith, startServer, type TestServer } from "@flipwatch/adapters/testing/http-server";
import type { Channel } from "@flipwatch/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const secrets = {
  slackPath: "T0SECRET/B0SECRET/slackwebhooktoken",
  slackBotToken: "xoxb-0-slackbottoken",
  slackSigningSecret: "slack-signing-secret-value",
  routingKey: "0123456789abcdefSECRETROUTINGKEY",
  teamsPath: "workflows/teamsecretid/triggers",
  teamsSignature: "teams-sig-value",
  signingSecret: "whsec-signing-secret",
  urlUser: "hookuser",
  urlPassword: "hook-p@ssword",
  urlToken: "query&token=1",
  bearer: "bearer-token-value",
  accessKey: "AKIASECRETACCESSKEY0",
  secretKey: "aws/secret+access/key",
};
/** As they may come back: as they are, and as a URL or a page writes them. */
const spellings = [
  ...Object.values(secrets).flatMap((secret) => [secret, encodeURIComponent(secret), secret.replaceAll("&", "&amp;")]),
  Buffer.from(`${secrets.urlUser}:${secrets.urlPassword}`).toString("base64"),
];

const everything: Answer = (received, reply) => {
  const headers = JSON.stringify(received.headers);
  const text = `Cannot ${received.method} ${received.url} ${decodeURIComponent(received.url)} with ${headers} and ${received.body}`;
  reply.writeHead(400).end(text);
};
const page: Answer = (received, reply) => {
  reply
    .writeHead(500, { "content-type": "text/html" })
    .end(`<pre>${received.url.replaceAll("&", "&amp;")} ${received.headers.authorization}</pre>`);
};

/** Every kind tells of the opening of an incident. */
const event = failoverEvent({ incident: { id: "failover.example.com/A!1", openedAt: 1, opening: "failover" } });

let server: TestServer;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.close());

/** One of every kind that the registry knows. */
function channels(origin: string, timeoutMs = 10_000): Channel[] {
  const url = new URL(`${origin}/hooks/${secrets.urlToken}`);
  url.username = secrets.urlUser;
  url.password = secrets.urlPassword;
  url.searchParams.set("key", secrets.urlToken);
  const credentials = { accessKeyId: secrets.accessKey, secretAccessKey: secrets.secretKey };
  return createChannels(
    {
      eventbridge: [{ name: "0", busArn: "arn:aws:events:eu-central-1:123456789012:event-bus/ops" }],
      pagerduty: [{ name: "0", routingKey: secrets.routingKey, url: `${url.href}&for=pagerduty` }],
      slack: [
        { name: "ops", webhookUrl: `${origin}/services/${secrets.slackPath}` },
        {
          name: "bot",
          botToken: secrets.slackBotToken,
          channel: "C0000000001",
          signingSecret: secrets.slackSigningSecret,
          apiUrl: `${origin}/api/`,
        },
      ],
      sns: [{ name: "0", topicArn: "arn:aws:sns:eu-central-1:123456789012:ops" }],
      teams: [{ name: "ops", webhookUrl: `${origin}/${secrets.teamsPath}?sig=${secrets.teamsSignature}` }],
      webhook: [
        { name: "0", secret: secrets.signingSecret, url: url.href, headers: { authorization: `Bearer ${secrets.bearer}` } },
        { name: "basic", url: url.href },
      ],
    },
    {
      clock: testClock(0),
      timeoutMs,
      eventBridgeClient: (region) => eventBridgeClient(region, { endpoint: origin, credentials }),
      snsClient: (region) => snsClient(region, { endpoint: origin, credentials, maxAttempts: 1 }),
    },
  );
}

function expectNoSecret(shown: unknown): void {
  const text = JSON.stringify(shown);
  for (const secret of spellings) expect(text).not.toContain(secret);
}

describe("no channel shows a secret", () => {
  it("in its id", () => {
    const ids = channels(server.origin).map((channel) => channel.id);
    expect(new Set(ids.map((id) => id.split(":")[0]))).toEqual(new Set(Object.keys(channelFields)));
    expectNoSecret(ids);
  });

  it.each<[string, Answer, timeoutMs?: number]>([
    ["echoes the whole request", everything],
    ["shows it on a page", page],
    ["answers 200 with the request", (received, reply) => reply.end(`${received.url} ${JSON.stringify(received.headers)}`)],
    ["redirects to the same address", (received, reply) => reply.writeHead(302, { location: received.url }).end(received.url)],
    [
      "answers 429 with the address",
      (received, reply, request) => replyWith(429, received.url, { "retry-after": "1" })(received, reply, request),
    ],
    ["breaks off", (_received, _reply, request) => request.socket.destroy()],
    ["never answers", () => {}, 1_500],
  ])("in a result, when the other side %s", async (_what, answer, timeoutMs) => {
    server.answer(answer);
    const results = await Promise.all(channels(server.origin, timeoutMs).map((channel) => channel.send(event, { possibleRepeat: true })));
    expect(server.received.length).toBeGreaterThanOrEqual(results.length);
    expectNoSecret(results);
  });

  it("in a result, when nobody listens", async () => {
    const gone = await startServer();
    await gone.close();
    expectNoSecret(await Promise.all(channels(gone.origin).map((channel) => channel.send(event, { possibleRepeat: false }))));
  });
});
