/** What is known of telling an event to a channel. */
import type { EventKind, LogId } from "./event.ts";
import type { ChannelMemory } from "./ports.ts";
import type { Ms } from "./time.ts";

export type DeliveryState = "delivered" | "suppressed" | "digested" | "given-up" | "unknown";

/**
 * Why an event was not told: the channel does not take its kind · it is about the channel itself · the channel was never told of what it is
 * about · its pair was muted · no route gives it to the channel · only at other hours · a told event of the fleet says it already.
 */
export type SuppressReason = "not-taken" | "itself" | "untold" | "muted" | "no-route" | "hours" | "grouped";

/** One event × channel, settled. */
export interface Delivery {
  event: string;
  /** The event's. Absent on what was settled before this was kept. */
  kind?: EventKind;
  log: LogId;
  number: number;
  channel: string;
  state: DeliveryState;
  /** Why it is suppressed. */
  reason?: SuppressReason;
  /** The digest that it is told in. */
  digest?: string;
  /** Sent again on request, after it was given up. */
  redriven?: true;
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
    /** It is being put into this digest instead of being sent. */
    digest?: string;
    /** It was given up once, and is sent again on request. */
    redriven?: true;
  };
  /** Not before this moment, after a failure. */
  retryAt?: Ms;
  /** What the channel remembers of this log. */
  memory?: ChannelMemory;
  /** What the channel was told of this log and what is not over yet. Absent: nothing. */
  told?: ToldOf;
  /** The last digest that holds an event of this log, but for a flapping pair's: what follows is not told before it. */
  digest?: string;
  /** Numbers of events that somebody asked to be sent again, in their order; at most 100. */
  redrive?: readonly number[];
}

/** What a channel was told of a log that is not over yet. */
export interface ToldOf {
  /** The incident, by its id. */
  incident?: string;
  /** It was told by itself, so what follows is, too: in its own thread, where the channel has threads. */
  alone?: true;
  /** It was told in a group's message: the log of that, in which its story goes on. */
  story?: LogId;
  /** An escalation step named the channel: it is told of all of that incident, whatever the routes say. */
  escalated?: true;
  /** Conditions beside incidents that began, by a stable key: their ends are told. */
  conditions?: readonly string[];
  /** What was told by itself while the pair flaps: each kind once. */
  loud?: readonly EventKind[];
}
