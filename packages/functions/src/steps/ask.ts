/**
 * Where everything that people ask for comes in, by whatever way: looks whether it can come to anything, leaves it for tally, and wakes tally. A
 * look only, for whoever asks: what comes of it is decided by tally, which may find things changed.
 */
import type { Records } from "@flipwatch/adapters/store/records";
import {
  checkLog,
  FLEET,
  type FlipwatchEvent,
  INCIDENT_NOTES_MOST,
  isForCheck,
  type Manifest,
  type Ms,
  MUTES_MAX,
  matchesGlob,
  type NoteRequest,
  type PairId,
  type Request,
  type Slot,
  type WakeUps,
} from "@flipwatch/core";
import { incidentParts } from "../api/incident-id.ts";
import { readWindow } from "../api/read-log.ts";
import { INBOX_SHARD } from "./tally/requests.ts";

export interface AskPorts {
  records: {
    requests: Pick<Records["requests"], "leave">;
    manifests: Pick<Records["manifests"], "current">;
    heads: Pick<Records["heads"], "get">;
    mutes: Pick<Records["mutes"], "get">;
    log: Pick<Records["log"], "read" | "notes">;
  };
  wakeUps: WakeUps;
}

export type AskOutcome =
  /** Left for tally, as `request`. `matching`: how many watched pairs a mute means now; absent for FLEET's, and for what is no mute. */
  | { outcome: "asked"; request: Request; matching?: number }
  | { outcome: "unknown-pair" }
  /** No incident of the pair is open, or not the one that was named. */
  | { outcome: "nothing-open" }
  | { outcome: "acknowledged-already"; by: string; at: Ms }
  | { outcome: "unknown-incident" }
  /** The incident has as many as it can have. */
  | { outcome: "too-many-notes" }
  /** Nothing is muted by this glob; `pairs` are the globs that are. */
  | { outcome: "nothing-muted"; pairs: string[] }
  | { outcome: "too-many-mutes" };

/** As it is asked for: how the incident of a note opened is looked up here. */
export type Asking = Exclude<Request, { kind: "note" }> | Omit<NoteRequest, "pair" | "openedAt" | "opening">;

/** Throws FlipwatchError where the store or the queue fails; asking once more under the same time and id does no harm. */
export async function ask(ports: AskPorts, request: Asking): Promise<AskOutcome> {
  if (request.kind === "acknowledge") return isForCheck(request) ? askForCheck(ports, request) : askForPair(ports, request);
  if (request.kind === "note") return askForNote(ports, request);
  const { mutes } = await ports.records.mutes.get();
  const active = mutes.filter(({ until }) => until > request.at);
  if (request.kind === "mute" && mutes.length >= MUTES_MAX) return { outcome: "too-many-mutes" };
  if (request.kind === "unmute" && !active.some(({ pairs }) => pairs.toLowerCase() === request.pairs.toLowerCase()))
    return { outcome: "nothing-muted", pairs: [...new Set(active.map(({ pairs }) => pairs))] };
  const left = await leave(ports, request, INBOX_SHARD);
  return request.kind === "mute" && request.pairs !== FLEET ? { ...left, matching: await watchedBy(ports, request.pairs) } : left;
}

/** None is no error: a pair may be called so tomorrow. But whoever mistyped a name is to see it. */
async function watchedBy({ records }: AskPorts, pairs: string): Promise<number> {
  const slots = (await records.manifests.current()).flatMap((manifest) => manifest.slots);
  return slots.filter(({ pair, retired }) => retired !== true && matchesGlob(pairs, pair)).length;
}

async function askForPair(ports: AskPorts, request: Extract<Request, { kind: "acknowledge" }>): Promise<AskOutcome> {
  const manifests = await ports.records.manifests.current();
  const shard = shardOf(manifests, request.pair);
  if (shard === undefined) return { outcome: "unknown-pair" };
  const incident = (await ports.records.heads.get(request.pair))?.incident;
  if (incident === undefined || (request.incident !== undefined && request.incident !== incident.id)) return { outcome: "nothing-open" };
  if (incident.acknowledged !== undefined) return { outcome: "acknowledged-already", ...incident.acknowledged };
  // Named from here on: it can't be taken for an incident that opens meanwhile.
  return leave(ports, { ...request, incident: incident.id }, shard);
}

function shardOf(manifests: readonly Manifest[], pair: PairId): number | undefined {
  return manifests.find(({ slots }) => slots.some((slot) => slot.pair === pair && slot.retired !== true))?.shard;
}

/** The log says which incidents there were; a note of one that never was would make it one. */
async function askForNote(ports: AskPorts, request: Extract<Asking, { kind: "note" }>): Promise<AskOutcome> {
  const parts = incidentParts(request.incident);
  if (parts === undefined) return { outcome: "unknown-incident" };
  const { pair, openedAt } = parts;
  const { records } = ports;
  const [manifests, opened, notes] = await Promise.all([
    records.manifests.current(),
    openingOf(records.log, request.incident, parts),
    records.log.notes(pair, openedAt),
  ]);
  if (opened === undefined) return { outcome: "unknown-incident" };
  const shard = shardOf(manifests, pair);
  if (shard === undefined) return { outcome: "unknown-pair" };
  if (notes.length >= INCIDENT_NOTES_MOST) return { outcome: "too-many-notes" };
  return leave(ports, { ...request, pair, openedAt, opening: opened.opening }, shard);
}

/** What names it lies around its opening; at most a few pages of the log are read. */
async function openingOf(
  log: AskPorts["records"]["log"],
  id: string,
  { pair, openedAt }: { pair: PairId; openedAt: Ms },
): Promise<FlipwatchEvent["incident"]> {
  let found: FlipwatchEvent["incident"];
  await readWindow(log, pair, { from: openedAt, to: openedAt, pages: 2, mayBegin: () => true }, (events) => {
    found ??= events.find(({ incident, kind }) => incident?.id === id && kind !== "noted")?.incident;
  });
  return found;
}

/** Of every pair whose primary has the check. Whether an incident of any is open, tally sees. */
async function askForCheck(ports: AskPorts, request: Extract<Request, { kind: "acknowledge" }>): Promise<AskOutcome> {
  const has = ({ primaryCheck, retired }: Slot) =>
    primaryCheck !== undefined && checkLog(primaryCheck) === request.pair && retired !== true;
  const shards = (await ports.records.manifests.current()).filter(({ slots }) => slots.some(has)).map(({ shard }) => shard);
  if (shards.length === 0) return { outcome: "unknown-pair" };
  return leave(ports, request, ...shards);
}

async function leave(
  { records, wakeUps }: AskPorts,
  request: Request,
  ...shards: readonly number[]
): Promise<Extract<AskOutcome, { outcome: "asked" }>> {
  await records.requests.leave(request);
  for (const shard of shards) await wakeUps.wake(shard, shards.length === 1 ? `request#${request.id}` : `request#${request.id}#${shard}`);
  return { outcome: "asked", request };
}
