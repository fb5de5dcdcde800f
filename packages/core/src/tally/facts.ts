/** Facts about our own machinery that the FLEET log may have to tell. What is told, and how often, is decided in `fleet.ts`. */
import type { Ms } from "../time.ts";

interface OfRegion {
  region: string;
  shard: number;
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
  | { kind: "step-failing"; step: string; region?: string; error: string; at: Ms }
  /** Closes a failure; told only where one was. */
  | { kind: "step-working"; step: string; region?: string; at: Ms };
