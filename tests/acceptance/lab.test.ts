/**
 * `flipwatch lab`: the lesson's failover from the first answer to the recovery, where DNS, the AWS APIs and Flipwatch have to agree at each step.
 * Meanwhile SNS refuses for a while, and Slack is down for ten minutes: what people read is whole in the end.
 */
import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import {
  GetHealthCheckStatusCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
  TestDNSAnswerCommand,
} from "@aws-sdk/client-route-53";
import { ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { FlipwatchEvent } from "@flipwatch/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, ttlOf, valuesOf } from "./ask.ts";
import { endAll } from "./flipwatch.ts";
import { removeFolders } from "./folder.ts";
import { type LabProcess, startLab } from "./lab.ts";
import { deliveriesToSlack, partOf, press, slackMessages, toldInSlack } from "./slack-thread.ts";
import { until } from "./until.ts";

const SPEED = 10;
/** Ten minutes of the lab's time. */
const SLACK_DOWN_MS = 600_000 / SPEED;
const NAME = "failover.example.com";
const PAIR = `${NAME}/A`;
const primary = "192.0.2.10";
const secondary = "192.0.2.20";

let lab: LabProcess;
let settings: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } };
let zoneId = "";
let slackDownAt = 0;
/** The pair's last event before the primary was blocked: a busy machine may have made an outage of its own while it started. */
let before = 0;

beforeAll(async () => {
  lab = await startLab(SPEED);
  settings = { endpoint: lab.ready.endpoint, region: "eu-west-1", credentials: { accessKeyId: "lab", secretAccessKey: "lab" } };
});
afterAll(async () => {
  await endAll();
  await removeFolders();
});

/** The pair's first event of the kind since the primary was blocked, once it is printed. */
function eventOf(kind: string) {
  return lab.process.event(kind, (event) => event.kind === kind && event.pair === PAIR && event.number > before);
}

/** What each name server answers over the wire. */
async function answersOnTheWire(): Promise<string[][]> {
  return Promise.all(lab.ready.dns.map(async (server) => valuesOf(await ask(server, { name: NAME, type: "A" }), "A")));
}

/** What the lab says that each name server answers, with what they do; a moment in which one changed its mind tells nothing. */
async function told(): Promise<{ state: string[][]; wire: string[][] }> {
  return until("a moment in which the state stands still", async () => {
    const before = (await lab.state()).answers[PAIR] ?? [];
    const wire = await answersOnTheWire();
    const after = (await lab.state()).answers[PAIR] ?? [];
    return JSON.stringify(before) === JSON.stringify(after) && { state: before, wire };
  });
}

/** The pair's log. */
async function recorded(): Promise<FlipwatchEvent[]> {
  const reply = await fetch(`${lab.ready.api}/pairs/${encodeURIComponent(PAIR)}/events?limit=1000`);
  return ((await reply.json()) as { events: FlipwatchEvent[] }).events;
}

/** Requests that SNS is still to refuse. */
async function refusalsLeft(): Promise<number> {
  const { faults } = (await (await fetch(`${lab.ready.control}/aws/fault`)).json()) as { faults: { fault: { count: number } }[] };
  return faults[0]?.fault.count ?? 0;
}

async function shown(): Promise<{ role?: string; incident?: unknown }> {
  const { pairs } = (await (await fetch(`${lab.ready.api}/pairs`)).json()) as { pairs: { id: string; role: string; incident?: unknown }[] };
  return pairs.find(({ id }) => id === PAIR) ?? {};
}

async function testedAnswer(): Promise<string[] | undefined> {
  const client = new Route53Client(settings);
  const reply = await client.send(new TestDNSAnswerCommand({ HostedZoneId: zoneId, RecordName: NAME, RecordType: "A" }));
  client.destroy();
  return reply.RecordData;
}

/** Follows all name servers until they answer with this, comparing wire and state at every look. */
async function allAnswer(value: string): Promise<void> {
  await until(`${value} from all four name servers`, async () => {
    const { state, wire } = await told();
    expect(wire).toEqual(state);
    return wire.every((values) => values.join() === value);
  });
}

