/** Decides which health checks are read in this run, and how far back: CloudWatch bills by the metric asked for, not by the period. */
import type { Records } from "@flipwatch/adapters/store/records";
import type { Ms, Reading } from "@flipwatch/core";
import type { ShardsOfCheck } from "./shards.ts";

/** Up to so many checks, each is read every minute. */
export const EVERY_MINUTE_LIMIT = 200;
/** Above that, a check of which nothing is going on is read every so many periods. */
const SLOW_PERIODS = 5;
/** A first look goes back so far, and so does any look of a check read lately. */
const SHORT_PERIODS = 15;
/** After an outage of our own; at two queries a check and 250 checks a call this stays below GetMetricData's 100,800 points. */
const LONG_PERIODS = 180;

export interface DueOptions {
  records: Pick<Records, "manifests" | "heads">;
  shards: ShardsOfCheck;
  known: ReadonlyMap<string, Reading>;
  now: Ms;
  periodMs: number;
  /** A pair is unsettled when its Head has something due within this time. */
  unsettledMs: number;
}

/** In the order of their ids. */
export async function checksToRead(options: DueOptions): Promise<string[]> {
  const checks = [...options.shards.keys()].toSorted();
  if (checks.length <= EVERY_MINUTE_LIMIT) return checks;
  const unsettled = await checksOfUnsettledPairs(options);
  return checks.filter((check) => unsettled.has(check) || isDue(options.known.get(check), options));
}

/** Half a period of play, since schedules come early and late. Always of interest: a check not known to be healthy, and one read before the clock was set back. */
function isDue(known: Reading | undefined, { now, periodMs }: DueOptions): boolean {
  return known?.status !== "healthy" || known.readAt > now || now - known.readAt >= (SLOW_PERIODS - 0.5) * periodMs;
}

/** The checks of pairs whose Heads have something due within `unsettledMs`; calm pairs have nothing. */
export async function checksOfUnsettledPairs({
  records,
  now,
  unsettledMs,
}: Pick<DueOptions, "records" | "now" | "unsettledMs">): Promise<Set<string>> {
  const checks = new Set<string>();
  for (const { shard, slots } of await records.manifests.current()) {
    const pairs = new Set(await records.heads.unsettledOrDue(shard, now + unsettledMs));
    for (const slot of slots) {
      if (!pairs.has(slot.pair)) continue;
      for (const check of [slot.primaryCheck, slot.secondaryCheck]) if (check !== undefined) checks.add(check);
    }
  }
  return checks;
}

/** Two groups, so that one check without data for hours does not make every other one's window long. */
export function windowsOf(
  checks: readonly string[],
  known: ReadonlyMap<string, Reading>,
  { now, periodMs }: { now: Ms; periodMs: number },
): { checks: string[]; from: Ms }[] {
  const short = now - SHORT_PERIODS * periodMs;
  const long = now - LONG_PERIODS * periodMs;
  const isRecent = (check: string) => (known.get(check)?.period ?? now) >= short;
  const oldest = (group: readonly string[]) => Math.min(...group.map((check) => known.get(check)?.period ?? short), now);
  const recent = checks.filter(isRecent);
  const late = checks.filter((check) => !isRecent(check));
  return [
    { checks: recent, from: oldest(recent) },
    { checks: late, from: Math.max(long, oldest(late)) },
  ];
}
