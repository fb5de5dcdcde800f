/** Writes a health check's changes as events of the check's own log, under numbers that a repeat finds taken. Records: they alert nobody. */
import { checkLog, EVENT_SCHEMA, eventId, type FlipwatchEvent } from "./event.ts";
import type { HealthChange } from "./health.ts";
import type { Ms } from "./time.ts";

/**
 * The events that the log still lacks, after `last`, its newest. All changes are of one check, in the order of their periods. A run that was
 * killed after writing some of them writes only the others when it is repeated.
 */
export function healthEvents(
  changes: readonly HealthChange[],
  last: FlipwatchEvent | undefined,
  options: { recordedAt: Ms; periodMs: number },
): FlipwatchEvent[] {
  const first = (last?.number ?? 0) + 1;
  return unlogged(changes, last, options.recordedAt).map((change, index) => eventOf(change, first + index, options));
}

function unlogged(changes: readonly HealthChange[], last: FlipwatchEvent | undefined, recordedAt: Ms): readonly HealthChange[] {
  if (last === undefined) return changes;
  const logged = changes.findLastIndex((change) => isOf(change, last));
  if (logged >= 0) return changes.slice(logged + 1);
  // A log that reaches into the future is from before the clock was set back.
  return last.at > recordedAt ? changes : changes.filter(({ reading }) => reading.period >= last.at);
}

function isOf({ reading }: HealthChange, event: FlipwatchEvent): boolean {
  const { status, percentage } = event.detail ?? {};
  return event.at === reading.period && status === reading.status && percentage === reading.percentage;
}

/** Dated by the start of the period, as readings are. It happened after the last period's start and before this one's end. */
function eventOf({ reading, previous }: HealthChange, number: number, options: { recordedAt: Ms; periodMs: number }): FlipwatchEvent {
  const { check, status, percentage, period, since } = reading;
  const log = checkLog(check);
  return {
    schema: EVENT_SCHEMA,
    id: eventId(log, number),
    pair: log,
    number,
    kind: "health-changed",
    severity: "record",
    at: period,
    bounds: { ...(previous.period !== undefined && { after: previous.period }), by: period + options.periodMs },
    recordedAt: options.recordedAt,
    message: messageOf({ reading, previous }),
    detail: { check, status, previous: previous.status, ...(percentage !== undefined && { percentage }), period, since },
  };
}

function messageOf({ reading, previous }: HealthChange): string {
  const share = reading.percentage === undefined ? "" : `, ${Math.round(reading.percentage)}% of its checkers report healthy`;
  if (reading.status !== previous.status) return `Health check ${reading.check} turned ${reading.status} (was ${previous.status})${share}.`;
  return `Health check ${reading.check} is still ${reading.status}${share || ", its percentage is no longer known"}.`;
}