describe("the lab", () => {
  it("says where everything listens, and everything does", async () => {
    const { ready } = lab;
    expect(ready).toMatchObject({ kind: "lab.ready", regions: ["us-east-2", "eu-central-1", "ap-northeast-1"] });
    expect(ready.dns).toHaveLength(4);
    expect(Object.keys(ready.resolvers).toSorted()).toEqual(["ap-northeast-1", "eu-central-1", "eu-west-1", "us-east-2"]);
    expect(ready.env.AWS_ENDPOINT_URL).toBe(ready.endpoint);
    for (const page of ready.demo) expect(await (await fetch(page.url)).text()).toContain(page.title);
    for (const url of [
      ready.endpoint,
      ready.api,
      `${ready.api}/health`,
      ready.control,
      `${ready.control}/state`,
      ready.slack,
      ready.webhook,
    ]) {
      expect((await fetch(url)).status, url).toBe(200);
    }
  });

  it("speaks to every AWS SDK client that Flipwatch uses", async () => {
    const route53 = new Route53Client(settings);
    const { HostedZones: zones = [] } = await route53.send(new ListHostedZonesCommand({}));
    expect(zones.map(({ Name }) => Name)).toEqual(["example.com."]);
    zoneId = zones[0]?.Id ?? "";
    const { ResourceRecordSets: sets = [] } = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: zoneId }));
    const pair = sets.filter(({ Name }) => Name === `${NAME}.`);
    expect(pair.map(({ Failover, SetIdentifier, TTL }) => [Failover, SetIdentifier, TTL])).toEqual([
      ["PRIMARY", "EU", 60],
      ["SECONDARY", "US", 60],
    ]);
    const { HealthCheckObservations: seen = [] } = await route53.send(
      new GetHealthCheckStatusCommand({ HealthCheckId: pair[0]?.HealthCheckId ?? "" }),
    );
    expect(seen.length).toBeGreaterThanOrEqual(16);
    route53.destroy();

    const [sns, sqs, dynamo] = [new SNSClient(settings), new SQSClient(settings), new DynamoDBClient(settings)];
    expect((await sns.send(new ListTopicsCommand({}))).Topics?.map(({ TopicArn }) => TopicArn)).toEqual([
      expect.stringMatching(/^arn:aws:sns:eu-west-1:\d{12}:flipwatch-/),
    ]);
    expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls).toContainEqual(expect.stringMatching(/\.fifo$/));
    expect((await dynamo.send(new ListTablesCommand({}))).TableNames).toEqual(["flipwatch"]);
    for (const client of [sns, sqs, dynamo]) client.destroy();
  });

  it.each(["udp", "tcp"] as const)("has four name servers that speak for the zone over %s", async (transport) => {
    for (const server of lab.ready.dns) {
      const a = await ask(server, { name: NAME, type: "A", transport });
      expect([a.rcode, a.authoritative, valuesOf(a, "A"), ttlOf(a)], server).toEqual(["NOERROR", true, [primary], 60]);
    }
    const [server = ""] = lab.ready.dns;
    const soa = await ask(server, { name: "example.com", type: "SOA", transport });
    expect(soa).toMatchObject({ authoritative: true, answers: [{ type: "SOA", ttl: 900, data: { minimum: 86_400, refresh: 7_200 } }] });
    expect(valuesOf(await ask(server, { name: "example.com", type: "NS", transport }), "NS")).toHaveLength(4);
    const none = await ask(server, { name: "nothing.example.com", type: "A", transport });
    expect(none).toMatchObject({ rcode: "NXDOMAIN", authoritative: true, answers: [], authorities: [{ type: "SOA", ttl: 900 }] });
    const noData = await ask(server, { name: NAME, type: "AAAA", transport });
    expect(noData).toMatchObject({ rcode: "NOERROR", authoritative: true, answers: [], authorities: [{ type: "SOA" }] });
    expect(await ask(server, { name: "example.net", type: "A", transport })).toMatchObject({ rcode: "REFUSED", answers: [] });
  });

  it("has a resolver whose remaining time counts down, twenty times as fast", async () => {
    const look = async () => ask(lab.ready.resolver, { name: NAME, type: "A", recursive: true });
    const first = await look();
    expect([first.authoritative, valuesOf(first, "A")]).toEqual([false, [primary]]);
    const left = ttlOf(first) ?? 0;
    expect(left).toBeLessThanOrEqual(60);
    await until("less time left", async () => (ttlOf(await look()) ?? left) < left);
  });

  it("begins with the primary, wherever one looks", async () => {
    await eventOf("first-seen");
    await allAnswer(primary);
    expect(await testedAnswer()).toEqual([primary]);
    await until("primary over the API, and no incident", async () => {
      const { role, incident } = await shown();
      return role === "primary" && incident === undefined;
    });
    before = (await recorded()).at(-1)?.number ?? 0;
  });
});

