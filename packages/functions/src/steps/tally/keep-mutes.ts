/** The list of mutes in a run of shard 0's tally: brought up to date before anything is decided, told of with the rest of the FLEET log, then tidied. */
import type { Records } from "@flipwatch/adapters/store/records";
import {
  type FleetFact,
  FlipwatchError,
  type HeldBack,
  heldBack,
  type Maintenance,
  type Ms,
  MUTES_AHEAD_MS,
  type Mute,
  type MuteList,
  mutesAfterTold,
  mutesToTell,
  planMutes,
  type Request,
} from "@flipwatch/core";
import type { Log } from "../log.ts";

export interface MutePorts {
  records: Pick<Records, "mutes" | "log">;
  /** Absent: no windows are configured. */
  maintenance?: Maintenance;
}

/** Two tallies at the same shard, and then some. */
const RACES_MAX = 4;
/** Events that are read to say what was held back. */
const HELD_READ_MAX = 5_000;

/** Takes in what people asked for and the windows to come. Throws FlipwatchError `store-unavailable` after too many lost races. */
export async function updateMutes(
  { records, maintenance, log }: MutePorts & { log: Log },
  requests: readonly Request[],
  now: Ms,
): Promise<MuteList> {
  const windows = await windowsToCome(maintenance, log, now);
  for (let race = 0; race < RACES_MAX; race += 1) {
    const before = await records.mutes.get();
    const mutes = planMutes(before.mutes, requests, windows, now);
    const stored = isSame(before.mutes, mutes) ? before : await records.mutes.put({ ...before, mutes });
    if (stored !== undefined) return stored;
  }
  throw new FlipwatchError("store-unavailable", "the list of mutes was written by others at every attempt", { retryable: true });
}

/** A rule that nobody can read is the deployment's mistake, and no reason to stop deciding. */
async function windowsToCome(maintenance: Maintenance | undefined, log: Log, now: Ms): Promise<Mute[]> {
  try {
    return (await maintenance?.windows(now, now + MUTES_AHEAD_MS)) ?? [];
  } catch (problem) {
    if (!(problem instanceof FlipwatchError) || problem.code !== "config-invalid") throw problem;
    log("error", "maintenance windows are left out", { problem });
    return [];
  }
}

/** For the FLEET log, which tells each once however often it is given. */
export async function muteFacts({ records }: MutePorts, { mutes }: MuteList, now: Ms): Promise<FleetFact[]> {
  const { begun, ended, forgotten } = mutesToTell(mutes, now);
  const facts: FleetFact[] = begun.map((mute) => ({ kind: "muted", mute, at: now }));
  for (const mute of ended) facts.push({ kind: "unmuted", mute, held: await heldIn(records, mute, now), at: now });
  return [...facts, ...forgotten.map(({ id }): FleetFact => ({ kind: "mute-forgotten", id }))];
}

/** Once the facts are told. A lost race is harmless: whoever won tells the same again, which is nothing, and tidies. */
export async function tidyMutes({ records }: MutePorts, list: MuteList, now: Ms): Promise<void> {
  const mutes = mutesAfterTold(list.mutes, now);
  if (!isSame(list.mutes, mutes)) await records.mutes.put({ ...list, mutes });
}

/** To the present: an incident that ended since is not open. */
async function heldIn({ log }: MutePorts["records"], mute: Mute, now: Ms): Promise<HeldBack> {
  const events = await log.recorded(mute.from, now, HELD_READ_MAX);
  return heldBack(mute, events, events.length === HELD_READ_MAX);
}

function isSame(before: readonly Mute[], after: readonly Mute[]): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}
