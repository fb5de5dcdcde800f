/** The wire shapes are those of @aws-sdk/client-cloudwatch 3.1163 and 3.1164: AWS JSON 1.0, times in epoch seconds. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../testing/http-server.ts";
import { cloudwatchClient, createMetrics } from "./cloudwatch.ts";

interface Query {
  Id: string;
  MetricStat: { Metric: { MetricName: string; Dimensions: { Value: string }[] }; Period: number; Stat: string };
}
interface Request {
  MetricDataQueries: Query[];
  StartTime: number;
  EndTime: number;
  ScanBy: string;
  NextToken?: string;
}

const credentials = { accessKeyId: "AKIDLOCAL", secretAccessKey: "local" };
const noon = Date.UTC(2026, 10, 22, 12);
const minute = (count: number) => noon + count * 60_000;

let server: TestServer;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.close());

function metrics(periodMs = 60_000) {
  return createMetrics({ client: cloudwatchClient({ endpoint: server.origin, credentials }), periodMs });
}

function answerWith(reply: (request: Request) => object): void {
  server.answer((received, response) => {
    response.writeHead(200, { "content-type": "application/x-amz-json-1.0" });
    response.end(JSON.stringify(reply(JSON.parse(received.body) as Request)));
  });
}

function result(id: string, points: [at: number, value: number][]) {
  return {
    Id: id,
    Label: id,
    StatusCode: "Complete",
    Timestamps: points.map(([at]) => at / 1_000),
    Values: points.map(([, value]) => value),
  };
}

function requests(): Request[] {
  return server.received.map((one) => JSON.parse(one.body) as Request);
}

describe("readings", () => {
  it("gives status and percentage by period, oldest first, and an empty list for a check without data", async () => {
    answerWith(() => ({
      MetricDataResults: [
        result("s0", [
          [minute(2), 0],
          [minute(1), 1],
        ]),
        result("p0", [[minute(1), 93.75]]),
        result("s1", []),
      ],
    }));
    const found = await metrics().readings(["hc-a", "hc-b"], minute(0), minute(3));
    expect(found.get("hc-a")).toEqual([
      { period: minute(1), status: "healthy", percentage: 93.75 },
      { period: minute(2), status: "unhealthy", percentage: undefined },
    ]);
    expect(found.get("hc-b")).toEqual([]);
  });

  it("asks for whole periods of 60, for the minimum of the status and the average of the percentage", async () => {
    answerWith(() => ({ MetricDataResults: [] }));
    await metrics().readings(["hc-a"], minute(0) + 17_000, minute(2) + 1);
    const [request] = requests();
    expect(request).toMatchObject({ StartTime: minute(0) / 1_000, EndTime: minute(3) / 1_000, ScanBy: "TimestampAscending" });
    expect(
      request?.MetricDataQueries.map((query) => [query.MetricStat.Metric.MetricName, query.MetricStat.Stat, query.MetricStat.Period]),
    ).toEqual([
      ["HealthCheckStatus", "Minimum", 60],
      ["HealthCheckPercentageHealthy", "Average", 60],
    ]);
    expect(server.received[0]?.headers["x-amz-target"]).toBe("GraniteServiceVersion20100801.GetMetricData");
    expect(server.received[0]?.headers.authorization).toContain("/us-east-1/monitoring/");
  });

  it("still says 60 on the wire at ten times the speed, where a period lasts 6 seconds", async () => {
    answerWith(() => ({ MetricDataResults: [] }));
    await metrics(6_000).readings(["hc-a"], noon + 1, noon + 7_000);
    expect(requests()[0]).toMatchObject({ StartTime: noon / 1_000, EndTime: (noon + 12_000) / 1_000 });
    expect(requests()[0]?.MetricDataQueries[0]?.MetricStat.Period).toBe(60);
  });

  it("asks for 250 checks a call and keeps them apart", async () => {
    answerWith((request) => ({
      MetricDataResults: request.MetricDataQueries.filter((query) => query.Id.startsWith("s")).map((query) => {
        const number = Number(query.MetricStat.Metric.Dimensions[0]?.Value.slice(3));
        return result(query.Id, [[minute(1), number % 2]]);
      }),
    }));
    const checks = Array.from({ length: 501 }, (_, index) => `hc-${index}`);
    const found = await metrics().readings(checks, minute(0), minute(2));
    expect(requests().map((request) => request.MetricDataQueries.length)).toEqual([500, 500, 2]);
    expect([0, 1, 251, 500].map((index) => found.get(`hc-${index}`)?.[0]?.status)).toEqual([
      "unhealthy",
      "healthy",
      "healthy",
      "unhealthy",
    ]);
  });

  it("joins the pages of a series", async () => {
    answerWith((request) =>
      request.NextToken === "more"
        ? { MetricDataResults: [result("s0", [[minute(2), 1]])] }
        : { MetricDataResults: [{ ...result("s0", [[minute(1), 1]]), StatusCode: "PartialData" }], NextToken: "more" },
    );
    const found = await metrics().readings(["hc-a"], minute(0), minute(3));
    expect(found.get("hc-a")?.map((datum) => datum.period)).toEqual([minute(1), minute(2)]);
  });

  it("stops at pages that never end", async () => {
    answerWith(() => ({ MetricDataResults: [], NextToken: "again" }));
    await expect(metrics().readings(["hc-a"], minute(0), minute(1))).rejects.toMatchObject({ code: "cloudwatch-failed" });
  });

  it.each([
    [400, "ValidationError", false],
    [400, "Throttling", true],
  ])("tells a %i of %s as a FlipwatchError, retryable: %s", async (status, code, retryable) => {
    server.answer((_received, reply) => {
      reply.writeHead(status, { "content-type": "application/x-amz-json-1.0", "x-amzn-query-error": `${code};Sender` });
      reply.end(JSON.stringify({ __type: `com.amazonaws.cloudwatch#${code}`, message: "no" }));
    });
    await expect(metrics().readings(["hc-a"], minute(0), minute(1))).rejects.toMatchObject({ code: "cloudwatch-failed", retryable });
  });
});