describe("the primary's HTTP blocked", () => {
  it("turns its check unhealthy and moves every name server; while SNS refuses, that is recorded and waits", async () => {
    const refusals = 100_000;
    await lab.control("/aws/fault", { service: "sns", status: 503, code: "ServiceUnavailable", count: refusals });
    expect(await lab.control("/block", { target: "primary" })).toEqual({ blocked: [`${primary}:80`] });
    await allAnswer(secondary);
    await until("the failover in its log", async () =>
      (await recorded()).some(({ kind, number }) => kind === "failover" && number > before),
    );
    await until("SNS asked again and again", async () => (await refusalsLeft()) <= refusals - 6);
  });

  it("is told as a failover, which SNS takes as soon as it takes anything again", async () => {
    const clearedAt = Date.now();
    await lab.control("/aws/fault", { service: "sns", clear: true });
    const event = await eventOf("failover");
    expect(event).toMatchObject({ from: "primary", to: "secondary", severity: "critical" });
    const taken = await until("the failover taken by SNS", async () => {
      const told = await deliveriesToSlack(lab, PAIR);
      return told.find(({ number, publishedAt }) => number === event.number && publishedAt !== undefined);
    });
    expect(taken.publishedAt).toBeGreaterThanOrEqual(clearedAt);
    expect(Object.values(event.evidence ?? {}).filter(({ verdict }) => verdict === "secondary").length).toBeGreaterThanOrEqual(2);
    expect(await testedAnswer()).toEqual([secondary]);
    expect((await shown()).role).toBe("secondary");
    const { checks } = await lab.state();
    expect(checks.map(({ name, healthy }) => [name, healthy]).toSorted()).toEqual([
      ["EU-central-1", false],
      ["US-East-1", true],
    ]);
  });

  it("is acknowledged by the button under its message in Slack, and its thread says so", async () => {
    const failover = await eventOf("failover");
    const root = await toldInSlack(lab, failover.id);
    expect([partOf(root).part, root.threadTs]).toEqual(["root", undefined]);
    // The reply is taken, and the answer to it lost.
    await lab.control("/slack", { mode: "close", after: true, method: "chat.postMessage", count: 1 });
    expect(await press(lab, root.ts, "flipwatch_acknowledge")).toBe(303);
    const acknowledged = await eventOf("acknowledged");
    expect(acknowledged.detail).toMatchObject({ by: "lab", via: "slack:lab" });
    expect((await toldInSlack(lab, acknowledged.id)).threadTs).toBe(root.ts);
    const told = await until("the reply found again", async () => {
      return (await deliveriesToSlack(lab, PAIR)).find(({ event }) => event === acknowledged.id);
    });
    expect(told.state).toBe("delivered");
    expect(told.attempts).toBeGreaterThan(1);
    await lab.control("/slack", { mode: "error", status: 503 });
    slackDownAt = performance.now();
  });

  it("shows in CloudWatch and at the clients' resolvers a little later", async () => {
    const check = (await lab.state()).checks.find(({ name }) => name === "EU-central-1")?.id ?? "";
    const client = new CloudWatchClient({ ...settings, region: "us-east-1" });
    const metric = {
      Metric: { Namespace: "AWS/Route53", MetricName: "HealthCheckStatus", Dimensions: [{ Name: "HealthCheckId", Value: check }] },
      Period: 60,
      Stat: "Minimum",
    };
    const newest = async () => {
      const [StartTime, EndTime] = [new Date(Date.now() - 600_000), new Date()];
      const query = { StartTime, EndTime, MetricDataQueries: [{ Id: "status", MetricStat: metric }] };
      return (await client.send(new GetMetricDataCommand(query))).MetricDataResults?.[0]?.Values?.[0];
    };
    await until("an unhealthy reading", async () => (await newest()) === 0);
    client.destroy();
    for (const resolver of Object.values(lab.ready.resolvers)) {
      await until("the secondary at every resolver", async () => {
        const said = await ask(resolver, { name: NAME, type: "A", recursive: true });
        return valuesOf(said, "A").join() === secondary;
      });
    }
  });

  it("is over when the block is: the answer is back, and recovered once a reading says so", async () => {
    await lab.control("/unblock", { target: "primary" });
    await allAnswer(primary);
    const back = await eventOf("answer-back");
    expect(back).toMatchObject({ from: "secondary", to: "primary" });
    const recovered = await eventOf("recovered");
    expect(recovered.number).toBeGreaterThan(back.number);
    expect(recovered.health?.primary.status).toBe("healthy");
    expect(recovered.health?.primary.period ?? 0).toBeGreaterThan(back.bounds.by);
    expect(await testedAnswer()).toEqual([primary]);
    expect((await shown()).role).toBe("primary");
  });

  it("has said that Slack can't be told, and goes on there ten minutes later as if nothing had been", async () => {
    const broken = await lab.process.event("channel-broken", ({ kind }) => kind === "channel-broken");
    expect(broken.detail).toMatchObject({ channel: "slack:lab" });
    await until("ten minutes without Slack", () => performance.now() >= slackDownAt + SLACK_DOWN_MS);
    const missed = [(await eventOf("answer-back")).id, (await eventOf("recovered")).id];
    expect((await slackMessages(lab)).filter((one) => missed.includes(partOf(one).event ?? ""))).toEqual([]);
    await lab.control("/slack", { mode: "ok" });
    await toldInSlack(lab, (await eventOf("recovered")).id);
  });

  it("is one thread in Slack, from the failover to the recovery, in order and nothing doubled", async () => {
    const [failover, recovered] = [await eventOf("failover"), await eventOf("recovered")];
    const messages = await slackMessages(lab);
    const roots = messages.filter((one) => partOf(one).part === "root" && partOf(one).incident === failover.incident?.id);
    expect(roots).toHaveLength(1);
    const [root] = roots;
    const thread = messages.filter(({ ts, threadTs }) => ts === root?.ts || threadTs === root?.ts).map((one) => partOf(one).event);
    expect([thread[0], thread.at(-1)]).toEqual([failover.id, recovered.id]);
    const numbers = thread.map((id) => Number(id?.split("#")[1]));
    expect(numbers, "in order, each once").toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
    expect(root?.text).toMatch(/recovered after/);
    expect(JSON.stringify(root?.payload)).toContain("Acknowledged by lab");
    expect(JSON.stringify(root?.payload)).not.toContain("flipwatch_acknowledge");
  });

  it("has lost nothing on the way to Slack, whatever SNS refused and Slack missed", async () => {
    const alerts = (await recorded()).filter(({ severity }) => severity !== "record");
    const deliveries = await until("every alert settled", async () => {
      const found = await deliveriesToSlack(lab, PAIR);
      return alerts.every(({ id }) => found.some(({ event }) => event === id)) && found;
    });
    expect(deliveries.filter(({ state }) => state === "given-up" || state === "unknown")).toEqual([]);
    const read = (await slackMessages(lab)).map((one) => partOf(one).event).filter((id) => id?.startsWith(`${PAIR}#`));
    expect(read).toEqual(deliveries.filter(({ state }) => state === "delivered").map(({ event }) => event));
    for (const kind of ["failover", "acknowledged", "answer-back", "recovered"]) expect(read, kind).toContain((await eventOf(kind)).id);
  });

  it("was told in Slack, and as the same events to the web hook, in order", async () => {
    interface Posted {
      received?: { body: { number: number; kind: string; pair: string } }[];
    }
    const bodies = async () => ((await (await fetch(lab.ready.webhook)).json()) as Posted).received?.map(({ body }) => body) ?? [];
    await until("recovered at the web hook", async () => (await bodies()).some(({ kind }) => kind === "recovered"));
    const printed = lab.process.events().filter(({ pair, severity }) => pair === PAIR && severity !== "record");
    const posted = (await bodies()).filter(({ pair }) => pair === PAIR);
    const upTo = posted.findIndex(({ kind }) => kind === "recovered") + 1;
    expect(posted.slice(0, upTo)).toEqual(printed.slice(0, upTo));
    const slack = (await (await fetch(`${lab.ready.control}/slack`)).json()) as { messages: { text: string }[] };
    expect(slack.messages.filter(({ text }) => text.includes(PAIR)).length).toBeGreaterThanOrEqual(4);
  });
});
