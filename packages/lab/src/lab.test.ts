import { Resolver } from "node:dns/promises";
import { rm } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { Route53Client, TestDNSAnswerCommand } from "@aws-sdk/client-route-53";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { EVENT_SCHEMA, type FlipwatchEvent } from "@flipwatch/core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { writeFixtureHandlers } from "./fixture-handlers.ts";
import { type Lab, type LabLog, type LabOptions, startLab } from "./lab.ts";
import { clientSettings } from "./resources.ts";

const TIMEOUT_MS = 60_000;
let handlersDirectory: string;
beforeAll(async () => {
  handlersDirectory = await writeFixtureHandlers();
});
afterAll(() => rm(handlersDirectory, { recursive: true }));

const start = (more: Partial<LabOptions> = {}) =>
  startLab({ speed: 10, port: 0, dnsPort: 0, seedPair: true, handlersDirectory, scheduler: { paused: true }, ...more });

/** A port that somebody else holds. */
async function busy(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, port: (server.address() as { port: number }).port };
}
async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const free = await new Promise<boolean>((resolve) =>
    server.once("error", () => resolve(false)).listen(port, "127.0.0.1", () => resolve(true)),
  );
  if (free) await new Promise((resolve) => server.close(resolve));
  return free;
}

/** The HTTP server's and the two demo pages'. Below those that systems hand out by themselves, where other tests have theirs. */
async function threeFreePorts(): Promise<number> {
  for (let port = 20_000 + (process.pid % 1_000) * 10; port < 32_000; port += 3) {
    if ((await Promise.all([port, port + 1, port + 2].map(isFree))).every((free) => free)) return port;
  }
  throw new Error("no three free ports in a row");
}
const portOf = (address: string) => Number(address.split(":").at(-1));

