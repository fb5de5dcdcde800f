/** Folds a health check's metric data into its reading, and says what changed. Missing data is unknown, never healthy; nobody is told here. */
import type { CheckDatum, CheckerReport } from "./ports.ts";
import type { Checkers, Health, Reading } from "./reading.ts";
import type { Ms } from "./time.ts";

/** So many periods without data and a check's status is unknown. CloudWatch itself lags by one to three. */
export const STALE_PERIODS = 5;

export interface FoldOptions {
  now: Ms;
  /** What a metric period of 60 s lasts: 60,000 divided by the speed. */
  periodMs: number;
  /** `STALE_PERIODS` unless told. */
  stalePeriods?: number;
}

/** A check's status or percentage as it turned, and what it was before. */
export interface HealthChange {
  /** As it was read at the change; its `period` dates the change. */
  reading: Reading;
  previous: { status: Health; percentage?: number; period?: Ms };
}

/**
 * The reading of each check in `data`, and every change on the way in the order of the periods, so that a minute that was missed is made up for.
 *
 * `data` holds the periods from the known reading's own on, in any order; earlier ones are passed over. That period's own data still counts,
 * since a minimum may fall until the period is over. Where `stalePeriods` are missing, between two periods or since the last, the status
 * is unknown from the first missing period on, and the run of the status before it is broken.
 */
export function foldReadings(
  known: ReadonlyMap<string, Reading>,
  data: ReadonlyMap<string, readonly CheckDatum[]>,
  options: FoldOptions,
): { readings: Reading[]; changes: HealthChange[] } {
  const readings: Reading[] = [];
  const changes: HealthChange[] = [];
  for (const [check, periods] of data) {
    const fold = new Fold(check, known.get(check), options);
    for (const datum of periods.toSorted((one, other) => one.period - other.period)) fold.take(datum);
    readings.push(fold.end());
    changes.push(...fold.changes);
  }
  return { readings, changes };
}

class Fold {
  readonly changes: HealthChange[] = [];
  private readonly check: string;
  private readonly options: FoldOptions;
  private readonly staleMs: number;
  private reading: Reading | undefined;

  constructor(check: string, known: Reading | undefined, options: FoldOptions) {
    this.check = check;
    this.reading = known;
    this.options = options;
    this.staleMs = (options.stalePeriods ?? STALE_PERIODS) * options.periodMs;
  }

  take({ period, status, percentage }: CheckDatum): void {
    const before = this.reading;
    if (before && period < before.period) return;
    this.breakOff(period);
    const since = this.reading?.status === status ? this.reading.since : period;
    this.turnTo({ status, percentage, period, since });
  }

  /** A check without any data yet is unknown from before the oldest data that may still arrive. */
  end(): Reading {
    const { now, periodMs } = this.options;
    this.breakOff(now);
    if (this.reading === undefined) {
      const period = Math.floor((now - this.staleMs) / periodMs) * periodMs;
      this.reading = { check: this.check, status: "unknown", period, since: period, readAt: now };
    }
    return { ...this.reading, readAt: now };
  }

  /** Unknown from the first missing period on, if enough of them are missing before `until`. */
  private breakOff(until: Ms): void {
    if (this.reading === undefined || this.reading.status === "unknown") return;
    const missing = this.reading.period + this.options.periodMs;
    if (until - missing >= this.staleMs) this.turnTo({ status: "unknown", period: missing, since: missing });
  }

  private turnTo(next: Pick<Reading, "status" | "percentage" | "period" | "since">): void {
    const before = this.reading;
    const previous = { status: before?.status ?? "unknown", percentage: before?.percentage, period: before?.period };
    const isSameStatus = previous.status === next.status;
    const { reason, checkers } = isSameStatus && before ? before : {};
    const { checking } = before ?? {};
    this.reading = {
      ...{ check: this.check, ...next, readAt: this.options.now },
      ...(reason !== undefined && { reason }),
      ...(checkers !== undefined && { checkers }),
      ...(checking !== undefined && { checking }),
    };
    if (!isSameStatus || previous.percentage !== next.percentage) this.changes.push({ reading: this.reading, previous });
  }
}

/** How many checkers say so, and the words that most of those that fail use. Undefined when there is nothing to say. */
export function checkersOf(status: Health, reports: readonly CheckerReport[]): Checkers | undefined {
  const failing = reports.filter((report) => report.status === "unhealthy");
  const of = reports.length;
  if (status === "unknown" || of === 0) return undefined;
  if (status === "unhealthy" && failing.length > 0) {
    return { count: failing.length, of, text: mostCommon(failing.map((report) => report.text)) };
  }
  return { count: reports.filter((report) => report.status === "healthy").length, of };
}

/** The same in English, for records and for who reads these. */
export function reasonOf(checkers: Checkers): string {
  const { count, of, text } = checkers;
  return text === undefined ? `${count} of ${of} checkers report success` : `${count} of ${of} checkers fail, most with: ${text}`;
}

function mostCommon(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].toSorted(([one, count], [other, more]) => more - count || (one < other ? -1 : 1))[0]?.[0] ?? "";
}
