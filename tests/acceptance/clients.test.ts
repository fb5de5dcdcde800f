/** The lab before the tools that people already have: dig, the AWS CLI (1 or 2) and boto3. Each is passed over where it is not installed. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endAll } from "./flipwatch.ts";
import { removeFolders } from "./folder.ts";
import { type LabProcess, startLab } from "./lab.ts";
import { isInstalled, type Ran, runTool } from "./tools.ts";
import { until } from "./until.ts";

const NAME = "failover.example.com";
const hasDig = isInstalled("dig", ["-v"]);
const hasAws = isInstalled("aws", ["--version"]);
const hasBoto3 = isInstalled("python3", ["-c", "import boto3"]);

let lab: LabProcess;

beforeAll(async () => {
  // Slow enough that a busy machine does not fail the lab's own health checks, quick enough for metrics and propagation.
  lab = await startLab(4);
});
afterAll(async () => {
  await endAll();
  await removeFolders();
});

function credentials(): Record<string, string> {
  const keys = { AWS_ACCESS_KEY_ID: "lab", AWS_SECRET_ACCESS_KEY: "lab", AWS_DEFAULT_REGION: "eu-west-1" };
  return { ...keys, AWS_ENDPOINT_URL: lab.ready.endpoint, AWS_EC2_METADATA_DISABLED: "true", AWS_PAGER: "" };
}

describe.skipIf(!hasDig)("dig", () => {
  const dig = async (server: string, ...args: string[]) => {
    const [host, port = ""] = server.split(":");
    const { code, stdout } = await runTool("dig", [`@${host}`, "-p", port, "+tries=1", "+time=10", ...args]);
    expect(code).toBe(0);
    return stdout;
  };
  const first = () => lab.ready.dns[0] ?? "";

  it("gets an authoritative answer from each of the four name servers, over UDP and TCP", async () => {
    for (const server of lab.ready.dns) {
      for (const transport of ["+notcp", "+tcp"]) {
        const said = await dig(server, "+norecurse", transport, NAME, "A");
        expect(said).toMatch(/status: NOERROR/);
        expect(said).toMatch(/flags: qr aa;/);
        expect(said).toMatch(/^failover\.example\.com\.\s+60\s+IN\s+A\s+192\.0\.2\.10$/m);
        expect(said).not.toMatch(/WARNING|Malformed|mismatch/i);
      }
    }
  });

  it("sees the zone's SOA and NS, what is not there, and what is nobody's", async () => {
    expect(await dig(first(), "+norecurse", "+short", "example.com", "SOA")).toMatch(
      /^ns-\S+ awsdns-hostmaster\.amazon\.com\. 1 7200 900 1209600 86400$/m,
    );
    const servers = (await dig(first(), "+norecurse", "+short", "example.com", "NS")).trim().split("\n");
    expect(servers.filter((name) => /^ns-\d+\.awsdns-\d+\.(com|net|org|co\.uk)\.$/.test(name))).toHaveLength(4);
    const none = await dig(first(), "+norecurse", "nothing.example.com", "A");
    expect(none).toMatch(/status: NXDOMAIN/);
    expect(none).toMatch(/^example\.com\.\s+900\s+IN\s+SOA/m);
    expect(await dig(first(), "+norecurse", "example.net", "A")).toMatch(/status: REFUSED/);
  });

  it("sees a resolver's remaining time count down", async () => {
    const left = async () => Number((await dig(lab.ready.resolver, "+noall", "+answer", NAME)).split(/\s+/)[1]);
    const before = await left();
    expect(before).toBeLessThanOrEqual(60);
    await until("less time left", async () => (await left()) < before);
  });
});

describe.skipIf(!hasAws)("the AWS CLI", () => {
  // Versions before 2.13 don't know AWS_ENDPOINT_URL, so the flag goes along.
  const aws = (...args: string[]): Promise<Ran> =>
    runTool("aws", ["--endpoint-url", lab.ready.endpoint, "--output", "json", ...args], credentials());
  async function json<T>(...args: string[]): Promise<T> {
    const { code, stdout, stderr } = await aws(...args);
    expect([code, stderr]).toEqual([0, ""]);
    return JSON.parse(stdout) as T;
  }
  let zone = "";
  let check = "";

  const change = (record: object) =>
    aws(
      ...["route53", "change-resource-record-sets", "--hosted-zone-id", zone],
      ...["--change-batch", JSON.stringify({ Changes: [{ Action: "CREATE", ResourceRecordSet: record }] })],
    );
  const side = (failover: string, value: string) => ({
    ...{ Name: "cli.example.com", Type: "A", SetIdentifier: failover, Failover: failover, TTL: 60 },
    ResourceRecords: [{ Value: value }],
  });

  it("lists the zone, its records page by page, and the checks", async () => {
    const { HostedZones: zones } = await json<{ HostedZones: { Id: string; Name: string }[] }>("route53", "list-hosted-zones");
    expect(zones.map(({ Name }) => Name)).toEqual(["example.com."]);
    zone = zones[0]?.Id ?? "";
    const { ResourceRecordSets: sets } = await json<{ ResourceRecordSets: { Name: string; Failover?: string; HealthCheckId?: string }[] }>(
      ...["route53", "list-resource-record-sets", "--hosted-zone-id", zone, "--page-size", "1"],
    );
    expect(sets.flatMap(({ Failover }) => Failover ?? [])).toEqual(["PRIMARY", "SECONDARY"]);
    check = sets.find(({ Failover }) => Failover === "PRIMARY")?.HealthCheckId ?? "";
    const { HealthChecks: checks } = await json<{ HealthChecks: { Id: string }[] }>("route53", "list-health-checks");
    expect(checks.map(({ Id }) => Id)).toContain(check);
  });

  it("is refused a primary without a health check, in AWS's words, and nothing is made", async () => {
    const { code, stderr } = await change(side("PRIMARY", "198.51.100.10"));
    expect(code).not.toBe(0);
    expect(stderr).toContain("(InvalidChangeBatch) when calling the ChangeResourceRecordSets operation");
    expect(stderr).toContain("A non-alias primary ResourceRecordSet must have an associated health check.");
    const { stdout } = await aws("route53", "list-resource-record-sets", "--hosted-zone-id", zone);
    expect(stdout).not.toContain("cli.example.com");
  });

  it("creates a pair that is served, and that Flipwatch finds", async () => {
    for (const record of [{ ...side("PRIMARY", "198.51.100.10"), HealthCheckId: check }, side("SECONDARY", "198.51.100.20")]) {
      await until("room for the next change", async () => {
        const { code, stdout, stderr } = await change(record);
        if (code === 0) expect(stdout).toMatch(/"Status": "PENDING"/);
        else expect(stderr, "one batch at a time").toContain("PriorRequestNotComplete");
        return code === 0;
      });
    }
    // It looks for new pairs every five minutes; nobody has to wait for that here.
    await lab.control("/invoke", { function: "discover" });
    const event = await lab.process.event("first-seen", ({ kind, pair }) => kind === "first-seen" && pair === "cli.example.com/A");
    expect(event.to).toBe("primary");
  });

  it("reads health: sixteen checkers' reports, and the metric", async () => {
    interface Observed {
      HealthCheckObservations: { StatusReport: { Status: string } }[];
    }
    await until("sixteen times success", async () => {
      const { HealthCheckObservations: seen } = await json<Observed>("route53", "get-health-check-status", "--health-check-id", check);
      const good = seen.filter(({ StatusReport: { Status } }) => Status === "Success: HTTP Status Code 200, OK");
      return good.length === seen.length && seen.length >= 16;
    });

    const iso = (ago: number) => new Date(Date.now() - ago).toISOString();
    const window = () => ["--region", "us-east-1", "--start-time", iso(600_000), "--end-time", iso(0)];
    const metric = { Namespace: "AWS/Route53", MetricName: "HealthCheckStatus", Dimensions: [{ Name: "HealthCheckId", Value: check }] };
    await until("a healthy point of the metric", async () => {
      const { Datapoints: found } = await json<{ Datapoints: { Minimum: number }[] }>(
        ...["cloudwatch", "get-metric-statistics", "--namespace", metric.Namespace, "--metric-name", metric.MetricName],
        ...["--dimensions", `Name=HealthCheckId,Value=${check}`, "--period", "60", "--statistics", "Minimum", ...window()],
      );
      return found.some(({ Minimum }) => Minimum === 1);
    });
    const queries = JSON.stringify([{ Id: "status", MetricStat: { Metric: metric, Period: 60, Stat: "Minimum" } }]);
    const { MetricDataResults: results } = await json<{ MetricDataResults: { Id: string; Values: number[] }[] }>(
      ...["cloudwatch", "get-metric-data", "--metric-data-queries", queries, ...window()],
    );
    expect(results[0]?.Values).toContain(1);
  });

  it("subscribes a queue to the topic and receives what is published", async () => {
    const { Topics: topics } = await json<{ Topics: { TopicArn: string }[] }>("sns", "list-topics");
    const topic = topics[0]?.TopicArn ?? "";
    const { QueueUrl: queue } = await json<{ QueueUrl: string }>("sqs", "create-queue", "--queue-name", "from-the-cli");
    const { QueueUrls: queues } = await json<{ QueueUrls: string[] }>("sqs", "list-queues");
    expect(queues).toContain(queue);
    const arn = topic.replace(":sns:", ":sqs:").replace(/[^:]+$/, "from-the-cli");
    await json("sns", "subscribe", "--topic-arn", topic, "--protocol", "sqs", "--notification-endpoint", arn);
    const { MessageId: id } = await json<{ MessageId: string }>(
      "sns",
      "publish",
      "--topic-arn",
      topic,
      "--message",
      "from the command line",
    );
    const body = await until("the message", async () => {
      const { stdout } = await aws(
        "sqs",
        "receive-message",
        "--queue-url",
        queue,
        "--wait-time-seconds",
        "2",
        "--max-number-of-messages",
        "10",
      );
      const { Messages: messages = [] } = JSON.parse(stdout || "{}") as { Messages?: { Body: string }[] };
      return messages
        .map(({ Body }) => JSON.parse(Body) as { MessageId: string; Message: string })
        .find(({ MessageId }) => MessageId === id);
    });
    expect(body).toMatchObject({ Type: "Notification", TopicArn: topic, Message: "from the command line" });
  });

  it("lists the table in which Flipwatch keeps its records", async () => {
    expect(await json("dynamodb", "list-tables")).toMatchObject({ TableNames: ["flipwatch"] });
  });
});

describe.skipIf(!hasBoto3)("boto3", () => {
  it("pages through records and checks, and waits for a change", async () => {
    const script = await readFile(join(import.meta.dirname, "boto3-session.py"), "utf8");
    const { code, stdout, stderr } = await runTool("python3", ["-"], { ...credentials(), FLIPWATCH_LAB: lab.ready.endpoint }, script);
    expect([code, stderr]).toEqual([0, ""]);
    const seen = JSON.parse(stdout) as Record<string, unknown> & { names: string[] };
    expect(seen).toMatchObject({ before: "PENDING", after: "INSYNC", pages: seen.names.length });
    expect(seen.checks).toHaveLength(2);
    expect(seen.names).toContain("boto3.example.com.");
    expect(seen.names.filter((name) => name === `${NAME}.`)).toHaveLength(2);
    expect(seen.refused).toContain("Tried to create resource record set [name='boto3.example.com.', type='TXT'] but it already exists");
    expect(seen.observed).toBeGreaterThanOrEqual(16);
  });
});
