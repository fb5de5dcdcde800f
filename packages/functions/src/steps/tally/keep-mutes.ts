/** The list of mutes in a run of shard 0's tally: brought up to date before anything is decided, told of with the rest of the FLEET log, then tidied. */
import type { Records } from "@flipwatch/adapters/store/records";
import {
  type FleetFact,
  FlipwatchError,
  type HeldBack,
  heldBack,
  MAINTENANCE,
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

export interface KeptMutes {
  list: MuteList;
  /** Whether the configured windows could be read; told once, and its end once. */
  windows: FleetFact;
}

/** `list`: as read just now. Takes in what people asked for and the windows to come. Throws FlipwatchError `store-unavailable` after too many lost races. */
export async function updateMutes(
  { records, maintenance, log }: MutePorts & { log: Log },
  list: MuteList,
  requests: readonly Request[],
  now: Ms,
): Promise<KeptMutes> {
  const { windows, fact } = await windowsToCome(maintenance, log, now);
  for (let race = 0; race < RACES_MAX; race += 1) {
    const before = race === 0 ? list : await records.mutes.get();
    const mutes = planMutes(before.mutes, requests, windows, now);
    const stored = isSame(before.mutes, mutes) ? before : await records.mutes.put({ ...before, mutes });
    if (stored !== undefined) return { list: stored, windows: fact };
  }
  throw new FlipwatchError("store-unavailable", "the list of mutes was written by others at every attempt", { retryable: true });
}

/** A rule that nobody can read is the deployment's mistake, and no reason to stop deciding; but whoever counts on its windows has to know. */
async function windowsToCome(maintenance: Maintenance | undefined, log: Log, now: Ms): Promise<{ windows: Mute[]; fact: FleetFact }> {
  try {
    const windows = (await maintenance?.windows(now, now + MUTES_AHEAD_MS)) ?? [];
    return { windows, fact: { kind: "step-working", step: MAINTENANCE, at: now } };
  } catch (problem) {
    if (!(problem instanceof FlipwatchError) || problem.code !== "config-invalid") throw problem;
    log("error", "maintenance windows are left out", { problem });
    const error = `${problem.message}. No maintenance window holds anything back meanwhile: mend the rule and deploy again.`;
    return { windows: [], fact: { kind: "step-failing", step: MAINTENANCE, error, at: now } };
  }
}

/** For the FLEET log, which tells each once however often it is given. */
export async function muteFacts({ records }: MutePorts, { list, windows }: KeptMutes, now: Ms): Promise<FleetFact[]> {
  const { begun, ended, forgotten } = mutesToTell(list.mutes, now);
  const facts: FleetFact[] = [windows, ...begun.map((mute) => ({ kind: "muted" as const, mute, at: now }))];
  for (const mute of ended) facts.push({ kind: "unmuted", mute, held: await heldIn(records, mute, now), at: now });
  return [...facts, ...forgotten.map(({ id }): FleetFact => ({ kind: "mute-forgotten", id }))];
}

/** Once the facts are told. A lost race is harmless: whoever won tells the same again, which is nothing, and tidies. */
export async function tidyMutes({ records }: MutePorts, { list }: KeptMutes, now: Ms): Promise<void> {
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
