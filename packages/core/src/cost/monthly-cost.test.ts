import { describe, expect, it } from "vitest";
import { type ConfigPair, parseConfig } from "../config.ts";
import { monthlyCost } from "./monthly-cost.ts";
import type { Service } from "./prices.ts";
import { elsewhere, type Price, prices } from "./prices.ts";
import { costWarnings } from "./warnings.ts";

const pair = (index: number, more: Partial<ConfigPair> = {}): ConfigPair => ({
  name: `failover-${index}.example.com`,
  type: "A",
  primary: { values: ["192.0.2.10"], healthCheckId: `eu-${index}` },
  secondary: { values: ["192.0.2.20"], healthCheckId: `us-${index}` },
  ...more,
});
const pairs = (count: number) => Array.from({ length: count }, (_, index) => pair(index));

function configOf(input: object) {
  return parseConfig({ home: "eu-west-1", regions: ["us-east-2", "eu-central-1", "ap-northeast-1"], zones: ["example.com"], ...input })
    .config;
}

const five = ["us-east-2", "eu-central-1", "ap-northeast-1", "sa-east-1", "us-west-2"];
const costOf = (input: object, counted?: Parameters<typeof monthlyCost>[1]) => monthlyCost(configOf(input), counted);
const of = (service: Service, cost: ReturnType<typeof monthlyCost>) => cost.services.find((one) => one.service === service)?.dollars;

describe("a month of 100 pairs named outright, three regions away from home, every 10 s", () => {
  const cost = costOf({ zones: [], pairs: pairs(100) });

  it("asks Route 53 six times a minute for each pair and region, and once more for the resolver: $36.79", () => {
    // 100 × 3 × 7 × 43,800 minutes = 91,980,000 at $0.40 a million.
    expect(of("Route 53 queries", cost)).toBeCloseTo(36.792, 3);
  });

  it("reads two metrics of 200 checks each minute: $175.20", () => {
    // 200 × 2 × 43,800 = 17,520,000 at $0.01 a thousand.
    expect(of("CloudWatch GetMetricData", cost)).toBeCloseTo(175.2, 3);
  });

  it("runs a probe for 65 s a minute in every region: $57.97 for GB-seconds, $0.08 for invocations", () => {
    // Probes 3 × 65 s, discover 1.1 s, health and tally 1.65 s, deliver 0.3 s: 198.05 s a minute; 43,800 minutes at half a GB are 4,337,295 GB-s.
    // 1,600 times woken at 0.55 s and 100,000 requests at 0.2 s add 10,440. Together 4,347,735 at $0.0000133334.
    // Seven schedules make 306,600 invocations, with 101,600 others 408,200, at $0.20 a million.
    expect(of("Lambda", cost)).toBeCloseTo(57.9701 + 0.0816, 2);
  });

  it("has seven schedules a minute: $0.31", () => {
    expect(of("EventBridge Scheduler", cost)).toBeCloseTo(0.3066, 4);
  });

  it("has 31 alarms, four metrics and 0.29 GB of logs: $4.44", () => {
    // Four alarms a region, three a step, two of the API, four of the queues, one of what is unsettled: 12 + 12 + 2 + 4 + 1, at $0.10; 4 at $0.30.
    // 408,200 invocations of 700 bytes at $0.50 a GB.
    expect(of("CloudWatch alarms and logs", cost)).toBeCloseTo(3.1 + 1.2 + 0.1429, 3);
  });

  it("keeps and moves data in DynamoDB: $4.66", () => {
    // Pages: a pointer and 14,000 bytes of manifest are 5 reads; 23,600 of readings 6 reads, 24 writes; 12,400 that tally remembers 4 reads, 13 writes.
    // Reads a minute: discover 1 + 5 + 100 + 3; probes 3 × (2 × 5 + 100 + 2 + 3 for twenty ballots of 500 bytes + 12 for six rounds);
    // health 2 × 6 + 2 × 5 + 1; tally 2 × 5 + 4 + 6 + 3 + 2 + 2; deliver 4: 109 + 381 + 23 + 27 + 4 = 544.
    // 544 × 43,800 and 40,000 for incidents are 23,867,200 at $0.125 a million.
    // Writes a minute: probes 3 × (1 + 6), health 24, tally 14: 59; with 15,000 for incidents 2,599,200 at $0.625 a million.
    // Rings 3 × 360 × 500 bytes, pairs 100 × 4,096, twelve months of 100 incidents at 90,000: 0.10895 GB at $0.25 and $0.20.
    expect(of("DynamoDB", cost)).toBeCloseTo(2.9834 + 1.6245 + 0.049, 3);
  });

  it("asks KMS for the table's key by eight roles every five minutes, and twice for each event: $0.22", () => {
    // Three probes, discover, health, tally, deliver, API: 8 × 43,800 / 5 = 70,080; 100 × 10 events × 2: 72,080 at $0.03 a ten thousand.
    expect(of("KMS", cost)).toBeCloseTo(0.21624, 5);
  });

  it("has CloudFront answer 100,000 requests, each by its function and two reads: $0.29", () => {
    // $0.10 for requests, 2 GB for $0.17, runs for $0.01, 200,000 reads for $0.006.
    expect(of("CloudFront", cost)).toBeCloseTo(0.1 + 0.17 + 0.01 + 0.006, 5);
  });

  it("adds up to what its services cost, and nothing is free of a price", () => {
    expect(cost.dollars).toBeCloseTo(
      cost.services.reduce((sum, { dollars }) => sum + dollars, 0),
      6,
    );
    expect(cost.lines.every(({ units }) => Number.isFinite(units) && units >= 0)).toBe(true);
  });
});

