import { createServer } from "node:http";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { CloudWatchClient, ListMetricsCommand } from "@aws-sdk/client-cloudwatch";
import { ListHostedZonesCommand, Route53Client } from "@aws-sdk/client-route-53";
import { decode, Encoder } from "cbor-x";
import { afterEach, describe, expect, it } from "vitest";
import { credentials, listening, startTestSide, type TestSide } from "./test-side.ts";

let lab: TestSide;
afterEach(() => lab.close());

const post = (url: string, headers: Record<string, string>, body: string | Uint8Array) =>
  fetch(url, { method: "POST", headers, body: body as BodyInit });
const form = { "content-type": "application/x-www-form-urlencoded" };
const json = { "content-type": "application/x-amz-json-1.0" };

describe("errors on the wire", () => {
  it("come from Route 53 in its one envelope", async () => {
    lab = await startTestSide(50);
    const response = await fetch(`${lab.url}/2013-04-01/hostedzone/Z404`);
    const id = response.headers.get("x-amzn-requestid");
    expect(response.status).toBe(404);
    expect(await response.text()).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<ErrorResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Error><Type>Sender</Type>' +
        `<Code>NoSuchHostedZone</Code><Message>No hosted zone found with ID: Z404</Message></Error><RequestId>${id}</RequestId></ErrorResponse>`,
    );
  });

  it.each([
    ["a path that Route 53 does not have", "/2013-04-01/cidrcollection", {}, "", 404, "UnknownOperationException"],
    ["a path that breaks its escapes", "/2013-04-01/healthcheck/%E0%A4%A", {}, "", 400, "InvalidInput"],
    ["an action that SNS does not have", "/", form, "Action=Fly&Version=2010-03-31", 400, "InvalidAction"],
    ["an action of no known version", "/", form, "Action=Publish&Version=1999-01-01", 404, "UnknownOperationException"],
    ["an inherited name as an action", "/", form, "Action=toString&Version=2010-03-31", 400, "InvalidAction"],
    ["an unknown target", "/", { ...json, "x-amz-target": "Nothing_1.Do" }, "{}", 404, "UnknownOperationException"],
    ["an unknown operation of a known target", "/", { ...json, "x-amz-target": "AmazonSQS.Fly" }, "{}", 404, "UnknownOperationException"],
    [
      "an inherited name as a JSON operation",
      "/",
      { ...json, "x-amz-target": "AmazonSQS.constructor" },
      "{}",
      404,
      "UnknownOperationException",
    ],
    ["a body that is no JSON", "/", { ...json, "x-amz-target": "AmazonSQS.ListQueues" }, "{", 400, "SerializationException"],
    [
      "a body that is no gzip",
      "/",
      { ...json, "x-amz-target": "AmazonSQS.ListQueues", "content-encoding": "gzip" },
      "{}",
      400,
      "SerializationException",
    ],
    ["nothing at all", "/", {}, "", 404, "UnknownOperationException"],
    ["XML of another kind", "/2013-04-01/healthcheck", {}, "<Other/>", 400, "MalformedInput"],
    [
      "XML with a document type",
      "/2013-04-01/healthcheck",
      {},
      '<!DOCTYPE a [<!ENTITY b "c">]><CreateHealthCheckRequest/>',
      400,
      "MalformedInput",
    ],
  ])("answer %s", async (_, path, headers, body, status, code) => {
    lab = await startTestSide(50);
    const response = await post(lab.url + path, headers as Record<string, string>, body);
    expect([response.status, (await response.text()).includes(code)]).toEqual([status, true]);
    expect(lab.troubles).toEqual([]);
  });

  it("answer a path that no URL can have", async () => {
    lab = await startTestSide(50);
    const socket = connect(Number(new URL(lab.url).port), "127.0.0.1");
    socket.end("GET // HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n");
    const parts: Buffer[] = [];
    for await (const part of socket) parts.push(part as Buffer);
    expect(Buffer.concat(parts).toString()).toContain("404 Not Found");
    expect(lab.troubles).toEqual([]);
  });

  it("refuse a body beyond the limit", async () => {
    lab = await startTestSide(50);
    const response = await post(lab.url, { ...json, "x-amz-target": "AmazonSQS.ListQueues" }, Buffer.alloc(5 * 1_048_576, 32));
    expect(response.status).toBe(413);
  });

  it("refuse a gzip body that unpacks beyond the limit", async () => {
    lab = await startTestSide(50);
    const bomb = gzipSync(Buffer.alloc(6 * 1_048_576, 32));
    const response = await post(lab.url, { ...json, "x-amz-target": "AmazonSQS.ListQueues", "content-encoding": "gzip" }, bomb);
    expect(response.status).toBe(413);
  });
});

