import { createServer } from "node:http";
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { credentials, eventually, listening, startTestSide, type TestSide } from "../aws/test-side.ts";

const unitMs = 10;
const periodMs = 60 * unitMs;
let lab: TestSide;
let client: CloudWatchClient;
beforeEach(async () => {
  lab = await startTestSide(unitMs);
  client = new CloudWatchClient({ endpoint: lab.url, region: "us-east-1", credentials, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await lab.close();
  expect(lab.troubles).toEqual([]);
});

const healthQuery = (id: string, MetricName: string, Stat: string) => ({
  Id: MetricName === "HealthCheckStatus" ? "status" : "percentage",
  MetricStat: { Metric: { Namespace: "AWS/Route53", MetricName, Dimensions: [{ Name: "HealthCheckId", Value: id }] }, Period: 60, Stat },
});
const window = () => ({ StartTime: new Date(Date.now() - 60_000), EndTime: new Date(Date.now() + 60_000) });

describe("health checks' metrics", () => {
  it("appear each scaled minute after its end and the lag, minimum and mean, newest first, and only in us-east-1", async () => {
    const web = createServer((_, response) => response.end());
    lab.network.set("192.0.2.10:80", (await listening(web)).replace("http://", ""));
    const { id } = lab.side.checks.create("r", {
      type: "HTTP",
      ipAddress: "192.0.2.10",
      port: 80,
      requestInterval: 10,
      failureThreshold: 1,
      inverted: false,
      disabled: false,
    }).check;
    const read = async (from = client) => {
      const queries = [healthQuery(id, "HealthCheckStatus", "Minimum"), healthQuery(id, "HealthCheckPercentageHealthy", "Average")];
      return (await from.send(new GetMetricDataCommand({ MetricDataQueries: queries, ...window() }))).MetricDataResults ?? [];
    };
    lab.firewall.block("192.0.2.10:80");
    await eventually("a period of 0 is readable", async () => ((await read())[0]?.Values ?? []).includes(0), 15_000);
    const [status, percentage] = await read();
    const readAt = Date.now();
    expect([status?.Id, status?.StatusCode, percentage?.Id]).toEqual(["status", "Complete", "percentage"]);
    const starts = (status?.Timestamps ?? []).map((at) => at.getTime());
    expect(starts.every((start) => start % periodMs === 0 && start + periodMs + 15 * unitMs <= readAt)).toBe(true);
    expect(starts).toEqual(starts.toSorted((a, b) => b - a));
    expect(percentage?.Values?.every((value) => value >= 0 && value <= 100)).toBe(true);
    const elsewhere = new CloudWatchClient({ endpoint: lab.url, region: "eu-west-1", credentials });
    expect((await read(elsewhere)).map(({ Values }) => Values)).toEqual([[], []]);
    elsewhere.destroy();
    const { Metrics = [] } = await client.send(
      new ListMetricsCommand({ Namespace: "AWS/Route53", Dimensions: [{ Name: "HealthCheckId", Value: id }] }),
    );
    expect(Metrics.map(({ MetricName }) => MetricName)).toEqual(["HealthCheckStatus", "HealthCheckPercentageHealthy"]);
    web.closeAllConnections();
    web.close();
  });
});

describe("a client's metrics", () => {
  const put = (values: [atMs: number, value: number][]) =>
    client.send(
      new PutMetricDataCommand({
        Namespace: "Lab",
        MetricData: values.map(([at, Value]) => ({
          MetricName: "m",
          Dimensions: [{ Name: "d", Value: "v" }],
          Timestamp: new Date(at),
          Value,
        })),
      }),
    );
  const metric = { Namespace: "Lab", MetricName: "m", Dimensions: [{ Name: "d", Value: "v" }] };
  const start = Math.floor(Date.now() / (5 * periodMs)) * 5 * periodMs - 50 * periodMs;

  it("are gathered into periods, start inclusive, end exclusive", async () => {
    await put([
      [start, 1],
      [start + 1, 3],
      [start + periodMs, 5],
      [start + 2 * periodMs, 9],
    ]);
    const range = { StartTime: new Date(start), EndTime: new Date(start + 2 * periodMs) };
    const one = await client.send(
      new GetMetricStatisticsCommand({
        ...metric,
        ...range,
        Period: 60,
        Statistics: ["Average", "Sum", "SampleCount", "Minimum", "Maximum"],
      }),
    );
    expect(
      one.Datapoints?.map(({ Timestamp, Average, Sum, SampleCount, Minimum, Maximum }) => [
        Timestamp?.getTime(),
        Average,
        Sum,
        SampleCount,
        Minimum,
        Maximum,
      ]),
    ).toEqual([
      [start, 2, 4, 2, 1, 3],
      [start + periodMs, 5, 5, 1, 5, 5],
    ]);
    const five = await client.send(new GetMetricStatisticsCommand({ ...metric, ...range, Period: 300, Statistics: ["Maximum"] }));
    expect(five.Datapoints?.map(({ Timestamp, Maximum }) => [Timestamp?.getTime(), Maximum])).toEqual([[start, 5]]);
  });

  it("come in pages that join", async () => {
    await put([0, 1, 2, 3, 4].map((index) => [start + index * periodMs, index]));
    const query = { Id: "a", MetricStat: { Metric: metric, Period: 60, Stat: "Average" } };
    const values: number[] = [];
    let token: string | undefined;
    for (let page = 0; page < 10; page++) {
      const range = { StartTime: new Date(start), EndTime: new Date(start + 10 * periodMs) };
      const reply = await client.send(
        new GetMetricDataCommand({
          MetricDataQueries: [query],
          ...range,
          MaxDatapoints: 2,
          ScanBy: "TimestampAscending",
          NextToken: token,
        }),
      );
      values.push(...(reply.MetricDataResults?.[0]?.Values ?? []));
      token = reply.NextToken;
      if (!token) break;
    }
    expect(values).toEqual([0, 1, 2, 3, 4]);
  });

  it("may come by the thousand, packed", async () => {
    await put(Array.from({ length: 1_000 }, (_, index) => [start, index]));
    const range = { StartTime: new Date(start), EndTime: new Date(start + periodMs) };
    const { Datapoints } = await client.send(
      new GetMetricStatisticsCommand({ ...metric, ...range, Period: 60, Statistics: ["SampleCount"] }),
    );
    expect(Datapoints?.[0]?.SampleCount).toBe(1_000);
  });

  it.each([
    [
      "AWS's own namespaces",
      () => client.send(new PutMetricDataCommand({ Namespace: "AWS/X", MetricData: [{ MetricName: "m", Value: 1 }] })),
      "InvalidParameterValue",
    ],
    [
      "a period of 61",
      () => client.send(new GetMetricStatisticsCommand({ ...metric, ...window(), Period: 61, Statistics: ["Sum"] })),
      "InvalidParameterValue",
    ],
    [
      "an end before its start",
      () =>
        client.send(
          new GetMetricStatisticsCommand({ ...metric, StartTime: new Date(2), EndTime: new Date(1), Period: 60, Statistics: ["Sum"] }),
        ),
      "InvalidParameterValue",
    ],
    [
      "expressions",
      () => client.send(new GetMetricDataCommand({ ...window(), MetricDataQueries: [{ Id: "a", Expression: "1+1" }] })),
      "ValidationError",
    ],
    [
      "501 queries",
      () =>
        client.send(
          new GetMetricDataCommand({
            ...window(),
            MetricDataQueries: Array.from({ length: 501 }, (_, index) => ({ Id: `a${index}`, Expression: "1" })),
          }),
        ),
      "ValidationError",
    ],
  ])("refuse %s", async (_, send, code) => {
    const error: unknown = await send().catch((reason: unknown) => reason);
    expect([(error as Error).name, (error as { Code?: string }).Code]).toContain(code);
  });
});

describe("an alarm", () => {
  it("follows its data, and a health check of its kind follows the data with it", async () => {
    const alarm = {
      AlarmName: "a",
      Namespace: "Lab",
      MetricName: "load",
      Statistic: "Maximum" as const,
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 5,
      ComparisonOperator: "GreaterThanThreshold" as const,
    };
    await client.send(new PutMetricAlarmCommand(alarm));
    const state = async () => (await client.send(new DescribeAlarmsCommand({ AlarmNames: ["a"] }))).MetricAlarms?.[0]?.StateValue;
    expect(await state()).toBe("INSUFFICIENT_DATA");
    const { id } = lab.side.checks.create("r", {
      type: "CLOUDWATCH_METRIC",
      alarm: { region: "us-east-1", name: "a" },
      insufficientData: "Unhealthy",
      inverted: false,
      disabled: false,
    }).check;
    expect(lab.side.health.status(id)?.healthy).toBe(false);
    // The newest whole period is the one before this.
    const put = (Value: number) => client.send(new PutMetricDataCommand({ Namespace: "Lab", MetricData: [{ MetricName: "load", Value }] }));
    await put(1);
    await eventually("OK", async () => (await state()) === "OK" && lab.side.health.status(id)?.healthy === true);
    await eventually("ALARM", async () => {
      await put(9);
      return (await state()) === "ALARM";
    });
    await eventually("unhealthy", async () => {
      await put(9);
      return lab.side.health.status(id)?.healthy === false;
    });
  });
});
