/** The Lambda around deliver: behind the alert queue, and by schedule for what was left unsettled. */

import type { Records } from "@flipwatch/adapters/store/records";
import type { Ms } from "@flipwatch/core";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { type DeliverPorts, type DeliverResult, deliver, sweep } from "../steps/deliver.ts";

export type DeliverEvent = Partial<SQSEvent>;

export interface ServeDeliverPorts extends DeliverPorts {
  records: DeliverPorts["records"] & Pick<Records, "inbox">;
}

/** What failed to be told is gone on with by schedule. Only a record that nobody would remember comes back, and ends in the dead-letter queue after too many times. */
export function serveDeliver(ports: ServeDeliverPorts): (event: DeliverEvent) => Promise<SQSBatchResponse> {
  return async (event) => {
    const wakeUps = (event.Records ?? []).map(wakeUpOf);
    const result = event.Records === undefined ? await sweep(ports) : await deliver(withPublished(ports, wakeUps), logsOf(wakeUps));
    await leaveGivenUp(ports, result);
    if (result.sends + result.troubles.length > 0) ports.log("info", "delivered", { ...result });
    const again = new Set(result.again);
    const failed = wakeUps.filter(({ log }) => log === undefined || again.has(log));
    return { batchItemFailures: failed.map(({ id }) => ({ itemIdentifier: id })) };
  };
}

interface WakeUp {
  id: string;
  /** Undefined for a message that is not ours. */
  log?: string;
  published?: { event: string; at: Ms };
}

/** The SNS envelope names the log by the attribute `pair`, and says when SNS accepted the event; under raw delivery the attribute is the message's own. */
function wakeUpOf(record: SQSRecord): WakeUp {
  const id = record.messageId;
  const raw = record.messageAttributes?.pair?.stringValue;
  if (raw !== undefined) return { id, log: raw };
  try {
    const envelope = JSON.parse(record.body) as Envelope;
    const { id: event } = JSON.parse(envelope.Message ?? "{}") as { id?: string };
    const at = Date.parse(envelope.Timestamp ?? "");
    return {
      id,
      log: envelope.MessageAttributes?.pair?.Value,
      published: event === undefined || Number.isNaN(at) ? undefined : { event, at },
    };
  } catch {
    return { id };
  }
}

interface Envelope {
  Message?: string;
  Timestamp?: string;
  MessageAttributes?: { pair?: { Value?: string } };
}

function logsOf(wakeUps: readonly WakeUp[]): string[] {
  return [...new Set(wakeUps.flatMap(({ log }) => log ?? []))];
}

function withPublished(ports: ServeDeliverPorts, wakeUps: readonly WakeUp[]): ServeDeliverPorts {
  const published = wakeUps.flatMap((wakeUp) => wakeUp.published ?? []);
  return { ...ports, publishedAt: new Map(published.map(({ event, at }) => [event, at])) };
}

/** Only tally writes the FLEET log, through which the other channels are told of it. */
async function leaveGivenUp({ records }: ServeDeliverPorts, { givenUp }: DeliverResult): Promise<void> {
  for (const { event, channel, error = "no reason was given", settledAt: at } of givenUp) {
    await records.inbox.leave({ kind: "delivery-given-up", event, channel, error, at });
  }
}
