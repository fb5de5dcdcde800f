/** What is known of telling an event to a channel. */
import type { LogId } from "./event.ts";
import type { ChannelMemory } from "./ports.ts";
import type { Ms } from "./time.ts";

export type DeliveryState = "delivered" | "suppressed" | "digested" | "given-up" | "unknown";

/** One event × channel, settled. */
export interface Delivery {
  event: string;
  log: LogId;
  number: number;
  channel: string;
  state: DeliveryState;
  attempts: number;
  firstTriedAt?: Ms;
  settledAt: Ms;
  reference?: string;
  error?: string;
  /** When SNS accepted the event, where the wake-up said so. */
  publishedAt?: Ms;
}

/** How far a channel has been told of a log. One item a log and channel. */
export interface Cursor {
  log: LogId;
  channel: string;
  /** The write condition. 0 is not yet stored. */
  version: number;
  /** Every event up to this number is settled for the channel. */
  settledThrough: number;
  lease?: { owner: string; until: Ms };
  /** The event being sent: claimed before the send, so that a crash is seen as a possible repeat. */
  sending?: {
    number: number;
    attempts: number;
    firstTriedAt: Ms;
    startedAt: Ms;
    error?: string;
    inFlight: boolean;
    /** How many of the attempts may or may not have arrived. Absent: none. */
    unknowns?: number;
  };
  /** Not before this moment, after a failure. */
  retryAt?: Ms;
  /** What the channel remembers of this log. */
  memory?: ChannelMemory;
}
