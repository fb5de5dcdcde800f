/** Events by hand for the tests of this folder and of the API: whole and valid, with only what a test cares about spelled out. */
import type { Verdict } from "../answer.ts";
import { checkLog, EVENT_SCHEMA, type EventKind, eventId, FLEET, type FlipwatchEvent, type LogId } from "../event.ts";
import type { Health } from "../reading.ts";
import type { Bounds, Ms } from "../time.ts";

export const samplePair = "failover.example.com/A";

/** An event of the pair's log unless `pair` says otherwise; `at` follows from the bounds. */
export function sampleEvent(number: number, kind: EventKind, bounds: Bounds, rest: Partial<FlipwatchEvent> = {}): FlipwatchEvent {
  const log: LogId = rest.pair ?? samplePair;
  return {
    schema: EVENT_SCHEMA,
    id: eventId(log, number),
    pair: log,
    number,
    kind,
    severity: "info",
    at: bounds.by,
    bounds,
    recordedAt: bounds.by + 200,
    message: `${kind} happened`,
    ...rest,
  };
}

export function sampleVote(number: number, region: string, verdict: Verdict, bounds: Bounds): FlipwatchEvent {
  const vote = { verdict, reason: `says ${verdict}`, values: [], at: bounds.by, since: bounds, revision: 1, fresh: true };
  return sampleEvent(number, "vote-changed", bounds, { severity: "record", region, evidence: { [region]: vote } });
}

export function sampleView(number: number, region: string, resolver: string, verdict: Verdict, bounds: Bounds): FlipwatchEvent {
  const view = { region, resolver, verdict, reason: `says ${verdict}`, at: bounds.by, since: bounds, ttlSeconds: 60 };
  return sampleEvent(number, "view-changed", bounds, { severity: "record", region, views: [view] });
}

export function sampleHealth(
  number: number,
  check: string,
  status: Health,
  percentage: number,
  since: Ms,
  period: Ms = since,
): FlipwatchEvent {
  const detail = { check, status, percentage, period, since };
  return sampleEvent(number, "health-changed", { by: period }, { pair: checkLog(check), severity: "record", detail });
}

export function sampleSilence(number: number, region: string, kind: "region-silent" | "region-back", at: Ms): FlipwatchEvent {
  return sampleEvent(number, kind, { by: at }, { pair: FLEET, region });
}
