import { route53Client } from "@flipwatch/adapters/aws/route53";
import { sqsClient } from "@flipwatch/adapters/aws/sqs";
import { systemClock } from "@flipwatch/adapters/system-clock";
import { startServer, type TestServer } from "@flipwatch/adapters/testing/http-server";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { wireRoute53 } from "./route53.ts";
import { wireWakeUps } from "./wake-ups.ts";

const credentials = { accessKeyId: "AKIDLOCAL", secretAccessKey: "local" };

let server: TestServer;
beforeEach(async () => {
  server = await startServer((_received, reply) => {
    reply.writeHead(403);
    reply.end();
  });
});
afterEach(() => server.close());

describe("a client that is loaded late", () => {
  const route53 = () =>
    wireRoute53({ client: route53Client({ endpoint: server.origin, credentials }), requestsPerSecond: 1_000, clock: systemClock });

  it.each<[string, (asked: ReturnType<typeof route53>) => Promise<unknown>, string]>([
    ["zones", (asked) => asked.zones(), "/2013-04-01/hostedzone"],
    ["zone", (asked) => asked.zone("Z1"), "/2013-04-01/hostedzone/Z1"],
    ["recordSets", (asked) => asked.recordSets("Z1")[Symbol.asyncIterator]().next(), "/2013-04-01/hostedzone/Z1/rrset"],
    ["recordSetsOf", (asked) => asked.recordSetsOf("Z1", "a.example.com"), "/2013-04-01/hostedzone/Z1/rrset"],
    ["checkers", (asked) => asked.checkers("hc-1"), "/2013-04-01/healthcheck/hc-1/status"],
    ["healthChecks", (asked) => asked.healthChecks(), "/2013-04-01/healthcheck"],
  ])("asks Route 53 for %s, and passes its refusal on", async (_what, ask, path) => {
    await expect(ask(route53())).rejects.toMatchObject({ code: "route53-failed" });
    expect(server.received.map(({ url }) => url.split("?")[0])).toEqual([path]);
  });

  it("wakes tally, and passes a refusal on", async () => {
    const client = sqsClient("eu-west-1", { endpoint: server.origin, credentials, maxAttempts: 1 });
    const { wake } = wireWakeUps({ client, queueUrl: `${server.origin}/123456789012/wake.fifo`, region: "eu-west-1" });
    await expect(wake(3, "once")).rejects.toMatchObject({ code: "sqs-failed" });
    expect(JSON.parse(server.received[0]?.body ?? "{}")).toMatchObject({ MessageBody: '{"shard":3}', MessageDeduplicationId: "once" });
  });
});
