/**
 * What AWS asks for, in US dollars: list prices on demand in the cheaper regions, without the free tier, taxes and discounts. Other regions ask up to a
 * quarter more. One place, one date: whoever changes a price changes `PRICES_AT` too. What is used of each is `usage.ts`'s to say.
 */

/** When the figures below were last compared with what is published. */
export const PRICES_AT = "2026-11-22";

export const services = [
  "Lambda",
  "DynamoDB",
  "Route 53 queries",
  "CloudWatch GetMetricData",
  "CloudWatch alarms and logs",
  "SQS",
  "SNS",
  "EventBridge Scheduler",
  "CloudFront",
  "KMS",
  "Data transfer",
] as const;
export type Service = (typeof services)[number];

export interface Price {
  service: Service;
  /** What is counted, in words that stand after a number. */
  unit: string;
  /** For so many units. */
  per: number;
  dollars: number;
  /** From so many units a month on, each costs this instead. */
  above?: { units: number; dollars: number };
  /** Where AWS publishes it. */
  source: string;
  /** Where the figure was read, if not there: a dated copy or account of it. Absent where none could be read. */
  readAt?: string;
  /** False: as remembered; look it up before you rely on it. */
  verified: boolean;
}

const MILLION = 1_000_000;
const LAMBDA = "https://aws.amazon.com/lambda/pricing/";
const DYNAMO = "https://aws.amazon.com/dynamodb/pricing/on-demand/";
const SQS = { source: "https://aws.amazon.com/sqs/pricing/", readAt: "https://cloudburn.io/blog/amazon-sqs-pricing" };
const SNS = {
  source: "https://aws.amazon.com/sns/pricing/",
  readAt: "https://www.factualminds.com/blog/amazon-sns-pricing-publishes-fanout-protocols/",
};
const CLOUDWATCH = {
  source: "https://aws.amazon.com/cloudwatch/pricing/",
  readAt: "https://raw.githubusercontent.com/api-evangelist/cloudwatch/refs/heads/main/plans/cloudwatch-plans-pricing.yml",
};
const CLOUDFRONT = "https://aws.amazon.com/cloudfront/pricing/";
const TRANSFER = {
  source: "https://aws.amazon.com/ec2/pricing/on-demand/",
  readAt: "https://finopsforge.com/reduce-aws-data-transfer-costs",
};

