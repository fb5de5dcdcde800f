/** What people ask for, in one run of a shard's tally: who takes which request, and when it is done with. What comes of it is core's. */
import type { Records } from "@flipwatch/adapters/store/records";
import { type AcknowledgeRequest, DAY, isForCheck, MINUTE, type Ms, type NoteRequest, type Request, type TallyPlan } from "@flipwatch/core";
import type { Log } from "../log.ts";
import { type KeptMutes, type MutePorts, updateMutes } from "./keep-mutes.ts";

export interface RequestPorts extends MutePorts {
  records: Pick<Records, "requests" | "mutes" | "log">;
  log: Log;
}

/** One shard's tally reads what is about no pair of a shard: what other steps left to be told, and the mutes. The first there is. */
export const INBOX_SHARD = 0;

/** An acknowledgement or a note for a pair that no shard has taken for so long is for none. */
const KEPT_MS = DAY;
/** One for all pairs of a health check is for several shards, each of which is tallied every minute; taken again it comes to nothing. */
const KEPT_FOR_CHECK_MS = 5 * MINUTE;

export interface Asked {
  /** For pairs of any shard; those of other shards are left to them. */
  acknowledged: AcknowledgeRequest[];
  /** As these. */
  noted: NoteRequest[];
  /** Not for a pair of this shard: to be removed once this run has told what came of them. */
  taken: Request[];
  /** The list as it is now; only for the shard that keeps it. */
  mutes?: KeptMutes;
}

export async function takeRequests(ports: RequestPorts, shard: number, now: Ms): Promise<Asked> {
  const [requests, mutes] = await Promise.all([
    ports.records.requests.oldest(),
    shard === INBOX_SHARD ? ports.records.mutes.get() : undefined,
  ]);
  const acknowledged = requests.filter((request) => request.kind === "acknowledge");
  const noted = requests.filter((request) => request.kind === "note");
  if (mutes === undefined) return { acknowledged, noted, taken: [] };
  const forMutes = requests.filter((request) => request.kind === "mute" || request.kind === "unmute");
  const unclaimed = [...acknowledged, ...noted].filter((request) => !isForCheck(request) && request.at < now - KEPT_MS);
  const everywhere = acknowledged.filter((request) => isForCheck(request) && request.at < now - KEPT_FOR_CHECK_MS);
  if (unclaimed.length > 0) ports.log("warn", "nothing came of these requests: no such pair is watched", { requests: unclaimed });
  return { acknowledged, noted, taken: [...forMutes, ...unclaimed, ...everywhere], mutes: await updateMutes(ports, mutes, forMutes, now) };
}

/** A pair that is left to the next run keeps its requests. */
export async function endRequests(
  ports: RequestPorts,
  asked: Pick<Asked, "acknowledged" | "noted">,
  plan: TallyPlan,
  left: ReadonlySet<string>,
): Promise<void> {
  const settled = [...asked.acknowledged, ...asked.noted].filter(({ pair }) => plan.pairs.has(pair) && !left.has(pair));
  await ports.records.requests.remove(settled);
}
