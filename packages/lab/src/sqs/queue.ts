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

export interface QueueInit {
  name: string;
  arn: string;
  settings: QueueSettings;
  /** What the creator set, as given, for GetQueueAttributes. */
  given: Record<string, string>;
}

export interface QueueDeps {
  time: LabTime;
  random: Random;
  /** The queue that dead letters of this one go to. */
  deadLetters(arn: string): Queue | undefined;
}

/** More than any lab needs; a queue that nobody reads must not eat the machine. */
const messagesAtMost = 100_000;
/** SQS keeps deduplication ids for five minutes. */
const deduplicationSeconds = 300;

export class Queue {
  readonly name: string;
  readonly arn: string;
  readonly fifo: boolean;
  readonly createdAt: Ms;
  settings: QueueSettings;
  given: Record<string, string>;
  readonly #deps: QueueDeps;
  #messages: Message[] = [];
  #sequence = 18_850_000_000_000_000_000n;
  readonly #seen = new Map<string, { at: Ms; message: Message }>();
  readonly #sleepers = new Set<() => void>();
  #closed = false;

  constructor(init: QueueInit, deps: QueueDeps) {
    this.name = init.name;
    this.arn = init.arn;
    this.fifo = init.name.endsWith(".fifo");
    this.settings = init.settings;
    this.given = init.given;
    this.createdAt = deps.time.now();
    this.#deps = deps;
  }

  /** A repeated deduplication id is accepted and gives the first message again. */
  send(input: NewMessage): Message {
    const known = this.#repeated(input.deduplicationId);
    if (known) return known;
    if (this.#messages.length >= messagesAtMost)
      throw new AwsError("OverLimit", `The lab keeps at most ${messagesAtMost} messages in a queue.`);
    const message = this.#newMessage(input);
    this.#messages.push(message);
    if (input.deduplicationId !== undefined) this.#seen.set(input.deduplicationId, { at: message.sentAt, message });
    this.#wake();
    return message;
  }

  /** Takes a message in that used up its receives elsewhere. */
  bury(message: Message): void {
    this.#messages.push({ ...message, visibleAt: this.#now() });
    this.#wake();
  }

  /** Long poll: comes back as soon as there is a message, or with none. */
  async receive({ max, waitMs, visibilityMs, signal }: ReceiveOptions): Promise<Message[]> {
    const deadline = this.#now() + waitMs;
    while (!this.#closed && !signal?.aborted) {
      const taken = this.#take(max, visibilityMs ?? this.#scaled(this.settings.visibilitySeconds));
      if (taken.length > 0 || this.#now() >= deadline) return taken;
      await this.#sleep(Math.min(deadline, this.#nextVisibleAt()), signal);
    }
    return [];
  }

  /** False when the receipt is of no message, which is no error. */
  delete(receipt: string): boolean {
    const before = this.#messages.length;
    this.#messages = this.#messages.filter((message) => message.receipt !== receipt);
    this.#wake();
    return this.#messages.length < before;
  }

  changeVisibility(receipt: string, visibilityMs: number): void {
    const message = this.#messages.find((other) => other.receipt === receipt);
    if (!message || message.visibleAt <= this.#now()) throw new AwsError("MessageNotInflight", "The specified message isn't in flight.");
    message.visibleAt = this.#now() + visibilityMs;
    this.#wake();
  }

  purge(): void {
    this.#messages = [];
  }

  counts(): { visible: number; inFlight: number; delayed: number } {
    this.#expire();
    const hidden = this.#messages.filter((message) => message.visibleAt > this.#now());
    const inFlight = hidden.filter((message) => message.receipt !== undefined).length;
    return { visible: this.#messages.length - hidden.length, inFlight, delayed: hidden.length - inFlight };
  }

  /** Ends every long poll with nothing. */
  close(): void {
    this.#closed = true;
    this.#wake();
  }

  #now(): Ms {
    return this.#deps.time.now();
  }

  #scaled(seconds: number): number {
    return seconds * this.#deps.time.unitMs;
  }

  #newMessage(input: NewMessage): Message {
    const now = this.#now();
    return {
      id: newUuid(this.#deps.random),
      body: input.body,
      messageAttributes: input.messageAttributes ?? {},
      ...(input.group === undefined ? {} : { group: input.group }),
      ...(input.deduplicationId === undefined ? {} : { deduplicationId: input.deduplicationId }),
      ...(this.fifo ? { sequenceNumber: String(++this.#sequence) } : {}),
      sentAt: now,
      visibleAt: now + this.#scaled(input.delaySeconds ?? this.settings.delaySeconds),
      receiveCount: 0,
    };
  }

  #repeated(id: string | undefined): Message | undefined {
    for (const [key, entry] of this.#seen) {
      if (entry.at + this.#scaled(deduplicationSeconds) > this.#now()) break;
      this.#seen.delete(key);
    }
    return id === undefined ? undefined : this.#seen.get(id)?.message;
  }

  #expire(): void {
    const oldest = this.#now() - this.#scaled(this.settings.retentionSeconds);
    if ((this.#messages[0]?.sentAt ?? Number.POSITIVE_INFINITY) < oldest) {
      this.#messages = this.#messages.filter((message) => message.sentAt >= oldest);
    }
  }

  #take(max: number, visibilityMs: number): Message[] {
    this.#expire();
    const ready = this.#ready(max);
    for (const message of ready.dead) this.#toDeadLetters(message);
    return ready.live.map((message) => this.#hand(message, this.#now() + visibilityMs));
  }

  /** A group's messages go out in order, and none while an earlier one is in flight or delayed. */
  #ready(max: number): { live: Message[]; dead: Message[] } {
    const now = this.#now();
    const blocked = new Set<string>();
    const live: Message[] = [];
    const dead: Message[] = [];
    for (const message of this.#messages) {
      if (live.length >= max) break;
      const group = this.fifo ? message.group : undefined;
      if (group !== undefined && blocked.has(group)) continue;
      if (message.visibleAt <= now) (this.#isDead(message) ? dead : live).push(message);
      else if (group !== undefined) blocked.add(group);
    }
    return { live, dead };
  }

  #isDead(message: Message): boolean {
    const { redrive } = this.settings;
    return (
      redrive !== undefined && message.receiveCount >= redrive.maxReceiveCount && this.#deps.deadLetters(redrive.targetArn) !== undefined
    );
  }

  #toDeadLetters(message: Message): void {
    this.#messages = this.#messages.filter((other) => other !== message);
    this.#deps.deadLetters(this.settings.redrive?.targetArn ?? "")?.bury(message);
  }

  #hand(message: Message, visibleAt: Ms): Message {
    message.receiveCount += 1;
    message.firstReceivedAt ??= this.#now();
    message.visibleAt = visibleAt;
    message.receipt = newUuid(this.#deps.random);
    return { ...message };
  }

  #nextVisibleAt(): Ms {
    const now = this.#now();
    return this.#messages.reduce(
      (soonest, { visibleAt }) => (visibleAt > now ? Math.min(soonest, visibleAt) : soonest),
      Number.POSITIVE_INFINITY,
    );
  }

  #wake(): void {
    for (const sleeper of [...this.#sleepers]) sleeper();
  }

  #sleep(until: Ms, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#sleepers.delete(done);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, Math.max(1, until - this.#now()));
      this.#sleepers.add(done);
      signal?.addEventListener("abort", done, { once: true });
    });
  }
}