describe("a running lab", () => {
  let lab: Lab;
  const events: FlipwatchEvent[] = [];
  const lines: LabLog[] = [];
  beforeAll(async () => {
    lab = await start({ onEvent: (event) => events.push(event), log: (line) => lines.push(line) });
  }, TIMEOUT_MS);
  afterAll(() => lab.close(), TIMEOUT_MS);
  afterEach(() => {
    lab.unblock("primary");
    for (const region of lab.state().cutRegions) lab.restore(region);
  });

  const post = async (path: string, body: unknown, method = "POST") => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const response = await fetch(`${lab.addresses.endpoint}${path}`, { method, ...(method === "GET" ? {} : { body: text }) });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const asking = (server: string) => {
    const resolver = new Resolver({ timeout: 3_000, tries: 1 });
    resolver.setServers([server]);
    return resolver.resolve4("failover.example.com");
  };
  /** What a function printed, once it did. */
  const printed = async (source: string, text: string) => {
    const find = () => lines.find((line) => line.source === source && line.text.includes(text))?.text;
    await expect.poll(find, { timeout: TIMEOUT_MS }).toBeDefined();
    return JSON.parse(find() ?? "") as { event: Record<string, never>; facts: Record<string, never> };
  };

  it("has the lesson's pair, answered by all four name servers and by the resolvers", async () => {
    for (const server of [...lab.addresses.dns, lab.addresses.resolver, ...Object.values(lab.addresses.resolvers)]) {
      expect(await asking(server)).toEqual(["192.0.2.10"]);
    }
    expect(lab.state()).toMatchObject({
      speed: 10,
      checks: [
        { name: "EU-central-1", healthy: true },
        { name: "US-East-1", healthy: true },
      ],
      answers: { "failover.example.com/A": [["192.0.2.10"], ["192.0.2.10"], ["192.0.2.10"], ["192.0.2.10"]] },
    });
  });

  it("has what people wait for warm: the API, and whoever takes a press of a button", () => {
    const warm = lab
      .state()
      .functions.filter(({ functionName, coldStarts }) => ["api", "interact"].includes(functionName) && coldStarts === 1);
    expect(warm.map(({ functionName, region }) => `${functionName} ${region}`).toSorted()).toEqual(["api eu-west-1", "interact eu-west-1"]);
  });

  it("answers AWS clients that only know its endpoint", async () => {
    const client = new Route53Client(clientSettings({ endpoint: lab.addresses.endpoint, region: "eu-west-1" }));
    const { zoneId, name } = lab.seeded ?? { zoneId: "", name: "" };
    const answer = await client.send(new TestDNSAnswerCommand({ HostedZoneId: zoneId, RecordName: name, RecordType: "A" }));
    expect(answer.RecordData).toEqual(["192.0.2.10"]);
  });

  it("lists where everything is", async () => {
    expect((await post("/", "", "GET")).body).toMatchObject({ flipwatch: "lab", addresses: lab.addresses });
  });

  it("gives every function the world of its region", async () => {
    const { payload } = (await lab.invoke("probe", "eu-central-1")) as { payload: { facts: Record<string, Record<string, unknown>> } };
    const { endpoint } = lab.addresses;
    expect(payload.facts).toMatchObject({
      endpoint: `${endpoint}/region/eu-central-1`,
      queue: `${endpoint}/region/eu-central-1/123456789012/flipwatch-wake.fifo`,
      topic: "arn:aws:sns:eu-west-1:123456789012:flipwatch-events",
      network: { "198.51.100.53:53": lab.addresses.resolvers["eu-central-1"], "192.0.2.10:80": expect.stringMatching(/^127\.0\.0\.1:/) },
    });
    expect(payload.facts.network?.["198.51.100.1:53"]).not.toBe(lab.addresses.dns[0]);
    expect(lab.config.network["198.51.100.1:53"]).toBe(lab.addresses.dns[0]);
  });

  it("brings a wake-up to tally and a published event to deliver", async () => {
    const settings = clientSettings({ endpoint: lab.addresses.endpoint, region: "eu-west-1" });
    const queue = `${lab.addresses.endpoint}/region/eu-west-1/123456789012/flipwatch-wake.fifo`;
    const wake = { MessageGroupId: "0", MessageDeduplicationId: "eu-west-1#0#1" };
    await new SQSClient(settings).send(new SendMessageCommand({ QueueUrl: queue, MessageBody: "{}", ...wake }));
    const tallied = await printed("tally@eu-west-1", "flipwatch-wake.fifo");
    expect(tallied.event).toMatchObject({ Records: [{ eventSource: "aws:sqs", attributes: { MessageGroupId: "0" } }] });
    const attributes = { pair: { DataType: "String", StringValue: "failover.example.com/A" } };
    const message = { TopicArn: "arn:aws:sns:eu-west-1:123456789012:flipwatch-events", Message: "hello", MessageAttributes: attributes };
    await new SNSClient(settings).send(new PublishCommand(message));
    const delivered = (await printed("deliver@eu-west-1", "hello")).event as unknown as { Records: { body: string }[] };
    expect(JSON.parse(delivered.Records[0]?.body ?? "")).toMatchObject({
      Type: "Notification",
      Message: "hello",
      MessageAttributes: { pair: { Type: "String", Value: "failover.example.com/A" } },
    });
  });

  it("puts the API's function behind HTTP", async () => {
    const response = await fetch(`${lab.addresses.api}/pairs?since=1&since=2`, {
      method: "POST",
      body: '{"a":1}',
      headers: { "content-type": "application/json" },
    });
    expect([response.status, response.headers.get("x-seen")]).toEqual([201, "POST"]);
    expect(await response.json()).toMatchObject({
      version: "2.0",
      rawPath: "/api/pairs",
      rawQueryString: "since=1&since=2",
      queryStringParameters: { since: "1,2" },
      body: '{"a":1}',
      isBase64Encoded: false,
    });
  });

  it(
    "fails over when the primary is blocked over the control API, and back",
    async () => {
      expect(await post("/lab/block", { target: "primary" })).toEqual({ status: 200, body: { blocked: ["192.0.2.10:80"] } });
      const served = () => lab.state().answers["failover.example.com/A"]?.flat();
      await expect.poll(served, { timeout: TIMEOUT_MS, interval: 100 }).toEqual(Array(4).fill("192.0.2.20"));
      expect(lab.state().endpoints).toMatchObject([{ region: "eu-central-1", blocked: true }, { blocked: false }]);
      expect(await post("/lab/unblock", { endpoint: "eu-central-1" })).toEqual({ status: 200, body: { unblocked: ["192.0.2.10:80"] } });
      await expect.poll(served, { timeout: TIMEOUT_MS, interval: 100 }).toEqual(Array(4).fill("192.0.2.10"));
    },
    TIMEOUT_MS,
  );

  it("cuts a region off from DNS and AWS, and nobody else", async () => {
    await post("/lab/regions/us-east-2/cut", {});
    await expect(fetch(`${lab.addresses.endpoint}/region/us-east-2/2013-04-01/hostedzone`)).rejects.toThrow();
    await expect(asking(lab.addresses.resolvers["us-east-2"] ?? "")).rejects.toMatchObject({ code: "ETIMEOUT" });
    expect(await asking(lab.addresses.resolvers["eu-central-1"] ?? "")).toEqual(["192.0.2.10"]);
    await post("/lab/regions/us-east-2/restore", {});
    expect(await asking(lab.addresses.resolvers["us-east-2"] ?? "")).toEqual(["192.0.2.10"]);
  });

  it("takes faults of DNS, AWS and Slack over the control API, and shows them", async () => {
    await post("/lab/dns", { action: "servfail", vantage: "public", server: 0 });
    await post("/lab/aws/fault", { service: "sns", status: 503, count: 2 });
    await post("/lab/slack", { mode: "rate-limit", retryAfterSeconds: 3 });
    expect(lab.state().faults).toMatchObject({
      dns: [{ action: "servfail", server: 0 }],
      aws: [{ service: "sns", fault: { status: 503, count: 2 } }],
      slack: { mode: "rate-limit", retryAfterSeconds: 3 },
    });
    expect((await fetch(lab.addresses.slackWebhook, { method: "POST", body: '{"text":"x"}' })).status).toBe(429);
    await post("/lab/slack", { mode: "ok" });
    await post("/lab/dns", {}, "DELETE");
    await post("/lab/aws/fault", { service: "sns", clear: true });
    expect(lab.state().faults).toEqual({ dns: [], aws: [], slack: { mode: "ok" } });
  });

  it.each([
    ["an unknown path lists what there is", "/lab/nothing", {}, 404, "no POST /lab/nothing here"],
    ["an unknown target names those there are", "/lab/block", { target: "tertiary" }, 404, "primary, eu-central-1, 192.0.2.10:80"],
    ["a missing target is asked for", "/lab/block", {}, 400, "expected `target`"],
    ["an unknown region names those there are", "/lab/regions/mars-1/cut", {}, 404, "us-east-2"],
    ["an unknown fault names those there are", "/lab/dns", { action: "explode" }, 400, "servfail"],
    ["an unknown vantage names those there are", "/lab/dns", { action: "drop", vantage: "mars-1" }, 404, "public, eu-west-1"],
    ["a body that is no JSON is refused", "/lab/slack", "mode=ok", 400, "no JSON"],
    ["an unknown function names those there are", "/lab/invoke", { function: "x" }, 404, "discover, probe"],
  ])("%s", async (_, path, body, status, words) => {
    const answer = await post(path, body);
    expect([answer.status, answer.body.error]).toEqual([status, expect.stringContaining(words)]);
  });

  it("tells of each event once, however often it is delivered", async () => {
    const event: FlipwatchEvent = {
      ...{ schema: EVENT_SCHEMA, id: "failover.example.com/A#1", pair: "failover.example.com/A", number: 1, kind: "failover" },
      ...{ severity: "critical", at: 2, bounds: { by: 2 }, recordedAt: 3, message: "flip" },
    };
    for (const body of [event, event, { other: "thing" }])
      await fetch(lab.addresses.webhook, { method: "POST", body: JSON.stringify(body) });
    expect(events).toEqual([event]);
    expect((await post("/lab/webhook", "", "GET")).body.received).toHaveLength(3);
  });
});

