/** The pairs as they stand: role, since when, who sees it, health of both sides, and how fresh all that is. */
import {
  type Bounds,
  type Expected,
  expectedOf,
  type Head,
  type Incident,
  type LastIncident,
  type Ms,
  type Mute,
  muteOf,
  type PairDefinition,
  type PairId,
  type Policy,
  pairId,
  type Role,
  type SideHealth,
  type Tags,
  type TallyState,
  tagsFrom,
  type Verdict,
} from "@flipwatch/core";
import type { ApiPorts } from "./ports.ts";
import { limitIn, type Query } from "./query.ts";
import { Refusal } from "./refusal.ts";

export interface RegionSummary {
  /** What the region last voted. */
  verdict: Verdict;
  since: Bounds;
  /** Until when the vote is confirmed. */
  at: Ms;
  fresh: boolean;
  reason: string;
}

export interface PairSummary {
  id: PairId;
  name: string;
  type: string;
  /** As decided; `unknown` once nothing was heard for too long, whatever was decided last. */
  role: Role;
  /** What was decided last. */
  decided: Role;
  /** Since when it has been decided so; absent before the first decision. */
  since?: Bounds;
  /** When the pair was last heard of, from any region; absent when never. */
  at?: Ms;
  /** Whether that is recent enough to go by. */
  fresh: boolean;
  regions: Record<string, RegionSummary>;
  health: { primary: SideHealth; secondary: SideHealth };
  lastTransition?: Ms;
  /** The one that is open. */
  incident?: Incident;
  /** The one that ended last. */
  lastIncident?: LastIncident;
  flapping: boolean;
  revision: number;
  /** How long a client may hold the old answer. */
  ttlSeconds: number;
  /** As the configuration gives them; empty for a pair that was discovered. */
  tags: Tags;
  /** It is watched no more; what is said is what was known last. Absent while it is watched, and before its first round. */
  retired?: true;
  /** Nobody is told of the pair until then. Absent: whoever is configured is told. */
  muted?: MuteSummary;
}

export interface MuteSummary {
  /** The globs over pair ids that it was asked for with. */
  pairs: string;
  from: Ms;
  /** Exclusive. */
  until: Ms;
  by: string;
  /** `slack:ops`, `cli`, `api`, `maintenance`. */
  via: string;
  note?: string;
}

/** What is said of every pair besides what is stored of it. */
export interface Surroundings {
  policy: Policy;
  now: Ms;
  mutes: readonly Mute[];
  tagsOf(pair: PairId): Tags;
}

/** Where a pair lies, and what its shard's tally remembers. */
export interface Place {
  /** It lay there while it was watched. */
  retired: boolean;
  shard: number;
  slot: number;
  tally: TallyState | undefined;
}

export interface PairsReply {
  /** By id. */
  pairs: PairSummary[];
  /** Ask on with `after` set to this. Absent at the end. */
  next?: PairId;
}

/** All that are watched, or with `id` that pair alone, also one that is watched no more; none where it was never defined. */
export async function listPairs(ports: ApiPorts, query: Query): Promise<PairsReply> {
  const { after = "", id } = query;
  const limit = limitIn(query);
  const [everyPlace, surroundings] = await Promise.all([everyPlaceOf(ports.records), surroundingsOf(ports)]);
  if (id !== undefined) return { pairs: await summariesOf(ports, [id], everyPlace, surroundings) };
  const places = watchedIn(everyPlace);
  const ids = [...places.keys()].filter((id) => id > after).toSorted();
  const page = ids.slice(0, limit);
  return { pairs: await summariesOf(ports, page, places, surroundings), next: ids.length > limit ? page.at(-1) : undefined };
}

/** Of the pairs that are defined, in the order of their ids as given. */
export async function summariesOf(
  { records }: Pick<ApiPorts, "records">,
  ids: readonly PairId[],
  places: ReadonlyMap<PairId, Place>,
  surroundings: Surroundings,
): Promise<PairSummary[]> {
  const [definitions, heads] = await Promise.all([records.definitions.getMany(ids), records.heads.getMany(ids)]);
  return ids.flatMap((id) => {
    const definition = definitions.get(id);
    return definition === undefined ? [] : summaryOf({ definition, head: heads.get(id), place: places.get(id) }, surroundings);
  });
}

export async function surroundingsOf({ records, clock, policy, config }: ApiPorts): Promise<Surroundings> {
  const { mutes } = await records.mutes.get();
  return { policy, now: clock.now(), mutes, tagsOf: tagsFrom(config) };
}

export interface PairDetail {
  pair: PairSummary;
  definition: PairDefinition;
  /** Absent before the first decision. The events it still holds are left to the log. */
  head?: Omit<Head, "tail">;
  /** How long a failover may take by what is configured. */
  expected: Expected;
}

