/** Takes in a definition that was edited, and the answer to a re-read. What may be told while it spreads is decided by the grace. */
import type { Head } from "../head.ts";
import type { PairDefinition, SideDefinition } from "../pair.ts";
import type { SideHealth } from "../reading.ts";
import type { RereadInput } from "./input.ts";
import { type Turn, tell } from "./turn.ts";

/** Moves the Head to the context's definition, if that is newer and its time has come. */
export function takeRevision(turn: Turn): void {
  const { head, now, context } = turn;
  const { definition } = context;
  if (definition.revision <= head.revision || now < definition.revisedAt) return;
  head.revision = definition.revision;
  head.revisedAt = definition.revisedAt;
  head.health = {
    primary: carried(head.health.primary, definition.primary),
    secondary: carried(head.health.secondary, definition.secondary),
  };
  const sides = { primary: definition.primary, secondary: definition.secondary };
  const detail = {
    revision: definition.revision,
    ...sides,
    ...(definition.previous === undefined ? {} : { previous: definition.previous }),
  };
  tell(turn, "definition-changed", { bounds: { by: definition.revisedAt }, detail });
}

/**
 * A re-read that changed the definition has done so by `takeRevision`; one that didn't says that the answer is stray for good. One of the very
 * moment at which it was wanted may have been read before: the next run reads again.
 */
export function endReread({ head }: Turn, { at, definition }: RereadInput): void {
  if (head.stray?.reread !== "wanted" || at <= head.stray.since || definition === undefined || definition.revision > head.revision) return;
  head.stray = { ...head.stray, reread: "done" };
}

/** What is known of both sides' health before any reading. */
export function unreadHealth(definition: PairDefinition): Head["health"] {
  return { primary: unread(definition.primary), secondary: unread(definition.secondary) };
}

function unread({ healthCheckId }: SideDefinition): SideHealth {
  return healthCheckId === undefined ? { status: "none" } : { status: "unknown", check: healthCheckId };
}

// A side with another check than before starts unread: what the old check said is no reading of the new one.
function carried(health: SideHealth, side: SideDefinition): SideHealth {
  return health.check === side.healthCheckId ? health : unread(side);
}