describe("protocols", () => {
  it("takes RPC v2 CBOR, as the newer CLI speaks to CloudWatch", async () => {
    lab = await startTestSide(50);
    const headers = { "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" };
    const at = (operation: string) => `${lab.url}/service/GraniteServiceVersion20100801/operation/${operation}`;
    const encode = (value: unknown) => new Encoder({ useRecords: false }).encode(value);
    const now = Date.now();
    const datum = { MetricName: "m", Value: 2.5, Timestamp: new Date(now) };
    expect((await post(at("PutMetricData"), headers, encode({ Namespace: "X", MetricData: [datum] }))).status).toBe(200);
    const query = { Id: "a", MetricStat: { Metric: { Namespace: "X", MetricName: "m" }, Period: 60, Stat: "Average" } };
    const window = { StartTime: new Date(now - 60_000), EndTime: new Date(now + 60_000) };
    const response = await post(at("GetMetricData"), headers, encode({ MetricDataQueries: [query], ...window }));
    expect(response.headers.get("smithy-protocol")).toBe("rpc-v2-cbor");
    const { MetricDataResults } = decode(Buffer.from(await response.arrayBuffer()));
    expect(MetricDataResults).toMatchObject([{ Id: "a", Label: "m", Values: [2.5], StatusCode: "Complete" }]);
    expect(MetricDataResults[0].Timestamps[0]).toEqual(new Date(Math.floor(now / 3_000) * 3_000));
    const refused = await post(at("GetMetricData"), headers, encode({ MetricDataQueries: [] }));
    expect([refused.status, decode(Buffer.from(await refused.arrayBuffer())).__type]).toEqual([
      400,
      "com.amazonaws.cloudwatch.v2010_08_01#MissingParameter",
    ]);
  });

  it("takes CloudWatch's Query protocol", async () => {
    lab = await startTestSide(50);
    const put = "Action=PutMetricData&Version=2010-08-01&Namespace=X&MetricData.member.1.MetricName=m&MetricData.member.1.Value=3";
    expect((await post(lab.url, form, put)).status).toBe(200);
    const body = await (await post(lab.url, form, "Action=ListMetrics&Version=2010-08-01")).text();
    expect(body).toContain(
      '<ListMetricsResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/"><ListMetricsResult><Metrics><member><Namespace>X</Namespace><MetricName>m</MetricName>',
    );
  });

  it("reads the caller's region from the path and keeps the prefix in its links", async () => {
    lab = await startTestSide(50);
    const response = await post(`${lab.url}/region/eu-west-1`, { ...json, "x-amz-target": "AmazonSQS.CreateQueue" }, '{"QueueName":"q"}');
    expect(await response.json()).toEqual({ QueueUrl: `${lab.url}/region/eu-west-1/123456789012/q` });
  });

  it("hands DynamoDB's requests on, body unread", async () => {
    const seen: string[] = [];
    lab = await startTestSide(50, {
      dynamo(request, response) {
        request.on("data", (part) => seen.push(String(part))).on("end", () => response.end(`{"url":"${request.url}"}`));
      },
    });
    const response = await post(`${lab.url}/region/us-east-2`, { ...json, "x-amz-target": "DynamoDB_20120810.ListTables" }, "{}");
    expect([await response.json(), seen]).toEqual([{ url: "/" }, ["{}"]]);
  });
});

