/**
 * Decides whether Flipwatch may say that it is well: a dead man's switch is pinged only then, and whoever runs it tells people when the pings
 * stop. So this trusts nothing that our own alerts would have to carry.
 */
import type { Slot } from "./ballot.ts";
import type { Cursor } from "./delivery.ts";
import type { LogId } from "./event.ts";
import { counted } from "./phrases.ts";
import type { Policy } from "./policy.ts";
import { isAsked, votedAt } from "./tally/merge.ts";
import type { TallyState } from "./tally-state.ts";
import { MINUTE, type Ms } from "./time.ts";

export interface HeartbeatFacts {
  /** Every shard: its current slots, and what tally last merged of it. */
  shards: readonly { shard: number; slots: readonly Slot[]; state?: TallyState }[];
  /** Cursors of channels that were not told to the end. */
  unsettled: readonly Pick<Cursor, "channel" | "log" | "sending">[];
  /** The first event that waits in each log that has one to archive or to publish. */
  unpublished: readonly { log: LogId; recordedAt: Ms }[];
  /** What the FLEET log has told and not untold, since when. */
  open: Readonly<Record<string, Ms>>;
}

/** An alert that could not be sent for so long does not flow. */
const OVERDUE_MS = 5 * MINUTE;
/** So long after an alert was given up the pings stay away: long enough for any switch to notice. */
const GIVEN_UP_MS = 15 * MINUTE;

/** What speaks against it, in sentences for a log; empty where all is well. Times scale with the lab's speed. */
export function heartbeatFaults(facts: HeartbeatFacts, now: Ms, policy: Policy): string[] {
  const speed = 1_000 / policy.ttlUnitMs;
  if (facts.shards.length === 0) return ["nothing is watched yet"];
  return [
    ...facts.shards.flatMap((shard) => staleShard(shard, now, policy, MINUTE / speed)),
    ...waiting(facts.unpublished, now - OVERDUE_MS / speed),
    ...overdue(facts.unsettled, now - OVERDUE_MS / speed),
    ...brokenChannels(facts.open, now - GIVEN_UP_MS / speed),
  ];
}

/** Tally may look only once a minute, so what it merged may be that much older than the votes are. */
function staleShard({ shard, slots, state }: HeartbeatFacts["shards"][number], now: Ms, policy: Policy, tallyEveryMs: Ms): string[] {
  if (!slots.some(isAsked)) return [];
  const fresh = policy.regions.filter((region) => {
    const tally = state?.regions[region];
    const at = tally === undefined ? 0 : votedAt(tally, slots);
    return at > now - policy.staleMs - tallyEveryMs && at <= now + policy.futureMs;
  });
  if (fresh.length > policy.regions.length / 2) return [];
  return [`shard ${shard}: ${fresh.length} of ${counted(policy.regions.length, "region")} voted lately`];
}

/** SNS hands on what channels are told of, so while it takes nothing no channel knows of anything to send. */
function waiting(unpublished: HeartbeatFacts["unpublished"], before: Ms): string[] {
  const [first, ...others] = unpublished.filter(({ recordedAt }) => recordedAt < before);
  if (first === undefined) return [];
  const more = others.length === 0 ? "" : ` and ${counted(others.length, "other log")}`;
  return [`${first.log}${more}: an event can't be published since more than five minutes`];
}

function overdue(unsettled: HeartbeatFacts["unsettled"], before: Ms): string[] {
  const late = unsettled.filter(({ sending }) => sending !== undefined && sending.firstTriedAt < before);
  return [...new Set(late.map(({ channel }) => channel))].map(
    (channel) => `${channel}: an alert can't be sent since more than five minutes`,
  );
}

function brokenChannels(open: HeartbeatFacts["open"], since: Ms): string[] {
  return Object.entries(open).flatMap(([key, at]) => {
    if (key.startsWith("channel-broken:")) return [`${key.slice("channel-broken:".length)}: the channel is broken`];
    return key.startsWith("delivery-given-up:") && at > since ? [`${key.slice("delivery-given-up:".length)}: given up`] : [];
  });
}
