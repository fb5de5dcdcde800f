/** The Lambda around tally: woken through the queue for one shard, and by schedule for all of them. */
import type { SQSEvent } from "aws-lambda";
import { patientPublisher } from "../steps/tally/patient-publisher.ts";
import { INBOX_SHARD } from "../steps/tally/requests.ts";
import { type TallyPorts, type TallySummary, tally } from "../steps/tally/tally.ts";

/** Anything but queue records is a schedule: all shards. */
export type TallyEvent = Partial<SQSEvent>;

/** Always acknowledges a wake-up it understood: what fails now is done by the minute's run, which throws so that the alarm on errors sees it. */
export function serveTally(ports: TallyPorts): (event: TallyEvent) => Promise<TallySummary[]> {
  return async (event) => {
    const shards = event.Records === undefined ? await shardsToTally(ports.records) : shardsOf(event.Records);
    const summaries: TallySummary[] = [];
    const troubles: unknown[] = [];
    // For all shards together: while SNS hangs, each would wait for it anew.
    const run = { ...ports, publisher: patientPublisher(ports.publisher, ports.clock) };
    // A shard's trouble is its own, but the alarm on errors is to see it.
    for (const shard of shards)
      await tally(run, shard).then(
        (summary) => summaries.push(summary),
        (problem) => troubles.push(problem),
      );
    const isTold =
      event.Records === undefined || summaries.some(({ events, fleetEvents, unsettled }) => events + fleetEvents + unsettled > 0);
    if (isTold) ports.log("info", "tallied", { oldestUnsettledSeconds: oldestSeconds(summaries), summaries });
    if (troubles.length > 0) throw troubles[0];
    return summaries;
  };
}

/** An alarm outside of our code goes by it, and misses it where it is not said each minute. */
function oldestSeconds(summaries: readonly TallySummary[]): number {
  return Math.round(Math.max(0, ...summaries.map(({ unsettledMs }) => unsettledMs)) / 1_000);
}

/** By schedule all; the one that tells what other steps left also before there is any pair. */
export async function shardsToTally(records: Pick<TallyPorts["records"], "manifests">): Promise<number[]> {
  const shards = (await records.manifests.current()).map((manifest) => manifest.shard);
  return [...new Set([INBOX_SHARD, ...shards])];
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
