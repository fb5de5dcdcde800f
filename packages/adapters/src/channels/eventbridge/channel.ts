/** Puts each event on an EventBridge bus, for rules and automation. What is in it is core's event schema. */
import type { EventBridgeClient, PutEventsResultEntry } from "@aws-sdk/client-eventbridge";
import { type Channel, FlipwatchError, type FlipwatchEvent, type SendResult } from "@flipwatch/core";
import { awsFailure } from "../../aws/failure.ts";
import { resourceProblem } from "../../aws/resource-problem.ts";
import { type ChannelDeps, DEFAULT_TIMEOUT_MS } from "../deps.ts";
import { eventJson } from "../short-event.ts";
import type { EventBridgeConfig } from "./config.ts";

/**
 * An entry may have 256 KB, its other members and what JSON adds included (EventBridge User Guide, "Calculating PutEvents event entry
 * size"). Newer quotas may allow more; this much every region takes.
 */
const DETAIL_LIMIT_BYTES = 256 * 1024 - 4_096;

/** Dedupes: EventBridge itself delivers at least once, so every rule's target has to know a repeat by the event's id, `detail.id`. */
export function createEventBridgeChannel(config: EventBridgeConfig, deps: ChannelDeps): Channel {
  const { busArn } = config;
  const timeoutMs = deps.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const region = regionOfBus(busArn);
  let client: EventBridgeClient | undefined;
  const connected = async () => {
    const bus = await import("./bus.ts");
    client ??= deps.eventBridgeClient?.(region) ?? bus.eventBridgeClient(region);
    return { ...bus, client };
  };
  return {
    id: `eventbridge:${config.name}`,
    dedupes: true,
    audience: "machines",
    async send(event) {
      const { putEvent, client } = await connected();
      return putEvent(client, entryOf(event, busArn), timeoutMs).then(outcomeOf, troubleOf);
    },
    async check() {
      const { findBus, client } = await connected();
      return findBus(client, busArn, timeoutMs).then(
        () => undefined,
        (error) => resourceProblem(error, { what: `event bus ${busArn}`, field: "busArn", permission: "events:PutEvents" }),
      );
    },
  };
}

/** `arn:aws:events:eu-west-1:123456789012:event-bus/alerts` → `eu-west-1`. */
function regionOfBus(busArn: string): string {
  const region = busArn.split(":")[3];
  if (!region) throw new FlipwatchError("config-invalid", `"${busArn}" is not the ARN of an event bus: it names no region`);
  return region;
}

function entryOf(event: FlipwatchEvent, busArn: string) {
  return {
    EventBusName: busArn,
    Source: "flipwatch",
    DetailType: event.kind,
    Time: new Date(event.at),
    Detail: eventJson(event, DETAIL_LIMIT_BYTES),
  };
}

/** A request that is taken may still fail entry by entry (EventBridge API Reference, PutEvents); ours has one. */
function outcomeOf(entry: PutEventsResultEntry | undefined): SendResult {
  if (entry?.EventId !== undefined) return { outcome: "delivered", reference: entry.EventId };
  if (entry?.ErrorCode === undefined) return { outcome: "unknown", error: "EventBridge answered without an event id" };
  return refused(entry.ErrorCode, entry.ErrorMessage ?? "no reason was given");
}

function troubleOf(error: unknown): SendResult {
  const failure = awsFailure(error);
  if (failure.outcomeUnknown) return { outcome: "unknown", error: `EventBridge may have taken it: ${failure.code}: ${failure.message}` };
  return refused(failure.code, failure.message);
}

/** What EventBridge says of an event that it will never take (EventBridge API Reference, PutEventsResultEntry). */
const EVENT_REFUSED = new Set(["InvalidArgument", "MalformedDetail", "RedactionFailure", "ValidationException"]);

/** A missing bus or permission can be put right while the delivery is retried. */
function refused(code: string, message: string): SendResult {
  return { outcome: "failed", error: `EventBridge did not take it: ${code}: ${message}`, retryable: !EVENT_REFUSED.has(code) };
}