describe("what is asked of Route 53", () => {
  it.each<[string, object, Parameters<typeof monthlyCost>[1], number]>([
    // 10,000 × 5 × 7 × 43,800 = 15.33 thousand million: the first thousand at $0.40, 14.33 at $0.20 a million.
    ["costs half beyond a thousand million", { regions: five }, { pairs: 10_000 }, 400 + 2_866],
    ["costs nothing for aliases to AWS resources", {}, { pairs: 10, aliases: 10 }, 0],
    ["is somebody else's where the name servers are", { zones: [], pairs: [pair(0, { nameservers: ["ns1.example.net"] })] }, {}, 0],
    // 1 × 3 × 7 × 43,800 = 919,800.
    [
      "is Route 53's where its name servers are named",
      { zones: [], pairs: [pair(0, { nameservers: ["ns-1.awsdns-01.com"] })] },
      {},
      0.36792,
    ],
    // 10 × 3 × (1 + 2) × 43,800 = 3,942,000.
    [
      "grows with the resolvers, once a TTL each",
      { probe: { intervalSeconds: 60, resolvers: ["1.1.1.1", "8.8.8.8"] } },
      { pairs: 10 },
      1.5768,
    ],
  ])("%s", (_, input, counted, dollars) => {
    expect(of("Route 53 queries", costOf(input, counted))).toBeCloseTo(dollars, 3);
  });
});

describe("health checks", () => {
  it("above 200 are read every fifth minute: 2,000 for $350.40, when 200 cost $175.20", () => {
    // 2,000 × 2 / 5 × 43,800 = 35,040,000.
    expect(of("CloudWatch GetMetricData", costOf({}, { pairs: 1_000 }))).toBeCloseTo(350.4, 3);
  });

  it("that pairs share are read once", () => {
    const shared = (index: number) =>
      pair(index, { primary: { values: ["192.0.2.10"], healthCheckId: "eu" }, secondary: { values: ["192.0.2.20"] } });
    expect(costOf({ zones: [], pairs: [shared(0), shared(1)] }).watching.checks).toBe(1);
  });
});

describe("people who are told by SNS", () => {
  it("cost by how they are told: 10 pairs, 50 alerts to two mail addresses, a phone and an address", () => {
    const alerts = ["ops@example.com", "dev@example.com", "+12065550100", "https://example.com/alerts"];
    // 100 events and 50 alerts published at $0.50 a million, 100 mails at $2 a hundred thousand, 50 texts at $0.00645, 50 calls at $0.60 a million.
    expect(of("SNS", costOf({ deploy: { alerts } }, { pairs: 10 }))).toBeCloseTo(0.000_075 + 0.002 + 0.3225 + 0.000_03, 6);
  });
});

describe("one machine", () => {
  it("pays for Route 53's queries from one region and for metrics, and for nothing else", () => {
    const cost = monthlyCost(configOf({}), { pairs: 10 }, "run");
    // 10 × 7 × 43,800 = 3,066,000 queries; 20 × 2 × 43,800 = 1,752,000 metrics.
    expect(cost.dollars).toBeCloseTo(1.2264 + 17.52, 3);
  });
});

describe("how many pairs there are", () => {
  it("is assumed to be ten a zone where nobody counted, and said to be assumed", () => {
    expect(costOf({ zones: ["example.com", "example.net"] }).watching).toMatchObject({ pairs: 20, checks: 40, isAssumed: true });
    expect(costOf({}, { pairs: 7 }).watching).toMatchObject({ pairs: 7, checks: 14, isAssumed: false });
  });
});

describe("warnings of cost", () => {
  it.each<[string, object, Parameters<typeof monthlyCost>[1], string[]]>([
    ["nothing, for ten pairs", {}, { pairs: 10 }, []],
    ["the interval, for 1,000 pairs that share two checks", {}, { pairs: 1_000, checks: 2 }, ["probe.intervalSeconds"]],
    ["the health checks, for 1,000 pairs every minute", { probe: { intervalSeconds: 60 } }, { pairs: 1_000 }, ["health checks"]],
    [
      "regions and resolvers as well, where there are many",
      { regions: five, probe: { resolvers: ["1.1.1.1", "8.8.8.8", "9.9.9.9"] } },
      { pairs: 2_000, checks: 2 },
      ["probe.intervalSeconds", "regions", "probe.resolvers"],
    ],
  ])("name %s", (_, input, counted, fields) => {
    expect(costWarnings(configOf(input), counted).map((warning) => warning.split(":")[0])).toEqual(fields);
  });

  it("say what the setting is worth", () => {
    const [warning] = costWarnings(configOf({}), { pairs: 1_000, checks: 2 }, "run");
    // 1,000 × (7 − 2) × 43,800 queries at $0.40 a million are $87.60, below $100.
    expect(warning).toBeUndefined();
    // Of 2,000 pairs $175.20 of $245.28 and $1.75 for metrics.
    expect(costWarnings(configOf({}), { pairs: 2_000, checks: 2 }, "run")).toEqual([
      "probe.intervalSeconds: 10 s costs about $175 a month more than 60 s would, of about $247 in all. `flipwatch cost` shows for what.",
    ]);
  });
});

describe("every price", () => {
  it.each(Object.entries({ ...prices, ...elsewhere }))("%s has a source, and where it was read if it counts as verified", (_, price) => {
    const { source, verified, readAt } = price as Pick<Price, "source" | "verified" | "readAt">;
    for (const address of [source, ...(readAt === undefined ? [] : [readAt])]) expect(address).toMatch(/^https:\/\//);
    expect(typeof verified).toBe("boolean");
  });
});
