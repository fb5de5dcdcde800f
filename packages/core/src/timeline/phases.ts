/** The phases of one leg of an incident: when its check failed or passed, which region and which client followed when, who was told. */
import type { Verdict } from "../answer.ts";
import type { Phases } from "../event.ts";
import type { Bounds, Ms } from "../time.ts";
import { type Lane, segmentAt } from "./lane.ts";
import { type HealthSegment, healthLane, type Leg, type Timeline, type VerdictSegment } from "./timeline.ts";

/**
 * The phases of a leg, each absent until known. `until` is where the next leg begins; `metricPeriodMs` is the length of a CloudWatch
 * period (60 s, divided by the lab's speed), the error of everything that is read from health metrics.
 */
export function phasesOf(timeline: Timeline, leg: Leg, until: Ms, metricPeriodMs: number): Phases {
  const found: Phases = {
    ...healthPhases(healthLane(timeline, "primary"), leg, until, metricPeriodMs),
    ...regionPhases(timeline, leg, until),
    clients: lastOf(followers(Object.values(timeline.views), leg, until)),
    ...toldPhases(timeline, leg.event, leg.recordedAt),
  };
  // How many regions make a majority is tally's to know; a leg that does not say was decided when it was first seen.
  return { majority: leg.bounds, ...leg.phases, ...known(found) };
}

function known(phases: Phases): Phases {
  return Object.fromEntries(Object.entries(phases).filter(([, bounds]) => bounds !== undefined));
}

// ---- regions and clients ------------------------------------------------------------------------------------------------

function regionPhases(timeline: Timeline, leg: Leg, until: Ms): Phases {
  // A region that could not be heard says nothing about when DNS changed there, so it is not waited for.
  const heard = Object.keys(timeline.regions).filter(
    (region) => segmentAt(timeline.silences[region] ?? [], leg.bounds.by)?.state !== "silent",
  );
  const followed = followers(
    heard.map((region) => timeline.regions[region] ?? []),
    leg,
    until,
  );
  const first = followed.filter((bounds) => bounds !== undefined).toSorted((a, b) => a.by - b.by)[0];
  return { firstRegion: first, lastRegion: lastOf(followed) };
}

/** For each lane, when it came to tell the leg's role; undefined where it has not (yet). */
function followers(lanes: readonly Lane<VerdictSegment>[], leg: Leg, until: Ms): (Bounds | undefined)[] {
  return lanes.map((lane) => {
    const reached = lane.find((segment) => tells(segment.state, leg.to) && ends(segment) > leg.bounds.by && segment.from < until);
    return reached === undefined ? undefined : { after: reached.after, by: reached.from };
  });
}

/** The last of all, known only once all have followed. */
function lastOf(followed: readonly (Bounds | undefined)[]): Bounds | undefined {
  const all = followed.filter((bounds) => bounds !== undefined);
  return all.length < followed.length ? undefined : all.toSorted((a, b) => b.by - a.by)[0];
}

function tells(verdict: Verdict, role: Leg["to"]): boolean {
  return role === "dark" ? verdict === "empty" || verdict === "failed" : verdict === role;
}

function ends(segment: { to?: Ms }): Ms {
  return segment.to ?? Number.POSITIVE_INFINITY;
}

// ---- health -------------------------------------------------------------------------------------------------------------

/** Neighbouring segments with the same status. */
interface Run {
  state: HealthSegment["state"];
  segments: readonly HealthSegment[];
}

function healthPhases(lane: Lane<HealthSegment>, leg: Leg, until: Ms, periodMs: number): Phases {
  const wanted = leg.to === "primary" ? "healthy" : "unhealthy";
  const runs = runsOf(lane);
  const index = runs.findIndex((run) => run.state === wanted && endOf(run) > leg.bounds.by - periodMs && startOf(run) < until);
  const run = runs[index];
  // A run at the lane's beginning has no turn that was seen.
  if (run === undefined || index === 0) return {};
  const before = runs[index - 1];
  // Out of the unknown the check may have turned long before.
  if (before === undefined || before.state === "unknown") return { unhealthy: { by: startOf(run) + periodMs } };
  return wanted === "unhealthy" ? failing(run, before.segments, periodMs) : passing(run, before.segments, periodMs);
}

// The status is a period's minimum: the first period at 0 is the one in which the check turned.
function failing(run: Run, before: readonly HealthSegment[], periodMs: number): Phases {
  const start = startOf(run);
  const lastWhole = before.findLastIndex((segment) => segment.percentage === undefined || segment.percentage >= 100);
  const firstDrop = before[lastWhole + 1]?.from;
  const dropped = firstDrop ?? (run.segments[0]?.percentage === undefined ? undefined : start);
  return {
    failedCheck: dropped === undefined ? undefined : { after: dropped, by: dropped + periodMs },
    unhealthy: { after: start, by: start + periodMs },
  };
}

// The first period at 1 was healthy throughout, so the check turned in the period before it.
function passing(run: Run, before: readonly HealthSegment[], periodMs: number): Phases {
  const start = startOf(run);
  const lowest = Math.min(...before.map((segment) => segment.percentage ?? Number.POSITIVE_INFINITY));
  const lastLow = before.findLastIndex((segment) => segment.percentage === lowest);
  const rise = lastLow < 0 ? undefined : (before[lastLow + 1]?.from ?? start);
  return {
    failedCheck: rise === undefined ? undefined : { after: Math.min(rise, start - periodMs), by: rise === start ? start : rise + periodMs },
    unhealthy: { after: start - periodMs, by: start },
  };
}

function runsOf(lane: Lane<HealthSegment>): Run[] {
  const runs: { state: HealthSegment["state"]; segments: HealthSegment[] }[] = [];
  for (const segment of lane) {
    const last = runs.at(-1);
    if (last?.state === segment.state) last.segments.push(segment);
    else runs.push({ state: segment.state, segments: [segment] });
  }
  return runs;
}

function startOf(run: Run): Ms {
  return run.segments[0]?.from ?? Number.NEGATIVE_INFINITY;
}

function endOf(run: Run): Ms {
  return ends(run.segments.at(-1) ?? {});
}

// ---- people -------------------------------------------------------------------------------------------------------------

function toldPhases(timeline: Timeline, event: string, recordedAt: Ms): Phases {
  const deliveries = Object.values(timeline.deliveries).filter((delivery) => delivery.event === event);
  const published = deliveries.flatMap((delivery) => delivery.publishedAt ?? []);
  const told = deliveries
    .filter((delivery) => delivery.state === "delivered")
    .map((delivery): [string, Bounds] => [delivery.channel, { after: delivery.firstTriedAt, by: delivery.settledAt }]);
  return {
    sns: published.length === 0 ? undefined : { after: recordedAt, by: Math.min(...published) },
    told: told.length === 0 ? undefined : Object.fromEntries(told),
  };
}
