/** Manifests: every version stays what it was, and a small pointer a shard says which one is current, cheap enough to be read each round. */
import { type Manifest, RING_SLOTS, type Table } from "@flipwatch/core";
import { keys } from "../keys.ts";
import type { Records } from "../records.ts";
import { bodyOf, collect, getBody, stored } from "../stored.ts";

/** More shards than this would be a million pairs. */
const SHARD_LIMIT = 1_000;
/** Versions kept behind the current one: more than the ring can hold ballots of, as discovery makes at most one a round. */
const KEPT_VERSIONS = RING_SLOTS + 40;

interface Pointer {
  shard: number;
  version: number;
}

export function createManifests(table: Table): Records["manifests"] {
  return {
    async current() {
      const pointers = (await collect((range) => table.query(range), { pk: keys.manifestPointer(0).pk }, SHARD_LIMIT)).map(bodyOf<Pointer>);
      const found = (await table.getMany(pointers.map(({ shard, version }) => keys.manifest(shard, version)))).map(bodyOf<Manifest>);
      return found.toSorted((a, b) => a.shard - b.shard);
    },
    async currentVersion(shard) {
      return (await getBody<Pointer>(table, keys.manifestPointer(shard)))?.version ?? 0;
    },
    get: (shard, version) => getBody(table, keys.manifest(shard, version)),
    async put(manifest) {
      const { shard, version } = manifest;
      const written = await table.put(stored(keys.manifest(shard, version), manifest), { absent: true });
      // Also when refused: whoever wrote that version may have been stopped before pointing at it, and no later version could follow.
      await table.put(stored(keys.manifestPointer(shard), { shard, version } satisfies Pointer, { version }), {
        attribute: "version",
        below: version,
      });
      if (written && version > KEPT_VERSIONS) await table.remove(keys.manifest(shard, version - KEPT_VERSIONS));
      return written;
    },
  };
}
