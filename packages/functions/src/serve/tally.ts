/** The Lambda around tally: woken through the queue for one shard, and by schedule for all of them. */
import type { SQSEvent } from "aws-lambda";
import { type TallyPorts, type TallySummary, tally } from "../steps/tally/tally.ts";

/** Anything but queue records is a schedule: all shards. */
export type TallyEvent = Partial<SQSEvent>;

/** Always acknowledges a wake-up it understood: what fails now is done by the minute's run, which throws so that the alarm on errors sees it. */
export function serveTally(ports: TallyPorts): (event: TallyEvent) => Promise<TallySummary[]> {
  return async (event) => {
    const shards = event.Records === undefined ? await allShards(ports) : shardsOf(event.Records);
    const summaries: TallySummary[] = [];
    for (const shard of shards) summaries.push(await tally(ports, shard));
    if (summaries.some((summary) => summary.events + summary.fleetEvents + summary.unsettled > 0))
      ports.log("info", "tallied", { summaries });
    return summaries;
  };
}

async function allShards(ports: TallyPorts): Promise<number[]> {
  return (await ports.records.manifests.current()).map((manifest) => manifest.shard);
}

/** A wake-up's body is `{"shard":n}`; anything else in the queue is not ours, and is passed over. */
function shardsOf(records: SQSEvent["Records"]): number[] {
  const shards = records.map((record) => {
    try {
      return (JSON.parse(record.body) as { shard?: unknown }).shard;
    } catch {
      return undefined;
    }
  });
  return [...new Set(shards.filter((shard): shard is number => Number.isInteger(shard)))];
}
