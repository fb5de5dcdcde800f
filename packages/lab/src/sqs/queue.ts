/**
 * One queue: order, visibility, long polls, FIFO groups and deduplication, and the way to the dead-letter queue
 * (SQS Developer Guide, pages on visibility timeout, FIFO delivery logic, dead-letter queues). All durations are divided by the speed.
 */
import type { Ms } from "@flipwatch/core";
import { AwsError } from "../aws/aws-error.ts";
import { newUuid } from "../route53/name.ts";
import type { LabTime, Random } from "../types.ts";
import type { Message, NewMessage } from "./message.ts";

export interface QueueSettings {
  visibilitySeconds: number;
  delaySeconds: number;
  waitSeconds: number;
  retentionSeconds: number;
  contentBasedDeduplication: boolean;
  redrive?: { targetArn: string; maxReceiveCount: number };
}

export interface ReceiveOptions {
  max: number;
  waitMs: number;
  visibilityMs?: number;
  signal?: AbortSignal;
}

export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly fifo: boolean;
  settings: QueueSettings;
  /** What the creator set, as given, for GetQueueAttributes. */
  given: Record<string, string>;
  readonly createdAt: Ms;
  send(message: NewMessage): Message;
  /** A message that used up its receives elsewhere. */
  bury(message: Message): void;
  receive(options: ReceiveOptions): Promise<Message[]>;
  /** False when the receipt is of no message; that is no error for a standard queue. */
  delete(receipt: string): boolean;
  changeVisibility(receipt: string, visibilityMs: number): void;
  purge(): void;
  counts(): { visible: number; inFlight: number; delayed: number };
  /** Ends every long poll with nothing. */
  close(): void;
}

/** More than any lab needs; a queue that nobody reads must not eat the machine. */
const messagesAtMost = 100_000;
/** SQS keeps deduplication ids for five minutes. */
const deduplicationSeconds = 300;

export interface QueueDeps {
  time: LabTime;
  random: Random;
  /** The queue that dead letters of this one go to. */
  deadLetters(arn: string): Queue | undefined;
}

export function createQueue(
  init: { name: string; arn: string; settings: QueueSettings; given: Record<string, string> },
  deps: QueueDeps,
): Queue {
  const { time, random } = deps;
  const fifo = init.name.endsWith(".fifo");
  let messages: Message[] = [];
  let sequence = 18_850_000_000_000_000_000n;
  const seen = new Map<string, { at: Ms; message: Message }>();
  const sleepers = new Set<() => void>();
  const seconds = (count: number) => count * time.unitMs;
  const wake = () => {
    for (const sleeper of [...sleepers]) sleeper();
  };

  function repeated(id: string | undefined): Message | undefined {
    for (const [key, entry] of seen) {
      if (entry.at + seconds(deduplicationSeconds) > time.now()) break;
      seen.delete(key);
    }
    return id === undefined ? undefined : seen.get(id)?.message;
  }
  function expire(): void {
    const oldest = time.now() - seconds(queue.settings.retentionSeconds);
    if ((messages[0]?.sentAt ?? Number.POSITIVE_INFINITY) < oldest) messages = messages.filter((message) => message.sentAt >= oldest);
  }
  function take(max: number, visibilityMs: number): Message[] {
    expire();
    const now = time.now();
    const blocked = new Set<string>();
    const taken: Message[] = [];
    const buried: Message[] = [];
    for (const message of messages) {
      if (taken.length >= max) break;
      // A group's messages go out in order, and none while an earlier one is in flight or delayed.
      if (message.group !== undefined && blocked.has(message.group)) continue;
      if (message.visibleAt > now) {
        if (fifo && message.group !== undefined) blocked.add(message.group);
        continue;
      }
      (isDead(message) ? buried : taken).push(message);
    }
    for (const message of buried) bury(message);
    return taken.map((message) => hand(message, now + visibilityMs));
  }
  const isDead = (message: Message) => {
    const { redrive } = queue.settings;
    return redrive !== undefined && message.receiveCount >= redrive.maxReceiveCount && deps.deadLetters(redrive.targetArn) !== undefined;
  };
  function bury(message: Message): void {
    messages = messages.filter((other) => other !== message);
    deps.deadLetters(queue.settings.redrive?.targetArn ?? "")?.bury(message);
  }
  function hand(message: Message, visibleAt: Ms): Message {
    message.receiveCount += 1;
    message.firstReceivedAt ??= time.now();
    message.visibleAt = visibleAt;
    message.receipt = newUuid(random);
    return { ...message };
  }
  function nextVisibleAt(): Ms {
    return messages.reduce(
      (soonest, message) => (message.visibleAt > time.now() ? Math.min(soonest, message.visibleAt) : soonest),
      Number.POSITIVE_INFINITY,
    );
  }
  function sleep(until: Ms, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        sleepers.delete(done);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, Math.max(1, until - time.now()));
      sleepers.add(done);
      signal?.addEventListener("abort", done, { once: true });
    });
  }
  let closed = false;
  const queue: Queue = {
    ...init,
    fifo,
    createdAt: time.now(),
    send(input) {
      const known = repeated(input.deduplicationId);
      if (known) return known;
      if (messages.length >= messagesAtMost)
        throw new AwsError("OverLimit", `The lab keeps at most ${messagesAtMost} messages in a queue.`);
      const now = time.now();
      const message: Message = {
        id: newUuid(random),
        body: input.body,
        messageAttributes: input.messageAttributes ?? {},
        ...(input.group === undefined ? {} : { group: input.group }),
        ...(input.deduplicationId === undefined ? {} : { deduplicationId: input.deduplicationId }),
        ...(fifo ? { sequenceNumber: String(++sequence) } : {}),
        sentAt: now,
        visibleAt: now + seconds(input.delaySeconds ?? queue.settings.delaySeconds),
        receiveCount: 0,
      };
      messages.push(message);
      if (input.deduplicationId !== undefined) seen.set(input.deduplicationId, { at: now, message });
      wake();
      return message;
    },
    bury(message) {
      messages.push({ ...message, visibleAt: time.now() });
      wake();
    },
    async receive({ max, waitMs, visibilityMs, signal }) {
      const deadline = time.now() + waitMs;
      while (!closed && !signal?.aborted) {
        const taken = take(max, visibilityMs ?? seconds(queue.settings.visibilitySeconds));
        if (taken.length > 0 || time.now() >= deadline) return taken;
        await sleep(Math.min(deadline, nextVisibleAt()), signal);
      }
      return [];
    },
    delete(receipt) {
      const before = messages.length;
      messages = messages.filter((message) => message.receipt !== receipt);
      wake();
      return messages.length < before;
    },
    changeVisibility(receipt, visibilityMs) {
      const message = messages.find((other) => other.receipt === receipt);
      if (!message || message.visibleAt <= time.now()) {
        throw new AwsError("MessageNotInflight", "The specified message isn't in flight.");
      }
      message.visibleAt = time.now() + visibilityMs;
      wake();
    },
    purge() {
      messages = [];
    },
    counts() {
      expire();
      const now = time.now();
      const hidden = messages.filter((message) => message.visibleAt > now);
      const inFlight = hidden.filter((message) => message.receipt !== undefined).length;
      return { visible: messages.length - hidden.length, inFlight, delayed: hidden.length - inFlight };
    },
    close() {
      closed = true;
      wake();
    },
  };
  return queue;
}
