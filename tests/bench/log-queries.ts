/** How many Queries of DynamoDB the API makes of each log for one window of a pair's timeline, counted at the table. */
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords } from "@flipwatch/adapters/store/records";
import { DAY, FLEET, type Ms, type PairDefinition, policyOf, type Table } from "@flipwatch/core";
import { sampleEvent, sampleHealth, samplePair, sampleVote } from "@flipwatch/core/timeline/sample";
import { apiApp } from "@flipwatch/functions/flow";

/** Two votes and a flip a day and more: a quarter of a year of an unquiet pair. */
const EVENTS = 900;
const CHECK_EVENTS = 400;

export interface LogQueries {
  events: number;
  /** Of events, by the log's key. */
  ofLogs: Record<string, number>;
  /** Of whatever else, such as deliveries. */
  others: number;
}

export async function countLogQueries(now: Ms): Promise<LogQueries> {
  const counted: LogQueries = { events: EVENTS + 2 * CHECK_EVENTS + 1, ofLogs: {}, others: 0 };
  const memory = createMemoryTable();
  const table: Table = {
    ...memory,
    query: (range) => {
      if (range.from?.startsWith("EVENT#")) counted.ofLogs[range.pk] = (counted.ofLogs[range.pk] ?? 0) + 1;
      else counted.others += 1;
      return memory.query(range);
    },
  };
  const records = createRecords(table);
  const at = (index: number, count: number) => ({ by: Math.round(now - 90 * DAY + (index * 90 * DAY) / count) });
  await records.definitions.put(definition);
  await records.manifests.put({ shard: 0, version: 1, at: now, slots: [{ pair: samplePair, revision: 1 }] });
  await records.log.append([
    ...Array.from({ length: EVENTS }, (_, index) =>
      sampleVote(index + 1, "eu-central-1", index % 2 ? "secondary" : "primary", at(index, EVENTS)),
    ),
    ...["p", "s"].flatMap((check) =>
      Array.from({ length: CHECK_EVENTS }, (_, index) =>
        sampleHealth(index + 1, check, index % 2 ? "unhealthy" : "healthy", 100, at(index, CHECK_EVENTS).by),
      ),
    ),
    sampleEvent(1, "region-silent", at(1, EVENTS), { pair: FLEET, region: "eu-central-1" }),
  ]);
  const config = { home: "eu-west-1", regions: ["eu-central-1"], zones: [], pairs: [], channels: { slack: [], sns: [], webhook: [] } };
  const policy = policyOf({ regions: config.regions, intervalSeconds: 10 });
  const app = apiApp({ records, clock: { now: () => now }, policy, config, log: () => undefined });
  counted.ofLogs = {};
  counted.others = 0;
  const reply = await app.request(`/api/pairs/${encodeURIComponent(samplePair)}/timeline?from=90d&width=1000`);
  if (!reply.ok) throw new Error(`the API answered ${reply.status}: ${await reply.text()}`);
  return counted;
}

const definition: PairDefinition = {
  id: samplePair,
  name: "failover.example.com",
  type: "A",
  source: "config",
  primary: { values: ["192.0.2.10"], healthCheckId: "p" },
  secondary: { values: ["192.0.2.20"], healthCheckId: "s" },
  ttlSeconds: 60,
  revision: 1,
  revisedAt: 0,
};
