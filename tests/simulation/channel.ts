/** A channel of the simulation: keeps what arrives, and fails as a test says. */
import type { Channel, Clock, FlipwatchEvent, Ms, SendResult } from "@flipwatch/core";

/** `429` asks for 30 s of patience; `hangs` takes 10 s, and the message arrives or doesn't. */
export type ChannelFault = "429" | "500" | "refused" | "hangs, lost" | "hangs, arrived";

export interface Received {
  at: Ms;
  event: FlipwatchEvent;
  possibleRepeat: boolean;
}

const HANGS_MS = 10_000;

export class SimChannel implements Channel {
  readonly id: string;
  readonly dedupes: boolean;
  readonly audience: Channel["audience"];
  /** What people, or machines, have really got. */
  readonly received: Received[] = [];
  fault: ChannelFault | undefined;
  readonly #clock: Clock;

  constructor(id: string, { dedupes, audience }: Pick<Channel, "dedupes" | "audience">, clock: Clock) {
    this.id = id;
    this.dedupes = dedupes;
    this.audience = audience;
    this.#clock = clock;
  }

  async send(event: FlipwatchEvent, { possibleRepeat }: { possibleRepeat: boolean }): Promise<SendResult> {
    const { fault } = this;
    if (fault === undefined || fault === "hangs, arrived") this.received.push({ at: this.#clock.now(), event, possibleRepeat });
    await this.#clock.until(this.#clock.now() + (fault?.startsWith("hangs") ? HANGS_MS : 100));
    if (fault === undefined) return { outcome: "delivered", reference: `${this.id} ${event.id}` };
    if (fault === "429") return { outcome: "failed", error: "429", retryable: true, retryAfterMs: 30_000 };
    if (fault === "500") return { outcome: "failed", error: "500", retryable: true };
    if (fault === "refused") return { outcome: "failed", error: "404 no_such_webhook", retryable: false };
    return { outcome: "unknown", error: "timeout" };
  }
}
