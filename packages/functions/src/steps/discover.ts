/** Finds every pair to be watched, gives each its revision and its slot, and reports what is wrong with it. Which record sets make a pair is core's. */
import type { Records } from "@flipwatch/adapters/store/records";
import {
  type Clock,
  type Config,
  type Finding,
  isSubdomain,
  type Manifest,
  mergeDrafts,
  type PairDefinition,
  type PairId,
  pairsOfConfig,
  planManifests,
  type Route53,
} from "@flipwatch/core";
import { leaveFindings } from "./discover/leave-findings.ts";
import { withPatience } from "./discover/patience.ts";
import { reread } from "./discover/reread.ts";
import { reviseAll } from "./discover/revise-all.ts";
import { readZones, type ZonesRead, type ZoneTrouble } from "./discover/zones.ts";
import type { Log } from "./log.ts";

export interface DiscoverPorts {
  records: Pick<Records, "definitions" | "manifests" | "findings" | "inbox">;
  /** Not needed where the configuration names no zones. */
  route53?: Route53;
  config: Pick<Config, "zones" | "pairs">;
  clock: Pick<Clock, "now">;
  /** One second of configuration in real milliseconds: 1,000 unless told, less in the lab. */
  unitMs?: number;
  log: Log;
}

export interface DiscoverSummary {
  /** Hosted zones read, and record sets in them. */
  zones: number;
  recordSets: number;
  /** Zones that could not be found or read; their pairs stay as they are. */
  troubles: ZoneTrouble[];
  /** Pairs watched from now on. */
  pairs: number;
  /** Definitions written: new pairs and changed ones. */
  revised: number;
  retired: number;
  /** Manifests written. */
  manifests: number;
  findings: number;
}

/** Pairs named outright are watched at once; the zones follow when they are read, which may take minutes while Route 53 is in trouble. */
export async function discover(ports: DiscoverPorts): Promise<DiscoverSummary> {
  const { config } = ports;
  const isReadLater = config.zones.length > 0 && config.pairs.length > 0;
  const atOnce = isReadLater ? await watch(ports, notReadYet) : undefined;
  const read = await readZones(ports.route53, config.zones);
  const watched = await watch(ports, read);
  return {
    zones: read.found.length,
    recordSets: read.found.reduce((sum, found) => sum + found.recordSets, 0),
    troubles: read.troubles,
    pairs: watched.pairs,
    revised: (atOnce?.revised ?? 0) + watched.revised,
    retired: (atOnce?.retired ?? 0) + watched.retired,
    manifests: (atOnce?.manifests ?? 0) + watched.manifests,
    findings: await writeFindings(ports, read),
  };
}

/** Whatever was found in zones before stays until they are read. */
const notReadYet: ZonesRead = { found: [], troubles: [], isInTrouble: () => true };

/** Definitions are written before the manifests that name them. A zone in trouble keeps its pairs: not being able to read is no reason to stop watching. */
async function watch(ports: DiscoverPorts, read: ZonesRead): Promise<Pick<DiscoverSummary, "pairs" | "revised" | "retired" | "manifests">> {
  const { records, config, clock } = ports;
  const now = clock.now();
  const current = await records.manifests.current();
  const watched = watchedPairs(current);
  const drafts = mergeDrafts([pairsOfConfig(config).pairs, ...read.found.map((found) => found.pairs)]);
  const known = await records.definitions.getMany([...new Set([...watched, ...drafts.map((draft) => draft.id)])]);
  const { definitions, revised } = await reviseAll(records, drafts, known, now);
  const kept = keptPairs(read, watched, known, new Set(drafts.map((draft) => draft.id)));
  const manifests = await writeManifests(ports, current, [...definitions, ...kept], now);
  const pairs = new Set([...definitions, ...kept].map((definition) => definition.id));
  return { pairs: pairs.size, revised, retired: watched.filter((pair) => !pairs.has(pair)).length, manifests };
}

/** Before a stray answer counts as one: reads one pair's records again. Nothing to read for pairs named outright, nor without Route 53. */
export async function rereadPair(ports: DiscoverPorts, pair: PairId): Promise<"changed" | "unchanged" | "gone"> {
  return reread(ports, pair);
}

function watchedPairs(manifests: readonly Manifest[]): PairId[] {
  return manifests.flatMap((manifest) => manifest.slots.filter((slot) => !slot.retired).map((slot) => slot.pair));
}

/** What was discovered earlier in a zone that can't be read now. A zone that is no longer configured is in no trouble, so its pairs go. */
function keptPairs(read: ZonesRead, watched: readonly PairId[], known: Map<PairId, PairDefinition>, found: Set<PairId>): PairDefinition[] {
  return watched.flatMap((pair) => {
    const definition = known.get(pair);
    const isKept = definition?.zone && definition.source === "route53" && !found.has(pair) && read.isInTrouble(definition.zone);
    return isKept ? [definition] : [];
  });
}

/** Plans made before it is left to the next run. */
const PLANS_MAX = 3;

/**
 * A refused version was written by a discover that ran at the same time, or by one that was stopped before it pointed the shard at it. It
 * counts now, but it may name older revisions than are stored, and nobody votes on those: so it is planned upon once more.
 */
async function writeManifests(
  { records, log }: DiscoverPorts,
  current: readonly Manifest[],
  definitions: readonly PairDefinition[],
  now: number,
): Promise<number> {
  let written = 0;
  let [before, pairs] = [current, definitions];
  for (let plan = 0; plan < PLANS_MAX; plan += 1) {
    const refused: Manifest[] = [];
    for (const manifest of planManifests(before, pairs, now)) {
      if (await records.manifests.put(manifest)) written += 1;
      else refused.push(manifest);
    }
    if (refused.length === 0) break;
    log("warn", "another discover wrote these manifests first", { manifests: refused.map(({ shard, version }) => ({ shard, version })) });
    before = await records.manifests.current();
    const stored = await records.definitions.getMany(pairs.map((pair) => pair.id));
    pairs = pairs.map((pair) => stored.get(pair.id) ?? pair);
  }
  return written;
}

/** What was found earlier in a zone that can't be read now stands, as its pairs do. */
async function writeFindings({ records, clock, unitMs }: DiscoverPorts, read: ZonesRead): Promise<number> {
  const before = await records.findings.all();
  const now = clock.now();
  const troubles = withPatience(
    read.troubles.map((trouble) => trouble.finding),
    before,
    now,
    unitMs,
  );
  const fresh = [...troubles, ...read.found.flatMap((found) => found.findings)];
  const standing = before.filter(({ pair }) => {
    const slash = pair.lastIndexOf("/");
    return slash > 0 && read.troubles.some((trouble) => isSubdomain(pair.slice(0, slash), trouble.name));
  });
  const byId = new Map<string, Finding>([...standing, ...fresh].map((finding) => [finding.id, finding]));
  await leaveFindings(records.inbox, before, [...byId.values()], now);
  await records.findings.replace([...byId.values()], now);
  return byId.size;
}
