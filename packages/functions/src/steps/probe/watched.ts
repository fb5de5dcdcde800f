/** What a shard's slots mean right now: the current manifest and the definition behind each slot that can be asked for. */
import type { Records } from "@flipwatch/adapters/store/records";
import type { Manifest, PairDefinition, Slot } from "@flipwatch/core";

export interface Watched {
  manifest: Manifest;
  /** By slot. Absent: retired, private, or not stored in the manifest's revision, so not asked for. */
  definitions: readonly (PairDefinition | undefined)[];
  /** False while a definition of another revision than the manifest's was found: a newer one of either is on its way. */
  complete: boolean;
}

/** The newest; `before` itself where nothing changed, and where a manifest is announced but not readable yet. Undefined without any. */
export async function readWatched(
  records: Pick<Records, "manifests" | "definitions">,
  shard: number,
  before?: Watched,
): Promise<Watched | undefined> {
  const version = await records.manifests.currentVersion(shard);
  if (before?.complete && before.manifest.version === version) return before;
  const manifest = version === before?.manifest.version ? before.manifest : await records.manifests.get(shard, version);
  if (manifest === undefined) return before;
  const known = new Map(
    before?.definitions.flatMap((definition) => (definition === undefined ? [] : [[definition.id, definition] as const])),
  );
  const isKnown = (slot: Slot): boolean => known.get(slot.pair)?.revision === slot.revision;
  const fetched = await records.definitions.getMany(
    manifest.slots.filter((slot) => !slot.retired && !isKnown(slot)).map((slot) => slot.pair),
  );
  const definitions = manifest.slots.map((slot) => definitionOf(slot, isKnown(slot) ? known.get(slot.pair) : fetched.get(slot.pair)));
  const complete = manifest.slots.every((slot) => slot.retired || isKnown(slot) || fetched.get(slot.pair)?.revision === slot.revision);
  return { manifest, definitions, complete };
}

function definitionOf(slot: Slot, definition: PairDefinition | undefined): PairDefinition | undefined {
  const isAskable = !slot.retired && definition?.revision === slot.revision && definition.zone?.private !== true;
  return isAskable ? definition : undefined;
}
