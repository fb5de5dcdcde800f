/** Which health checks drive a pair that is watched, and in which shards those pairs are. */
import type { Manifest } from "@flipwatch/core";

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
