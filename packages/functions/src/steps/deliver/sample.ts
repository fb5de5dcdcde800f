/** For the tests of deliver: a channel that keeps what it hears, the events it is told of, and what an invocation is given. */
import type { Records } from "@flipwatch/adapters/store/records";
import { failoverEvent } from "@flipwatch/adapters/testing/events";
import { type Channel, type Clock, deliveryPolicyOf, type FlipwatchEvent, type SendResult } from "@flipwatch/core";
import type { DeliverPorts } from "../deliver.ts";

export const start = Date.UTC(2026, 10, 22, 11);
export const pair = "failover.example.com/A";

export interface Message {
  number: number;
  possibleRepeat: boolean;
}

/** A channel that keeps what arrives and answers what the test says. */
export class Ear implements Channel {
  readonly id: string;
  readonly dedupes: boolean;
  readonly audience: Channel["audience"];
  readonly heard: Message[] = [];
  /** The same, whole. */
  readonly events: FlipwatchEvent[] = [];
  answer: (event: FlipwatchEvent) => Promise<SendResult> = async () => ({ outcome: "delivered" });

  constructor(id: string, dedupes = false, audience: Channel["audience"] = "machines") {
    this.id = id;
    this.dedupes = dedupes;
    this.audience = audience;
  }

  async send(event: FlipwatchEvent, { possibleRepeat }: { possibleRepeat: boolean }): Promise<SendResult> {
    this.heard.push({ number: event.number, possibleRepeat });
    this.events.push(event);
    return this.answer(event);
  }
}

export function event(number: number, changes: Partial<FlipwatchEvent> = {}): FlipwatchEvent {
  return failoverEvent({ pair, number, at: start + number, recordedAt: start + number, ...changes });
}

export function numbers(ear: Ear): number[] {
  return ear.heard.map((message) => message.number);
}

let invocations = 0;

/** Of an invocation under a name of its own. */
export function portsOf(records: Records, clock: Clock, channels: readonly Channel[], changes: Partial<DeliverPorts>): DeliverPorts {
  invocations += 1;
  const owner = `invocation-${invocations}`;
  return { records, channels, clock, random: () => 0.5, owner, log: () => {}, policy: deliveryPolicyOf(), ...changes };
}

/** What became of the pair's events at the channel: `1 delivered`. */
export async function deliveriesTo(records: Records, channel: Ear): Promise<string[]> {
  const found = await records.deliveries.of(pair, {});
  return found.filter((delivery) => delivery.channel === channel.id).map((delivery) => `${delivery.number} ${delivery.state}`);
}
