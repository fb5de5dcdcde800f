/** Reads what CloudWatch knows of every health check that drives a pair, keeps it, and wakes tally where a status turned. What the data mean is core's. */
import type { Records } from "@flipwatch/adapters/store/records";
import {
  type CheckDatum,
  type Clock,
  checkLog,
  FlipwatchError,
  foldReadings,
  type HealthChange,
  healthEvents,
  type Metrics,
  type Ms,
  type Policy,
  type Reading,
  type Route53,
  type WakeUps,
} from "@flipwatch/core";
import { checksOfUnsettledPairs, checksToRead, windowsOf } from "./health/due.ts";
import { readingsWithReasons } from "./health/reasons.ts";
import { type ShardsOfCheck, shardsOfChecks, sharedChecks } from "./health/shards.ts";
import type { Log } from "./log.ts";

export interface HealthPorts {
  records: Pick<Records, "manifests" | "readings" | "log" | "heads">;
  /** Absent: no check can be read, and none is. */
  metrics?: Metrics;
  /** Asked for the reason of a change; absent: no reasons. */
  route53?: Pick<Route53, "checkers" | "healthChecks">;
  /** Absent: tally finds the readings by itself, within a minute. */
  wakeUps?: WakeUps;
  clock: Pick<Clock, "now">;
  policy: Pick<Policy, "ttlUnitMs" | "unverifiedMs">;
  log: Log;
}

export interface HealthSummary {
  /** Health checks that drive a pair, and how many of them were read this time. */
  checks: number;
  read: number;
  /** Checks whose status turned, and changes in all, percentages included. */
  turned: number;
  changes: number;
  wakeUps: number;
}

/** Logs written at the same time. */
const AT_ONCE = 10;

/**
 * Every change is in the check's log before the reading is stored: a run killed in between finds it there and writes it once.
 * Errors: `cloudwatch-failed`, after what could not be read for too long was set down as unknown.
 */
export async function health(ports: HealthPorts): Promise<HealthSummary> {
  const { records, metrics, clock, policy } = ports;
  const now = clock.now();
  const periodMs = 60 * policy.ttlUnitMs;
  const manifests = await records.manifests.current();
  const shards = shardsOfChecks(manifests);
  if (!metrics || shards.size === 0) return { checks: shards.size, read: 0, turned: 0, changes: 0, wakeUps: 0 };
  const known = new Map([...(await records.readings.latest())].filter(([, reading]) => reading.period <= now));
  const due = await checksToRead({ records, shards, known, now, periodMs, unsettledMs: policy.unverifiedMs });
  const { data, trouble } = await readData(metrics, due, known, { now, periodMs });
  const { readings: folded, changes } = foldReadings(known, data, { now, periodMs });
  const sharing = sharedChecks(manifests);
  const readings = folded.map((reading): Reading => ({ ...reading, sharedBy: sharing.get(reading.check) }));
  await writeEvents(records.log, changes, { recordedAt: now, periodMs });
  if (readings.length > 0) await records.readings.put(readings, now);
  const turned = turnsOf(changes, readings);
  const waited = await waitedFor(ports, known, readings, { now, periodMs });
  const wakeUps = await wakeShards(ports, [...new Set([...turned, ...waited])], shards);
  // Only now, since it takes seconds and nobody must wait for a reason.
  const explained = await readingsWithReasons(ports, turned);
  if (explained.length > 0) await records.readings.put(explained, clock.now());
  if (trouble) throw trouble;
  return { checks: shards.size, read: due.length, turned: turned.length, changes: changes.length, wakeUps };
}

/** Not being able to read is missing data, too: after long enough the status is unknown. */
async function readData(
  metrics: Metrics,
  due: readonly string[],
  known: ReadonlyMap<string, Reading>,
  options: { now: Ms; periodMs: number },
): Promise<{ data: Map<string, CheckDatum[]>; trouble?: FlipwatchError }> {
  const data = new Map<string, CheckDatum[]>(due.map((check) => [check, []]));
  try {
    for (const { checks, from } of windowsOf(due, known, options)) {
      if (checks.length === 0) continue;
      for (const [check, found] of await metrics.readings(checks, from, options.now)) data.set(check, found);
    }
    return { data };
  } catch (error) {
    if (!(error instanceof FlipwatchError)) throw error;
    return { data, trouble: error };
  }
}

async function writeEvents(
  log: Records["log"],
  changes: readonly HealthChange[],
  options: { recordedAt: Ms; periodMs: number },
): Promise<void> {
  const checks = [...new Set(changes.map((change) => change.reading.check))];
  for (let first = 0; first < checks.length; first += AT_ONCE) {
    await Promise.all(
      checks.slice(first, first + AT_ONCE).map(async (check) => {
        const [last] = await log.read(checkLog(check), { descending: true, limit: 1 });
        const ofCheck = changes.filter((change) => change.reading.check === check);
        await log.append(healthEvents(ofCheck, last, options));
      }),
    );
  }
}

/** The readings whose status turned on the way, whatever it is at the end. */
function turnsOf(changes: readonly HealthChange[], readings: readonly Reading[]): Reading[] {
  const checks = new Set(changes.filter(({ reading, previous }) => reading.status !== previous.status).map(({ reading }) => reading.check));
  return readings.filter((reading) => checks.has(reading.check));
}

/** Readings of a newer period for which a pair waits, since they may confirm its return although their status stands. */
async function waitedFor(
  { records }: HealthPorts,
  known: ReadonlyMap<string, Reading>,
  readings: readonly Reading[],
  { now, periodMs }: { now: Ms; periodMs: number },
): Promise<Reading[]> {
  const newer = readings.filter(({ check, period }) => period > (known.get(check)?.period ?? 0));
  if (newer.length === 0) return [];
  const waiting = await checksOfUnsettledPairs({ records, now, unsettledMs: periodMs });
  return newer.filter(({ check }) => waiting.has(check));
}

/** One message a check and shard. A lost one costs at most a minute, so it is no reason to fail. */
async function wakeShards({ wakeUps, log }: HealthPorts, turned: readonly Reading[], shards: ShardsOfCheck): Promise<number> {
  let sent = 0;
  if (!wakeUps) return sent;
  for (const { check, period, status } of turned) {
    for (const shard of shards.get(check) ?? []) {
      try {
        // A period may turn twice, and a queue may take one deduplication for all its groups: so status and shard belong to it.
        await wakeUps.wake(shard, `${check}#${period}#${status}#${shard}`);
        sent += 1;
      } catch (error) {
        if (!(error instanceof FlipwatchError)) throw error;
        log("warn", "tally was not woken for a health check; its next minute's run will see it", { check, shard, error });
      }
    }
  }
  return sent;
}
