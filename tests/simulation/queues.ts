/** The two queues: wake-ups for tally, and the topic's messages for deliver. What is put in comes out a little later, maybe twice, late, or never. */
import { type Clock, FLEET, FlipwatchError, type FlipwatchEvent, type Ms, type Publisher, type WakeUps } from "@flipwatch/core";
import type { SQSEvent } from "aws-lambda";
import type { Random } from "./random.ts";

export interface QueueFaults {
  /** Shares of messages. */
  lost: number;
  doubled: number;
  late: number;
}

export const orderly = (): QueueFaults => ({ lost: 0, doubled: 0, late: 0 });

const TRANSIT_MS = 50;
const LATE_MS = 45_000;

export interface Queue {
  /** `delayMs`: held back by the queue. */
  put(body: unknown, delayMs?: Ms): void;
  faults: QueueFaults;
  /** How many messages have been handed out. */
  taken: number;
}

/** `off`: nobody was there to take it. */
export type Taken = "done" | "again" | "off";

/** `take` is called for each message as it arrives; what comes back as failed is given again after the visibility timeout, 5 times at most. */
export function createQueue(clock: Clock, random: Random, take: (event: SQSEvent) => Promise<Taken>): Queue {
  const queue: Queue = { faults: orderly(), taken: 0, put };
  let ids = 0;

  async function hand(body: string, at: Ms, receives: number): Promise<void> {
    await clock.until(at);
    ids += 1;
    queue.taken += 1;
    const outcome = await take({ Records: [{ messageId: `message-${ids}`, body }] } as SQSEvent);
    const received = outcome === "off" ? receives : receives + 1;
    if (outcome !== "done" && received <= 5) void hand(body, clock.now() + 60_000, received);
  }

  function put(body: unknown, delayMs = 0): void {
    const { lost, doubled, late } = queue.faults;
    if (lost > 0 && random.chance(lost)) return;
    const copies = doubled > 0 && random.chance(doubled) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const delay = late > 0 && random.chance(late) ? random.between(TRANSIT_MS, LATE_MS) : TRANSIT_MS;
      void hand(JSON.stringify(body), clock.now() + delayMs + delay, 1);
    }
  }
  return queue;
}

export interface WakeQueue extends WakeUps {
  isDown: boolean;
}

/** Drops what has been said in the last five minutes, as SQS FIFO does. */
export function createWakeQueue(clock: Clock, queue: Queue): WakeQueue {
  const said = new Map<string, Ms>();
  const wakeQueue: WakeQueue = {
    isDown: false,
    async wake(shard, deduplication) {
      if (wakeQueue.isDown) throw new FlipwatchError("sqs-failed", "SQS is down", { retryable: true });
      const isRepeat = clock.now() - (said.get(deduplication) ?? Number.NEGATIVE_INFINITY) < 300_000;
      said.set(deduplication, clock.now());
      if (!isRepeat) queue.put({ shard });
    },
  };
  return wakeQueue;
}

/** `refuses`: for good, every event of the pair. `answerLost`: accepts the event, but the publisher hears of a failure. */
export type TopicFault = "down" | "refuses" | "answerLost";

export interface Topic extends Publisher {
  fault: TopicFault | undefined;
  /** Everything accepted, repeats included. */
  readonly accepted: FlipwatchEvent[];
}

export function createTopic(queue: Queue): Topic {
  const topic: Topic = {
    fault: undefined,
    accepted: [],
    async publish(event) {
      if (topic.fault === "refuses" && event.pair !== FLEET)
        throw new FlipwatchError("sns-failed", "SNS refuses the message", { retryable: false });
      if (topic.fault === "down") throw new FlipwatchError("sns-failed", "SNS is down", { retryable: true });
      topic.accepted.push(event);
      queue.put({ Message: JSON.stringify(event), MessageAttributes: { pair: { Value: event.pair } } });
      if (topic.fault === "answerLost") throw new FlipwatchError("sns-failed", "SNS did not answer", { retryable: true });
    },
  };
  return topic;
}