describe("starting and ending a lab", () => {
  it("names --port when the HTTP port is busy", { timeout: TIMEOUT_MS }, async () => {
    const { server, port } = await busy();
    await expect(start({ port })).rejects.toMatchObject({
      code: "address-in-use",
      message: expect.stringMatching(new RegExp(`127\\.0\\.0\\.1:${port}.*--port; --port 0 picks a free one`)),
    });
    server.close();
  });

  it("names --dns-port when a DNS port is busy, and leaves nothing behind", { timeout: TIMEOUT_MS }, async () => {
    const { server, port } = await busy();
    const http = await threeFreePorts();
    await expect(start({ port: http, dnsPort: port })).rejects.toMatchObject({
      code: "address-in-use",
      message: expect.stringContaining("--dns-port 0"),
    });
    expect(await isFree(http)).toBe(true);
    server.close();
  });

  it("says which override does not fit", { timeout: TIMEOUT_MS }, async () => {
    await expect(start({ config: { zones: [3 as never] } })).rejects.toMatchObject({ code: "config-invalid" });
  });

  it("says that a handler is missing, and leaves nothing behind", { timeout: TIMEOUT_MS }, async () => {
    await expect(start({ handlersDirectory: "/nonexistent" })).rejects.toMatchObject({ code: "lab-failed" });
  });

  it("frees every port on closing, once and again, in the middle of an invocation", { timeout: TIMEOUT_MS }, async () => {
    const lab = await start({ scheduler: {}, seedPair: false });
    const { addresses } = lab;
    const running = lab.invoke("discover", "").catch((error: unknown) => error);
    await Promise.all([lab.close(), lab.close()]);
    await running;
    const ports = [addresses.endpoint, ...addresses.dns, addresses.resolver, ...addresses.demo.map(({ url }) => url)].map(portOf);
    expect(await Promise.all(ports.map(isFree))).toEqual(ports.map(() => true));
  });
});
