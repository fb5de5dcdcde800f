/** Gives every pair its slot. Decides nothing about pairs; a manifest only fixes what a ballot's letters mean. */
import type { Manifest, Slot } from "./ballot.ts";
import type { PairDefinition, PairId } from "./pair.ts";
import type { Ms } from "./time.ts";

/** Slots per shard, retired ones included. */
export const SHARD_SLOTS = 1_000;

/**
 * The next version of every shard that changes; none where nothing does.
 *
 * A slot is never given to another pair: a pair that is gone leaves it behind, retired, and gets it back when it returns, since only the
 * same pair can. A retired slot names no health checks: they needn't be read any more. New pairs fill the first shard with room, in the order of their ids, then open another. Definitions with the same id count
 * once, the first of them.
 */
export function planManifests(current: readonly Manifest[], definitions: readonly PairDefinition[], now: Ms): Manifest[] {
  const wanted = new Map<PairId, PairDefinition>();
  for (const definition of definitions) if (!wanted.has(definition.id)) wanted.set(definition.id, definition);
  const shards = new Map(current.map((manifest) => [manifest.shard, manifest.slots.map((slot) => nextSlot(slot, wanted.get(slot.pair)))]));
  const placed = new Set([...shards.values()].flat().map((slot) => slot.pair));
  const fresh = [...wanted.values()].filter((definition) => !placed.has(definition.id));
  place(shards, fresh.sort((a, b) => (a.id < b.id ? -1 : 1)).map(slotOf));
  const known = new Map(current.map((manifest) => [manifest.shard, manifest]));
  return [...shards]
    .filter(([shard, slots]) => !sameSlots(known.get(shard)?.slots ?? [], slots))
    .map(([shard, slots]) => ({ shard, version: (known.get(shard)?.version ?? 0) + 1, at: now, slots }))
    .sort((a, b) => a.shard - b.shard);
}

function nextSlot(slot: Slot, definition: PairDefinition | undefined): Slot {
  return definition === undefined ? { pair: slot.pair, revision: slot.revision, retired: true } : slotOf(definition);
}

/** What a manifest says of a pair in this revision. */
export function slotOf({ id, revision, zone, primary, secondary }: PairDefinition): Slot {
  return {
    pair: id,
    revision,
    ...(zone?.private === true ? { private: true } : {}),
    ...(primary.healthCheckId === undefined ? {} : { primaryCheck: primary.healthCheckId }),
    ...(secondary.healthCheckId === undefined ? {} : { secondaryCheck: secondary.healthCheckId }),
  };
}

function place(shards: Map<number, Slot[]>, fresh: readonly Slot[]): void {
  let shard = 0;
  for (const slot of fresh) {
    while ((shards.get(shard)?.length ?? 0) >= SHARD_SLOTS) shard += 1;
    const slots = shards.get(shard) ?? [];
    slots.push(slot);
    shards.set(shard, slots);
  }
}

function sameSlots(before: readonly Slot[], after: readonly Slot[]): boolean {
  return before.length === after.length && before.every((slot, index) => isSame(slot, after[index]));
}

function isSame(a: Slot, b: Slot | undefined): boolean {
  return (
    a.pair === b?.pair &&
    a.revision === b.revision &&
    a.retired === b.retired &&
    a.private === b.private &&
    a.primaryCheck === b.primaryCheck &&
    a.secondaryCheck === b.secondaryCheck
  );
}