export const prices = {
  lambdaRequests: {
    ...{ service: "Lambda", unit: "invocations", per: MILLION, dollars: 0.2, source: LAMBDA, verified: true },
    readAt: "https://raw.githubusercontent.com/api-evangelist/aws-lambda/refs/heads/main/plans/aws-lambda-plans-pricing.yml",
  },
  lambdaGbSeconds: {
    ...{ service: "Lambda", unit: "GB-seconds on arm64", per: 1, dollars: 0.000_013_333_4, source: LAMBDA, verified: true },
    readAt: "https://cloudchipr.com/blog/aws-lambda-pricing",
  },
  storeReads: {
    ...{ service: "DynamoDB", unit: "read request units", per: MILLION, dollars: 0.125, source: DYNAMO, verified: true },
    readAt: "https://airbyte.com/data-engineering-resources/dynamodb-pricing",
  },
  storeWrites: {
    ...{ service: "DynamoDB", unit: "write request units", per: MILLION, dollars: 0.625, source: DYNAMO, verified: true },
    readAt: "https://airbyte.com/data-engineering-resources/dynamodb-pricing",
  },
  storedGb: {
    service: "DynamoDB",
    unit: "GB stored",
    per: 1,
    dollars: 0.25,
    source: "https://aws.amazon.com/dynamodb/pricing/",
    verified: true,
  },
  backedUpGb: { service: "DynamoDB", unit: "GB of point-in-time recovery", per: 1, dollars: 0.2, source: DYNAMO, verified: false },
  queries: {
    ...{ service: "Route 53 queries", unit: "queries", per: MILLION, dollars: 0.4, above: { units: 1_000 * MILLION, dollars: 0.2 } },
    ...{ source: "https://aws.amazon.com/route53/pricing/", verified: true },
    readAt:
      "https://raw.githubusercontent.com/api-evangelist/amazon-route53-resolver/refs/heads/main/plans/amazon-route53-resolver-plans-pricing.yml",
  },
  metricsAsked: {
    ...{
      service: "CloudWatch GetMetricData",
      unit: "metrics asked for",
      per: 1_000,
      dollars: 0.01,
      source: CLOUDWATCH.source,
      verified: true,
    },
    readAt: "https://support.site24x7.com/portal/en/kb/articles/aws-cloudwatch-metrics-cost-calculation",
  },
  alarms: { service: "CloudWatch alarms and logs", unit: "alarms", per: 1, dollars: 0.1, ...CLOUDWATCH, verified: true },
  ownMetrics: { service: "CloudWatch alarms and logs", unit: "metrics of our own", per: 1, dollars: 0.3, ...CLOUDWATCH, verified: true },
  logsGb: { service: "CloudWatch alarms and logs", unit: "GB of logs", per: 1, dollars: 0.5, ...CLOUDWATCH, verified: true },
  fifoRequests: { service: "SQS", unit: "requests, FIFO", per: MILLION, dollars: 0.5, ...SQS, verified: true },
  queueRequests: { service: "SQS", unit: "requests", per: MILLION, dollars: 0.4, ...SQS, verified: true },
  publishes: { service: "SNS", unit: "publications", per: MILLION, dollars: 0.5, ...SNS, verified: true },
  emails: { service: "SNS", unit: "mails", per: 100_000, dollars: 2, ...SNS, verified: true },
  httpsCalls: { service: "SNS", unit: "HTTPS deliveries", per: MILLION, dollars: 0.6, ...SNS, verified: true },
  // By the country and the carrier: some ask ten times as much as this, which is for the United States without the carrier's fee.
  textMessages: {
    service: "SNS",
    unit: "text messages",
    per: 1,
    dollars: 0.006_45,
    source: "https://aws.amazon.com/sns/sms-pricing/",
    verified: false,
  },
  schedules: {
    ...{ service: "EventBridge Scheduler", unit: "invocations", per: MILLION, dollars: 1, verified: true },
    ...{ source: "https://aws.amazon.com/eventbridge/pricing/", readAt: "https://cloudburn.io/blog/amazon-eventbridge-pricing" },
  },
  pageRequests: { service: "CloudFront", unit: "requests", per: 10_000, dollars: 0.01, source: CLOUDFRONT, verified: false },
  pageGb: { service: "CloudFront", unit: "GB delivered", per: 1, dollars: 0.085, source: CLOUDFRONT, verified: true },
  edgeRuns: {
    ...{ service: "CloudFront", unit: "runs of its function", per: MILLION, dollars: 0.1, source: CLOUDFRONT, verified: true },
    readAt: "https://cur.vantage.sh/aws/amazoncloudfront/",
  },
  edgeReads: {
    service: "CloudFront",
    unit: "reads of its key-value store",
    per: MILLION,
    dollars: 0.03,
    source: CLOUDFRONT,
    verified: false,
  },
  keyRequests: {
    ...{ service: "KMS", unit: "requests", per: 10_000, dollars: 0.03, source: "https://aws.amazon.com/kms/pricing/", verified: true },
    readAt: "https://cloudburn.io/blog/aws-kms-pricing",
  },
  betweenRegionsGb: { service: "Data transfer", unit: "GB between regions", per: 1, dollars: 0.02, ...TRANSFER, verified: true },
  outGb: { service: "Data transfer", unit: "GB to the Internet", per: 1, dollars: 0.09, ...TRANSFER, verified: true },
} as const satisfies Record<string, Price>;
export type PriceId = keyof typeof prices;

/** Dollars for so many units, the second tier included. */
export function priceOf(id: PriceId, units: number): number {
  const { per, dollars, above }: Price = prices[id];
  const dear = above === undefined ? units : Math.min(units, above.units);
  return (dear * dollars + (units - dear) * (above?.dollars ?? 0)) / per;
}

/** What it costs elsewhere, for comparison: not part of any sum. */
export const elsewhere = {
  /** 2 virtual CPUs, 2 GiB: t4g.small, with 8 GB of gp3 and a public IPv4 address. */
  machineHour: { dollars: 0.0168, source: "https://aws.amazon.com/ec2/pricing/on-demand/", verified: false },
  machineDiskGb: { dollars: 0.08, source: "https://aws.amazon.com/ebs/pricing/", verified: false },
  machineAddressHour: { dollars: 0.005, source: "https://aws.amazon.com/vpc/pricing/", verified: false },
  /** One look from one place at one server: Alibaba Cloud DNS, Key Domain Monitoring. */
  commercialLook: { dollars: 1.5 / 10_000, source: "https://www.alibabacloud.com/help/en/dns/idm-product-billing", verified: true },
} as const;
