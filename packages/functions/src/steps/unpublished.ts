/** Finds what SNS did not take yet: the first event that waits in each log. Whether it waits for too long is core's to say. */
import type { Records } from "@flipwatch/adapters/store/records";
import { FLEET, type HeartbeatFacts, isSettled, type LogId, type Tailed } from "@flipwatch/core";

/** Of a shard: one that waits for too long is enough. */
const LOGS_MAX = 20;

type Waiting = HeartbeatFacts["unpublished"][number];

export interface UnpublishedPorts {
  records: Pick<Records, "heads" | "logHeads" | "log">;
}

/** Where nothing waits, one look into the index a shard. */
export async function unpublished({ records }: UnpublishedPorts, shards: readonly number[]): Promise<Waiting[]> {
  const [fleet, ...pairs] = await Promise.all([
    records.logHeads.get(FLEET),
    ...shards.map(async (shard) => (await records.heads.unsettledOrDue(shard, 0)).slice(0, LOGS_MAX)),
  ]);
  const waiting = pairs.flat();
  const heads = waiting.length === 0 ? [] : [...(await records.heads.getMany(waiting)).values()];
  const logs: [LogId, Tailed][] = heads.map((head) => [head.pair, head]);
  if (fleet !== undefined) logs.push([FLEET, fleet]);
  const firsts = await Promise.all(logs.map(([log, head]) => firstWaiting(records, log, head)));
  return firsts.filter((first) => first !== undefined);
}

async function firstWaiting(records: UnpublishedPorts["records"], log: LogId, head: Tailed): Promise<Waiting | undefined> {
  // Since the index said so it may have been published.
  if (isSettled(head)) return undefined;
  const after = head.publishedThrough;
  const [archived] = after < head.archivedThrough ? await records.log.read(log, { after, limit: 1 }) : [];
  const first = archived ?? head.tail.find((event) => event.number > after);
  return first && { log, recordedAt: first.recordedAt };
}
