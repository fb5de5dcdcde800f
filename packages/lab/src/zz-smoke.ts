import { startTestSide, credentials } from "./aws/test-side.ts";
import { createRoute53, route53Client } from "@flipwatch/adapters/aws/route53";
import { createMetrics, cloudwatchClient } from "@flipwatch/adapters/aws/cloudwatch";
import { createSnsPublisher, snsClient } from "@flipwatch/adapters/aws/sns";
import { createWakeUps, sqsClient } from "@flipwatch/adapters/aws/sqs";
import { failoverEvent } from "@flipwatch/adapters/testing/events";
import { systemClock } from "@flipwatch/adapters/system-clock";
import { createRecords } from "@flipwatch/adapters/store/records";
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { discover } from "@flipwatch/functions/steps/discover";
import { health } from "@flipwatch/functions/steps/health";
import { ChangeResourceRecordSetsCommand, CreateHealthCheckCommand } from "@aws-sdk/client-route-53";
import { CreateTopicCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand } from "@aws-sdk/client-sqs";

const t = await startTestSide(100, { assumptions: { throttle: true } as never });
const opt = { endpoint: `${t.url}/region/eu-west-1`, credentials };
const { zone } = t.side.route53.createZone({ name: "example.com.", callerReference: "c" });
const raw = route53Client(opt);
const hc = await raw.send(new CreateHealthCheckCommand({ CallerReference: "x", HealthCheckConfig: { Type: "HTTP", IPAddress: "192.0.2.10", Port: 80, RequestInterval: 10, FailureThreshold: 3 } }));
const id = hc.HealthCheck!.Id!;
for (let b = 0; b < 3; b++) {
  const Changes = Array.from({ length: 150 }, (_, i) => [["PRIMARY", "192.0.2.10"], ["SECONDARY", "192.0.2.20"]].map(([side, ip]) => ({ Action: "CREATE" as const, ResourceRecordSet: { Name: `n${b * 150 + i}.example.com`, Type: "A" as const, SetIdentifier: side, Failover: side as never, TTL: 60, ResourceRecords: [{ Value: ip }], ...(side === "PRIMARY" && { HealthCheckId: id }) } }))).flat();
  for (let k = 0; ; k++) try { await raw.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zone.id, ChangeBatch: { Changes } })); break; } catch (e) { if (k > 50) throw e; await new Promise((r) => setTimeout(r, 500)); }
}
t.side.route53.settle();
const records = createRecords(createMemoryTable());
const route53 = createRoute53({ client: route53Client(opt), requestsPerSecond: 2, clock: systemClock });
let t0 = Date.now();
const log = (...a: unknown[]) => console.log("log", ...a);
console.log(await discover({ records, route53, config: { zones: ["example.com"], pairs: [] }, clock: systemClock, log }), Date.now() - t0, "ms");
t0 = Date.now();
console.log((await route53.recordSetsOf(zone.id, "n7.example.com")).length, Date.now() - t0);
console.log(await route53.healthChecks({ names: true }), (await route53.checkers(id)).slice(0, 2));
for (let i = 0; i < 4; i++) {
  await new Promise((r) => setTimeout(r, 6_000));
  console.log(await health({ records, metrics: createMetrics({ client: cloudwatchClient(opt), periodMs: 6_000 }), route53, clock: systemClock, policy: { ttlUnitMs: 100, unverifiedMs: 60_000 }, log }));
  console.log([...(await records.readings.latest()).values()]);
}
const sns = snsClient("eu-west-1", opt);
const topic = await sns.send(new CreateTopicCommand({ Name: "flipwatch" }));
await createSnsPublisher({ client: sns, topicArn: topic.TopicArn! }).publish(failoverEvent());
const sqs = sqsClient("eu-west-1", opt);
const q = await sqs.send(new CreateQueueCommand({ QueueName: "wake.fifo", Attributes: { FifoQueue: "true" } }));
console.log(q.QueueUrl);
await createWakeUps({ queueUrl: q.QueueUrl!, region: "eu-west-1", client: sqs }).wake(3, "a#b");
console.log(t.side.sqs.queues(), t.troubles);
const src = t.side.sqs.source("wake.fifo");
console.log(await src.receive({ max: 5, waitMs: 100 }));
await t.close();
