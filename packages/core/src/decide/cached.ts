/** Says what clients may still hold when the answer changes: the old side's, until its TTL has passed. What resolvers then say is in `clients.ts`. */
import type { Role, ServedRole } from "../event.ts";
import type { Bounds, Ms } from "../time.ts";
import { isServed, standOf } from "./quorum.ts";
import type { Turn } from "./turn.ts";

/** Facts of a transition, for its `detail`; none where no known answer was left. */
export interface CachedFacts {
  /** The latest moment at which a cache may still give the old answer. */
  cachedUntil?: Ms;
  cachedTtlSeconds?: number;
  /** Of the resolvers asked that say something of the name, how many still give the old answer. Absent where none is asked. */
  resolvers?: { old: number; of: number };
}

export function cachedFacts({ head, context }: Turn, before: ServedRole | undefined, to: Role, bounds: Bounds): CachedFacts {
  if ((before !== "primary" && before !== "secondary") || before === to || !isServed(to)) return {};
  const { definition, policy } = context;
  const cachedTtlSeconds = definition[before].ttlSeconds ?? definition.ttlSeconds;
  const stands = Object.values(head.views).flatMap(({ verdict }) => (verdict === "failed" ? [] : (standOf(verdict) ?? [])));
  const old = stands.filter((stand) => stand === before).length;
  return {
    cachedUntil: bounds.by + cachedTtlSeconds * policy.ttlUnitMs,
    cachedTtlSeconds,
    ...(stands.length > 0 && { resolvers: { old, of: stands.length } }),
  };
}
