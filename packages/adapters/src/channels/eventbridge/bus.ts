/** Talks to EventBridge's API. A file of its own, since the client is loaded only where an event bus is configured. */
import {
  DescribeEventBusCommand,
  EventBridgeClient,
  type EventBridgeClientConfig,
  PutEventsCommand,
  type PutEventsRequestEntry,
  type PutEventsResultEntry,
} from "@aws-sdk/client-eventbridge";

/** Without the SDK's retries, or a try that timed out could hide behind a later one. */
export function eventBridgeClient(region: string, overrides: EventBridgeClientConfig = {}): EventBridgeClient {
  return new EventBridgeClient({ requestHandler: { connectionTimeout: 3_000 }, maxAttempts: 1, ...overrides, region });
}

/** One request with one entry. Resolves with what became of the entry, if EventBridge said; any error as the SDK gives it. */
export async function putEvent(
  client: EventBridgeClient,
  entry: PutEventsRequestEntry,
  timeoutMs: number,
): Promise<PutEventsResultEntry | undefined> {
  const { Entries } = await client.send(new PutEventsCommand({ Entries: [entry] }), { abortSignal: AbortSignal.timeout(timeoutMs) });
  return Entries?.[0];
}

/** Resolves where the bus is there; any error as the SDK gives it. */
export async function findBus(client: EventBridgeClient, busArn: string, timeoutMs: number): Promise<void> {
  await client.send(new DescribeEventBusCommand({ Name: busArn }), { abortSignal: AbortSignal.timeout(timeoutMs) });
}
