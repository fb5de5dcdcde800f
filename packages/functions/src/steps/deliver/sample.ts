/** For the tests of deliver: a channel that keeps what it hears, and the events it is told of. */
import { failoverEvent } from "@flipwatch/adapters/testing/events";
import type { Channel, FlipwatchEvent, SendResult } from "@flipwatch/core";

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
  readonly heard: Message[] = [];
  answer: (event: FlipwatchEvent) => Promise<SendResult> = async () => ({ outcome: "delivered" });

  constructor(id: string, dedupes = false) {
    this.id = id;
    this.dedupes = dedupes;
  }

  async send(event: FlipwatchEvent, { possibleRepeat }: { possibleRepeat: boolean }): Promise<SendResult> {
    this.heard.push({ number: event.number, possibleRepeat });
    return this.answer(event);
  }
}

export function event(number: number, changes: Partial<FlipwatchEvent> = {}): FlipwatchEvent {
  return failoverEvent({ pair, number, at: start + number, recordedAt: start + number, ...changes });
}

export function numbers(ear: Ear): number[] {
  return ear.heard.map((message) => message.number);
}
