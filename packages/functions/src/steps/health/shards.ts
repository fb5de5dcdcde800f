/** Which health checks drive a pair that is watched, in which shards those pairs are, and how many share one. */
import { isAsked, type Manifest } from "@flipwatch/core";

export type ShardsOfCheck = ReadonlyMap<string, ReadonlySet<number>>;

export function shardsOfChecks(manifests: readonly Manifest[]): ShardsOfCheck {
  const shards = new Map<string, Set<number>>();
  for (const { shard, slots } of manifests) {
    for (const slot of slots) {
      for (const check of slot.retired ? [] : [slot.primaryCheck, slot.secondaryCheck]) {
        if (check === undefined) continue;
        shards.set(check, (shards.get(check) ?? new Set()).add(shard));
      }
    }
  }
  return shards;
}

/** How many pairs have the check as their primary's, where it is more than one: when it fails, so many names flip. */
export function sharedChecks(manifests: readonly Manifest[]): ReadonlyMap<string, number> {
  const pairs = new Map<string, number>();
  for (const slot of manifests.flatMap(({ slots }) => slots)) {
    if (slot.primaryCheck !== undefined && isAsked(slot)) pairs.set(slot.primaryCheck, (pairs.get(slot.primaryCheck) ?? 0) + 1);
  }
  return new Map([...pairs].filter(([, count]) => count > 1));
}