export async function showPair(ports: ApiPorts, id: PairId): Promise<PairDetail> {
  const [{ pair, definition, head: stored }, readings] = await Promise.all([lookAt(ports, id), ports.records.readings.latest()]);
  const checking = readings.get(definition.primary.healthCheckId ?? "")?.checking;
  const expected = expectedOf({ definition, checking, unitMs: ports.policy.ttlUnitMs });
  if (stored === undefined) return { pair, definition, expected };
  const { tail: _, ...head } = stored;
  return { pair, definition, head, expected };
}

/** One pair with all that is stored of it. Throws a refusal for one that was never defined. */
export async function lookAt(ports: ApiPorts, id: PairId): Promise<Known & { pair: PairSummary }> {
  const { records } = ports;
  const [definition, head, places, surroundings] = await Promise.all([
    definitionOf(records, id),
    records.heads.get(id),
    everyPlaceOf(records),
    surroundingsOf(ports),
  ]);
  const known = { definition, head, place: places.get(id) };
  return { ...known, pair: summaryOf(known, surroundings) };
}

/** Throws a refusal for a pair that was never defined. One no longer watched is still known. */
export async function definitionOf(records: Pick<ApiPorts["records"], "definitions">, id: PairId): Promise<PairDefinition> {
  const definition = await records.definitions.get(id);
  if (definition !== undefined) return definition;
  throw new Refusal(
    "not-found",
    `there is no pair ${JSON.stringify(id)}; ids look like ${pairId("failover.example.com", "A")}, /api/pairs lists them`,
  );
}

/** The pairs watched now. */
export async function placesOf(records: Pick<ApiPorts["records"], "manifests" | "tallies">): Promise<Map<PairId, Place>> {
  return watchedIn(await everyPlaceOf(records));
}

function watchedIn(places: ReadonlyMap<PairId, Place>): Map<PairId, Place> {
  return new Map([...places].filter(([, { retired }]) => !retired));
}

async function everyPlaceOf(records: Pick<ApiPorts["records"], "manifests" | "tallies">): Promise<Map<PairId, Place>> {
  const manifests = await records.manifests.current();
  const tallies = await Promise.all(manifests.map(({ shard }) => records.tallies.get(shard)));
  const places = new Map<PairId, Place>();
  for (const [index, { shard, slots }] of manifests.entries()) {
    for (const [slot, { pair, retired = false }] of slots.entries()) places.set(pair, { retired, shard, slot, tally: tallies[index] });
  }
  return places;
}

/** What is stored of a pair. One that was never watched has no place. */
export interface Known {
  definition: PairDefinition;
  head?: Head;
  place?: Place;
}

function summaryOf({ definition, head, place }: Known, { policy, now, mutes, tagsOf }: Surroundings): PairSummary {
  const { id, name, type, revision, ttlSeconds } = definition;
  const regions = regionsOf(head, place, policy, now);
  const at = lastHeard(regions);
  const decided = head?.role ?? "unknown";
  const fresh = decided === "unobserved" || (at !== undefined && now - at <= policy.staleMs);
  const mute = muteOf(mutes, id, now);
  return {
    id,
    name,
    type,
    role: fresh ? decided : "unknown",
    decided,
    since: head?.since,
    at,
    fresh,
    regions,
    health: head?.health ?? { primary: unread(definition.primary.healthCheckId), secondary: unread(definition.secondary.healthCheckId) },
    lastTransition: head?.transitions.at(-1),
    incident: head?.incident,
    lastIncident: head?.lastIncident,
    flapping: head?.flapping ?? false,
    revision,
    ttlSeconds,
    tags: tagsOf(id),
    ...(place?.retired === true ? { retired: true } : {}),
    ...(mute === undefined ? {} : { muted: muteSummary(mute) }),
  };
}

export function muteSummary({ pairs, from, until, by, via, note }: Mute): MuteSummary {
  return { pairs, from, until, by, via, ...(note === undefined ? {} : { note }) };
}

function unread(check: string | undefined): SideHealth {
  return check === undefined ? { status: "none" } : { status: "unknown", check };
}

// A steady round writes no Head, so how far a vote is confirmed stands in the tally's state; a pair no longer watched has only its Head.
function regionsOf(head: Head | undefined, place: Place | undefined, policy: Policy, now: Ms): Record<string, RegionSummary> {
  const summaries: Record<string, RegionSummary> = {};
  for (const [region, vote] of Object.entries(head?.votes ?? {})) {
    const tallied = place?.tally?.regions[region];
    const covered = place === undefined || place.retired || tallied === undefined ? vote.at : (tallied.lateSlots[place.slot] ?? tallied.at);
    const at = Math.max(vote.at, covered);
    summaries[region] = { verdict: vote.verdict, since: vote.since, at, fresh: now - at <= policy.staleMs, reason: vote.reason };
  }
  return summaries;
}

function lastHeard(regions: Record<string, RegionSummary>): Ms | undefined {
  const heard = Object.values(regions).map(({ at }) => at);
  return heard.length === 0 ? undefined : Math.max(...heard);
}
