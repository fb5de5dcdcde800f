/** Reads one pair's records again, and brings its slot to the new revision at once instead of at the next discover. */
import { type Manifest, type PairDefinition, type PairId, pairsOf, slotOf } from "@flipwatch/core";
import type { DiscoverPorts } from "../discover.ts";
import { reviseOne } from "./revise-all.ts";

/** `gone` leaves the pair as it is: whether it is retired is discover's to say. Errors: the FlipwatchError of Route 53 or the store. */
export async function reread(ports: DiscoverPorts, pair: PairId): Promise<"changed" | "unchanged" | "gone"> {
  const { records, route53, clock } = ports;
  const known = await records.definitions.get(pair);
  if (!known) return "gone";
  if (!known.zone || known.source !== "route53" || !route53) return "unchanged";
  const recordSets = await route53.recordSetsOf(known.zone.id, known.name);
  const draft = pairsOf(known.zone, recordSets).pairs.find((found) => found.id === pair);
  if (!draft) return "gone";
  const { definition } = await reviseOne(records, draft, known, clock.now());
  if (definition === known) return "unchanged";
  await nameInManifest(ports, definition);
  return "changed";
}

async function nameInManifest({ records, clock, log }: DiscoverPorts, definition: PairDefinition): Promise<void> {
  const current = await records.manifests.current();
  const manifest = current.find(({ slots }) => slots.some((slot) => slot.pair === definition.id && !slot.retired));
  if (!manifest) return;
  const next: Manifest = {
    shard: manifest.shard,
    version: manifest.version + 1,
    at: clock.now(),
    slots: manifest.slots.map((slot) => (slot.pair === definition.id ? slotOf(definition) : slot)),
  };
  const written = await records.manifests.put(next);
  if (!written)
    log("warn", "another discover wrote this manifest first", { shard: next.shard, version: next.version, pair: definition.id });
}
