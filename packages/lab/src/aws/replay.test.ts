import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestSide, type TestSide } from "./test-side.ts";

const folder = new URL("./fixtures/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".txt"));

/** What a bare lab says: it has none of the things that the recorded requests name. */
const refusals: Record<string, [status: number, code: string]> = {
  "cloudwatch-GetMetricStatistics.txt": [200, ""],
  "dynamodb-PutItem.txt": [404, "UnknownOperationException"],
  "route53-ChangeResourceRecordSets.txt": [404, "NoSuchHostedZone"],
  "route53-GetChange.txt": [404, "NoSuchChange"],
  "route53-GetHealthCheck.txt": [404, "NoSuchHealthCheck"],
  "route53-GetHealthCheckLastFailureReason.txt": [404, "NoSuchHealthCheck"],
  "route53-GetHealthCheckStatus.txt": [404, "NoSuchHealthCheck"],
  "route53-GetHostedZone.txt": [404, "NoSuchHostedZone"],
  "route53-ListResourceRecordSets.txt": [404, "NoSuchHostedZone"],
  "route53-ListTagsForResources.txt": [404, "NoSuchHealthCheck"],
  "route53-TestDNSAnswer.txt": [404, "NoSuchHostedZone"],
  "route53-UpdateHealthCheck.txt": [404, "NoSuchHealthCheck"],
  "route53-CreateHealthCheck.txt": [201, ""],
  "sns-Publish.txt": [404, "NotFound"],
  "sns-PublishBatch.txt": [404, "NotFound"],
};

function read(name: string) {
  const [head = "", body = ""] = readFileSync(new URL(name, folder), "utf8").split("\n\n");
  const [line = "", ...headers] = head.trim().split("\n");
  const [method = "", path = ""] = line.split(" ");
  const pairs = headers.map((header) => [header.slice(0, header.indexOf(":")), header.slice(header.indexOf(":") + 2)]);
  return { method, path, headers: Object.fromEntries(pairs) as Record<string, string>, body: body.trim() };
}

describe("requests recorded from the AWS SDK", () => {
  let lab: TestSide;
  beforeAll(async () => {
    lab = await startTestSide(50);
  });
  afterAll(() => lab.close());

  it.each(files)("%s is understood", async (name) => {
    const { method, path, headers, body } = read(name);
    const response = await fetch(lab.url + path, { method, headers, ...(body ? { body } : {}) });
    const text = await response.text();
    const [status, code] = refusals[name] ?? [200, ""];
    expect([response.status, text.includes(code)], text).toEqual([status, true]);
    expect(response.headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
    expect(lab.troubles).toEqual([]);
  });
});