describe("faults", () => {
  const route53 = (path = "") => new Route53Client({ endpoint: lab.url + path, region: "us-east-1", credentials, maxAttempts: 1 });

  it("refuse one service and leave the others", async () => {
    lab = await startTestSide(50);
    lab.side.faults.set("route53", { status: 503, code: "ServiceUnavailable", message: "later" });
    await expect(route53().send(new ListHostedZonesCommand({}))).rejects.toMatchObject({ name: "ServiceUnavailable", message: "later" });
    const metrics = new CloudWatchClient({ endpoint: lab.url, region: "us-east-1", credentials });
    expect((await metrics.send(new ListMetricsCommand({}))).Metrics).toEqual([]);
    lab.side.faults.set("route53", undefined);
    expect((await route53().send(new ListHostedZonesCommand({}))).HostedZones).toEqual([]);
  });

  it("cut off one region only", async () => {
    lab = await startTestSide(50);
    lab.side.faults.set("*", { caller: "eu-west-1" });
    await expect(route53("/region/eu-west-1").send(new ListHostedZonesCommand({}))).rejects.toMatchObject({ name: "InternalFailure" });
    await route53("/region/us-east-1").send(new ListHostedZonesCommand({}));
  });

  it("end by count and by time", async () => {
    lab = await startTestSide(50);
    lab.side.faults.set("route53", { count: 1 });
    await expect(route53().send(new ListHostedZonesCommand({}))).rejects.toThrow();
    await route53().send(new ListHostedZonesCommand({}));
    lab.side.faults.set("route53", { until: Date.now() - 1 });
    await route53().send(new ListHostedZonesCommand({}));
    expect(lab.side.faults.list()).toEqual([]);
  });

  it("hang until the fault ends, then drop the connection", async () => {
    lab = await startTestSide(50);
    const until = Date.now() + 200;
    lab.side.faults.set("route53", { hang: true, until });
    await expect(fetch(`${lab.url}/2013-04-01/hostedzone`)).rejects.toThrow();
    expect(Date.now()).toBeGreaterThanOrEqual(until - 5);
  });

  it("speak DynamoDB's protocol to DynamoDB's clients", async () => {
    lab = await startTestSide(50, { dynamo: (_, response) => response.end("{}") });
    lab.side.faults.set("dynamodb", {});
    const response = await post(lab.url, { ...json, "x-amz-target": "DynamoDB_20120810.PutItem" }, "{}");
    expect([response.status, await response.json()]).toEqual([
      500,
      { __type: "com.amazonaws.dynamodb.v20120810#InternalServerError", message: "A fault set in the lab." },
    ]);
  });
});

describe("closing", () => {
  it("ends long polls and hanging requests at once", async () => {
    lab = await startTestSide(1_000);
    const spare = createServer();
    await listening(spare);
    lab.side.faults.set("route53", { hang: true });
    lab.side.sqs.create("q", {}, "us-east-1");
    const hanging = fetch(`${lab.url}/2013-04-01/hostedzone`).catch(() => "dropped");
    const polling = post(lab.url, { ...json, "x-amz-target": "AmazonSQS.ReceiveMessage" }, '{"QueueUrl":"q","WaitTimeSeconds":20}').then(
      (response) => response.status,
      () => "dropped",
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    const before = Date.now();
    await lab.close();
    expect([await hanging, [200, "dropped"].includes(await polling)]).toEqual(["dropped", true]);
    expect(Date.now() - before).toBeLessThan(1_000);
    spare.close();
    lab = await startTestSide(50);
  });
});

describe("whoever listens to calls", () => {
  it("is told of each with the key that it is signed with, what it asks, and its body, which the service gets all the same", async () => {
    const calls: [string, string, string, string][] = [];
    const reached: string[] = [];
    lab = await startTestSide(50, {
      onCall: ({ key, service, operation, body }) => calls.push([key, service, operation, body.toString()]),
      dynamo(request, response) {
        let text = "";
        request.on("data", (part) => (text += part));
        request.on("end", () => {
          reached.push(text);
          response.end("{}");
        });
      },
    });
    const signed = (service: string) => ({
      authorization: `AWS4-HMAC-SHA256 Credential=LAB-tally@eu-west-1/20261122/eu-west-1/${service}/aws4_request`,
    });
    await post(lab.url, { ...json, ...signed("dynamodb"), "x-amz-target": "DynamoDB_20120810.GetItem" }, '{"Key":1}');
    await post(lab.url, { ...json, ...signed("sqs"), "x-amz-target": "AmazonSQS.ListQueues" }, "{}");
    await fetch(`${lab.url}/2013-04-01/hostedzone`);
    expect(calls).toEqual([
      ["LAB-tally@eu-west-1", "dynamodb", "GetItem", '{"Key":1}'],
      ["LAB-tally@eu-west-1", "sqs", "ListQueues", "{}"],
      ["", "route53", "ListHostedZones", ""],
    ]);
    expect(reached).toEqual(['{"Key":1}']);
  });
});
