/** The Lambda around deliver: behind the alert queue, and by schedule for what was left unsettled. */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { type DeliverPorts, deliver, sweep } from "../steps/deliver.ts";

export type DeliverEvent = Partial<SQSEvent>;

/** What failed to be told is gone on with by schedule. Only a record that nobody would remember comes back, and ends in the dead-letter queue after too many times. */
export function serveDeliver(ports: DeliverPorts): (event: DeliverEvent) => Promise<SQSBatchResponse> {
  return async (event) => {
    if (event.Records === undefined) {
      await sweep(ports);
      return { batchItemFailures: [] };
    }
    const logs = new Map(event.Records.map((record) => [record.messageId, logOf(record)]));
    const result = await deliver(ports, [...new Set([...logs.values()].filter((log) => log !== undefined))]);
    const again = new Set(result.again);
    ports.log("info", "delivered", { ...result });
    return {
      batchItemFailures: [...logs].filter(([, log]) => log === undefined || again.has(log)).map(([itemIdentifier]) => ({ itemIdentifier })),
    };
  };
}

/** The log a wake-up is about: the SNS envelope's attribute `pair`, or the same as a message attribute under raw delivery. */
function logOf(record: SQSRecord): string | undefined {
  const raw = record.messageAttributes?.pair?.stringValue;
  if (raw !== undefined) return raw;
  try {
    return (JSON.parse(record.body) as { MessageAttributes?: { pair?: { Value?: string } } }).MessageAttributes?.pair?.Value;
  } catch {
    return undefined;
  }
}
