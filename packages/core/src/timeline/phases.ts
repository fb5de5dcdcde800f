/** The phases of one leg of an incident: when its check failed or passed, which region and which client followed when, who was told. */
import type { Verdict } from "../answer.ts";
import type { Delivery } from "../delivery.ts";
import type { Phases } from "../event.ts";
import type { Bounds, Ms } from "../time.ts";
import { firstEndingAfter, type Lane, segmentAt } from "./lane.ts";
import { type HealthSegment, healthLane, type Leg, type Timeline, type VerdictSegment } from "./timeline.ts";

/** What the phases of every leg are read from, prepared once for a timeline. */
export interface PhaseSources {
  timeline: Timeline;
  /** Of the primary's health check. */
  runs: readonly Run[];
  deliveries: ReadonlyMap<string, readonly Delivery[]>;
  /** The length of a CloudWatch period, the error of everything that is read from health metrics. */
  metricPeriodMs: number;
}

/** `metricPeriodMs`: 60 s, divided by the lab's speed. */
export function phaseSources(timeline: Timeline, metricPeriodMs: number): PhaseSources {
  const deliveries = new Map<string, Delivery[]>();
  for (const delivery of Object.values(timeline.deliveries)) {
    const known = deliveries.get(delivery.event);
    if (known === undefined) deliveries.set(delivery.event, [delivery]);
    else known.push(delivery);
  }
  return { timeline, runs: runsOf(healthLane(timeline, "primary")), deliveries, metricPeriodMs };
}

/** Where the leg before began, and where the next one begins. */
export interface LegNeighbours {
  before: Ms;
  until: Ms;
}

/** The phases of a leg, each absent until known. */
export function phasesOf(sources: PhaseSources, leg: Leg, neighbours: LegNeighbours): Phases {
  const { timeline, deliveries } = sources;
  const { until } = neighbours;
  const found: Phases = {
    ...healthPhases(sources, leg, neighbours),
    ...regionPhases(timeline, leg, until),
    clients: lastOf(followers(Object.values(timeline.views), leg, until)),
    ...toldPhases(deliveries.get(leg.event) ?? [], leg.recordedAt),
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
    for (let index = firstEndingAfter(lane, leg.bounds.by); index < lane.length; index += 1) {
      const segment = lane[index];
      if (segment === undefined || segment.from >= until) return undefined;
      if (tells(segment.state, leg.to)) return { after: segment.after, by: segment.from };
    }
    return undefined;
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

// ---- health -------------------------------------------------------------------------------------------------------------

/** Neighbouring segments with the same status; never without any. */
interface Run {
  state: HealthSegment["state"];
  segments: readonly HealthSegment[];
}

function healthPhases({ runs, metricPeriodMs: periodMs }: PhaseSources, leg: Leg, { before: left, until }: LegNeighbours): Phases {
  const wanted = leg.to === "primary" ? "healthy" : "unhealthy";
  const index = runIndex(runs, wanted, leg.bounds.by - periodMs, until);
  const [turn] = runs[index]?.segments ?? [];
  const before = runs[index - 1];
  // A run at the lane's beginning has no turn that was seen.
  if (turn === undefined || before === undefined) return {};
  // The answer left and came back without the check: its health is no step of the return.
  if (wanted === "healthy" && turn.from + periodMs <= left) return {};
  // Out of the unknown the check may have turned long before.
  if (before.state === "unknown") return { unhealthy: { by: turn.from + periodMs } };
  return wanted === "unhealthy" ? failing(turn, before.segments, periodMs) : passing(turn, before.segments, periodMs);
}

// The status is a period's minimum: the first period at 0 is the one in which the check turned.
function failing(turn: HealthSegment, before: readonly HealthSegment[], periodMs: number): Phases {
  const lastWhole = before.findLastIndex(({ percentage }) => percentage === undefined || percentage >= 100);
  const dropped = before[lastWhole + 1] ?? (turn.percentage === undefined ? undefined : turn);
  return { failedCheck: dropped && within(dropped, periodMs), unhealthy: within(turn, periodMs) };
}

// The first period at 1 was healthy throughout, so the check had turned before it, and some checkers passed before that.
function passing(turn: HealthSegment, before: readonly HealthSegment[], periodMs: number): Phases {
  const turned = { after: turn.after ?? turn.from - periodMs, by: turn.from };
  const lowest = Math.min(...before.map(({ percentage }) => percentage ?? Number.POSITIVE_INFINITY));
  const lastLow = before.findLastIndex(({ percentage }) => percentage === lowest);
  const rise = before[lastLow + 1];
  if (lastLow < 0) return { unhealthy: turned };
  return { failedCheck: rise === undefined ? turned : within(rise, periodMs), unhealthy: turned };
}

/** Something that a period showed for the first time happened within it, or in a gap without data that lies before it. */
function within({ from, after }: HealthSegment, periodMs: number): Bounds {
  return { after: after === undefined ? from : Math.min(from, after + periodMs), by: from + periodMs };
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

/** The first run of this state that lasts beyond `from` and begins before `until`; below zero when there is none. */
function runIndex(runs: readonly Run[], state: Run["state"], from: Ms, until: Ms): number {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const run = runs[middle];
    if (run !== undefined && endOf(run) > from) high = middle;
    else low = middle + 1;
  }
  // Neighbours differ and there are three states, so this ends soon.
  for (let index = low; index < runs.length; index += 1) {
    const run = runs[index];
    if (run === undefined || startOf(run) >= until) return -1;
    if (run.state === state) return index;
  }
  return -1;
}

function startOf(run: Run): Ms {
  return run.segments[0]?.from ?? Number.NEGATIVE_INFINITY;
}

function endOf(run: Run): Ms {
  return run.segments.at(-1)?.to ?? Number.POSITIVE_INFINITY;
}

// ---- people -------------------------------------------------------------------------------------------------------------

function toldPhases(deliveries: readonly Delivery[], recordedAt: Ms): Phases {
  const published = deliveries.flatMap((delivery) => delivery.publishedAt ?? []);
  const told = deliveries
    .filter((delivery) => delivery.state === "delivered")
    .map((delivery): [string, Bounds] => [delivery.channel, { after: delivery.firstTriedAt, by: delivery.settledAt }]);
  return {
    sns: published.length === 0 ? undefined : { after: recordedAt, by: Math.min(...published) },
    told: told.length === 0 ? undefined : Object.fromEntries(told),
  };
}
