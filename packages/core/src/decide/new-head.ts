/** The Head of a pair that nothing is known of yet. */
import type { Head } from "../head.ts";
import type { PairDefinition } from "../pair.ts";
import type { Policy } from "../policy.ts";
import type { Ms } from "../time.ts";
import { unreadHealth } from "./definition.ts";

/**
 * Role `unknown`, told to nobody: the first role that is decided is the first event. `first-seen` where that is the primary; where it
 * is another, the event is what it would be later (`failover`, `stray`, `dark`, and the incident opens), so that nobody has to look
 * for "first seen on the secondary" in a second place. If nothing is decided within the hold, that is told as `unknown` or `split`.
 *
 * `at` is when watching began: the definition's `revisedAt` where its ballots are still to be merged, else now.
 */
export function newHead(definition: PairDefinition, policy: Policy, at: Ms): Head {
  return {
    pair: definition.id,
    version: 0,
    at,
    revision: definition.revision,
    ...(definition.revision > 1 ? { revisedAt: definition.revisedAt } : {}),
    role: "unknown",
    unseen: true,
    since: { by: at },
    votes: {},
    views: {},
    health: unreadHealth(definition),
    undecidedSince: at,
    transitions: [],
    flapping: false,
    told: {},
    nextNumber: 1,
    tail: [],
    archivedThrough: 0,
    publishedThrough: 0,
    dueAt: at + policy.holdMs,
  };
}
