/** Facts about our own machinery, and what people asked of it, that the FLEET log may have to tell. What is told, and how often, is decided in `fleet.ts`. */
import type { Mute } from "../mutes.ts";
import type { Finding } from "../pair.ts";
import type { Ms } from "../time.ts";

interface OfRegion {
  region: string;
  shard: number;
}

/** What was recorded and told to nobody while a mute lasted. */
export interface HeldBack {
  /** By kind of event. */
  counts: Record<string, number>;
  /** Pairs, by id, at most 20. */
  pairs: readonly string[];
  /** Of them and of the rest, how many there are. */
  pairCount: number;
  /** Pairs whose incident opened meanwhile and is still open, at most 20. */
  open: readonly string[];
  /** There was more than was counted. */
  more: boolean;
}

export type FleetFact =
  /** No vote from the region since then, for longer than a vote stays fresh. */
  | (OfRegion & { kind: "region-silent"; since: Ms })
  /** The region votes; its newest vote. Closes a silence. */
  | (OfRegion & { kind: "region-voting"; at: Ms })
  /** No pair of the shard is asked for: all are retired or private. Closes a silence. */
  | (OfRegion & { kind: "region-unasked" })
  /** A gap between two ballots that no ballot fills any more. */
  | (OfRegion & { kind: "ballots-lost"; from: Ms; to: Ms })
  | (OfRegion & { kind: "ballots-future"; count: number; aheadMs: number })
  /** What was last tallied lies so far in the future. */
  | { kind: "clock-set-back"; at: Ms; byMs: Ms }
  /** SNS refused the event for good. */
  | { kind: "unpublishable"; event: string; error: string; at: Ms }
  | { kind: "delivery-given-up"; event: string; channel: string; error: string; at: Ms }
  /** Nothing could be sent to the channel since then, for longer than that may take; or it refused an event for good. */
  | { kind: "channel-broken"; channel: string; error: string; since: Ms; at: Ms }
  /** Closes a break; told only where one was. */
  | { kind: "channel-working"; channel: string; at: Ms }
  | { kind: "step-failing"; step: string; region?: string; error: string; at: Ms }
  /** Closes a failure; told only where one was. */
  | { kind: "step-working"; step: string; region?: string; at: Ms }
  /** From `mute.from` on nobody is told of these pairs. */
  | { kind: "muted"; mute: Mute; at: Ms }
  /** The end of a mute that was told; `at` is the moment. */
  | { kind: "unmuted"; mute: Mute; held: HeldBack; at: Ms }
  /** Told to its end, and not kept any longer. */
  | { kind: "mute-forgotten"; id: string }
  | { kind: "finding-opened"; finding: Finding; at: Ms }
  /** Told only where its opening was. */
  | { kind: "finding-closed"; finding: Finding; at: Ms }
  /** So many more were found at once than are told one by one. */
  | { kind: "findings-more"; count: number; at: Ms };
