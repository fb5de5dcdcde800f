/** Reads all that a shard's tally goes by: what it remembers, the ballots since, the manifests they name, the readings, and who is due. */
import type { Records } from "@flipwatch/adapters/store/records";
import {
  type Ballot,
  type Manifest,
  type Ms,
  metricPeriodMs,
  newTally,
  type PairId,
  type Policy,
  type Reading,
  rewound,
  roundsToRead,
  type TallyState,
} from "@flipwatch/core";

export interface Gathered {
  state: TallyState;
  /** The clock was set back by so much since the last run. */
  setBackMs?: Ms;
  ballots: Ballot[];
  manifests: Map<number, Manifest>;
  /** The version that the shard goes by now. */
  current: Manifest;
  readings: Map<string, Reading>;
  due: PairId[];
}

export type GatherRecords = Pick<Records, "tallies" | "ballots" | "manifests" | "readings" | "heads">;

/** Undefined for a shard that has no manifest yet: there is nothing to tally. */
export async function gather(records: GatherRecords, shard: number, policy: Policy, now: Ms): Promise<Gathered | undefined> {
  const [current, read, readings, due] = await Promise.all([
    readCurrent(records, shard),
    readState(records, shard, policy, now),
    records.readings.latest(),
    // Those due within a period as well: the reading that they wait for may have come.
    records.heads.unsettledOrDue(shard, now + metricPeriodMs(policy)),
  ]);
  if (current === undefined) return undefined;
  return { ...read, manifests: await readManifests(records, read.state, read.ballots, current), current, readings, due };
}

async function readCurrent(records: GatherRecords, shard: number): Promise<Manifest | undefined> {
  const version = await records.manifests.currentVersion(shard);
  return version === 0 ? undefined : records.manifests.get(shard, version);
}

type Remembered = Pick<Gathered, "state" | "setBackMs" | "ballots">;

async function readState(records: GatherRecords, shard: number, policy: Policy, now: Ms): Promise<Remembered> {
  const known = await records.tallies.get(shard);
  const state = known && rewound(known, now, policy);
  if (known && state) {
    // Cast before the clock was set back: in their rounds, as these come once more, they would be taken for what is true then.
    await Promise.all(policy.regions.map((region) => records.ballots.forget(region, shard, now)));
    return { state, setBackMs: known.at - now, ballots: [] };
  }
  return readOn(records, known ?? newTally(shard, policy, now), policy, now);
}

async function readOn(records: GatherRecords, state: TallyState, policy: Policy, now: Ms): Promise<Remembered> {
  return { state, ballots: await readBallots(records, state, policy, now) };
}

async function readBallots(records: GatherRecords, state: TallyState, policy: Policy, now: Ms): Promise<Ballot[]> {
  const byRegion = policy.regions.map((region) => {
    const { from, to } = roundsToRead(state, region, now, policy);
    return from > to ? Promise.resolve([]) : records.ballots.between(region, state.shard, from, to, policy.intervalMs);
  });
  return (await Promise.all(byRegion)).flat();
}

async function readManifests(
  records: GatherRecords,
  state: TallyState,
  ballots: Ballot[],
  current: Manifest,
): Promise<Map<number, Manifest>> {
  const named = [
    state.manifest,
    ...Object.values(state.regions).map((region) => region.manifest),
    ...ballots.map((ballot) => ballot.manifest),
  ];
  const manifests = new Map([[current.version, current]]);
  for (const version of new Set(named)) {
    if (version === undefined || version === 0 || manifests.has(version)) continue;
    const manifest = await records.manifests.get(state.shard, version);
    if (manifest !== undefined) manifests.set(version, manifest);
  }
  return manifests;
}
