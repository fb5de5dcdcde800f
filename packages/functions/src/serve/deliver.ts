/** The Lambda around deliver: behind the alert queue, and by schedule for what was left unsettled. */

import type { Records } from "@flipwatch/adapters/store/records";
import { FLEET, type FlipwatchEvent, type Ms } from "@flipwatch/core";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { datePublications } from "../steps/deliver/date-publications.ts";
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
    await leaveFacts(ports, result);
    await dateTheRest(ports, wakeUps, result);
    if (result.sends + result.troubles.length > 0) ports.log("info", "delivered", { ...result, told: [...result.told] });
    const again = new Set(result.again);
    const failed = wakeUps.filter(
      ({ log, refused }) => log === undefined || again.has(log) || (refused !== undefined && again.has(refused)),
    );
    return { batchItemFailures: failed.map(({ id }) => ({ itemIdentifier: id })) };
  };
}

interface WakeUp {
  id: string;
  /** Undefined for a message that is not ours. */
  log?: string;
  /** The log of an event that SNS would not take: only the FLEET event about it wakes anybody for it. */
  refused?: string;
  published?: { event: string; at: Ms };
}

/** The SNS envelope names the log by the attribute `pair`, and says when SNS accepted the event; under raw delivery the attribute is the message's own. */
function wakeUpOf(record: SQSRecord): WakeUp {
  const id = record.messageId;
  const raw = record.messageAttributes?.pair?.stringValue;
  if (raw !== undefined) return { id, log: raw, refused: raw === FLEET ? refusedLog(record.body) : undefined };
  try {
    const envelope = JSON.parse(record.body) as Envelope;
    const { id: event } = JSON.parse(envelope.Message ?? "{}") as { id?: string };
    const at = Date.parse(envelope.Timestamp ?? "");
    return {
      id,
      log: envelope.MessageAttributes?.pair?.Value,
      refused: refusedLog(envelope.Message ?? "{}"),
      published: event === undefined || Number.isNaN(at) ? undefined : { event, at },
    };
  } catch {
    return { id };
  }
}

/** A body that is no event (one machine's wake-ups carry none) is about no other log. */
function refusedLog(message: string): string | undefined {
  if (!message.startsWith("{")) return undefined;
  const { kind, detail } = JSON.parse(message) as Partial<FlipwatchEvent>;
  const event = kind === "unpublishable" ? detail?.event : undefined;
  return typeof event === "string" ? event.slice(0, event.lastIndexOf("#")) : undefined;
}

interface Envelope {
  Message?: string;
  Timestamp?: string;
  MessageAttributes?: { pair?: { Value?: string } };
}

function logsOf(wakeUps: readonly WakeUp[]): string[] {
  return [...new Set(wakeUps.flatMap(({ log, refused }) => [log ?? [], refused ?? []].flat()))];
}

function withPublished(ports: ServeDeliverPorts, wakeUps: readonly WakeUp[]): ServeDeliverPorts {
  return { ...ports, publishedAt: publishedIn(wakeUps) };
}

function publishedIn(wakeUps: readonly WakeUp[]): Map<string, Ms> {
  return new Map(wakeUps.flatMap(({ published }) => (published === undefined ? [] : [[published.event, published.at] as const])));
}

/** Events that this run told are dated already; the others were told by whoever an earlier one of their log had woken. */
async function dateTheRest(ports: ServeDeliverPorts, wakeUps: readonly WakeUp[], { told }: DeliverResult): Promise<void> {
  const rest = [...publishedIn(wakeUps)].filter(([event]) => !told.has(event));
  await datePublications(ports, new Map(rest), ports.channels.length);
}

/** Only tally writes the FLEET log, through which the other channels are told of it. */
async function leaveFacts({ records }: ServeDeliverPorts, { givenUp, facts }: DeliverResult): Promise<void> {
  // A break first: what is given up while it lasts is counted, not told one by one.
  for (const fact of facts) await records.inbox.leave(fact);
  for (const { event, channel, error = "no reason was given", settledAt: at } of givenUp) {
    await records.inbox.leave({ kind: "delivery-given-up", event, channel, error, at });
  }
}
