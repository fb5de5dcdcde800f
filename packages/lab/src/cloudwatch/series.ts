/** Data points of one metric, by lab minute (60 s divided by the speed), and their statistics over longer periods. */
import type { Ms } from "@flipwatch/core";

/** What CloudWatch keeps of a minute. */
export interface Point {
  /** The minute's start. */
  start: Ms;
  min: number;
  max: number;
  sum: number;
  count: number;
}

/** CloudWatch keeps minutes for 15 days; the lab the last two lab days. */
export const pointsKept = 2_880;

export const minuteMs = (unitMs: number): number => 60 * unitMs;

export function startOfMinute(at: Ms, unitMs: number): Ms {
  return Math.floor(at / minuteMs(unitMs)) * minuteMs(unitMs);
}

/** A metric that has a value at every moment, such as a health check's status; a minute's minimum and mean are over the whole of it. */
export interface Level {
  set(at: Ms, value: number | undefined): void;
  /** Whole minutes up to `now`, oldest first. Minutes without any value are missing. */
  points(now: Ms): readonly Point[];
}

export function createLevel(unitMs: number): Level {
  const lengthMs = minuteMs(unitMs);
  const points: Point[] = [];
  let value: number | undefined;
  let upTo: Ms | undefined;
  let open: { min: number; max: number; integral: number; coveredMs: number } | undefined;

  function cover(until: Ms): void {
    if (upTo === undefined || value === undefined || until <= upTo) return;
    const coveredMs = until - upTo;
    open = {
      min: Math.min(open?.min ?? value, value),
      max: Math.max(open?.max ?? value, value),
      integral: (open?.integral ?? 0) + value * coveredMs,
      coveredMs: (open?.coveredMs ?? 0) + coveredMs,
    };
  }
  function advance(to: Ms): void {
    upTo = upTo === undefined ? to : Math.max(upTo, to - pointsKept * lengthMs);
    for (let end = startOfMinute(upTo, unitMs) + lengthMs; end <= to; end += lengthMs) {
      cover(end);
      if (open) points.push({ start: end - lengthMs, min: open.min, max: open.max, sum: open.integral / open.coveredMs, count: 1 });
      open = undefined;
      upTo = end;
    }
    cover(to);
    upTo = to;
    if (points.length > pointsKept) points.splice(0, points.length - pointsKept);
  }

  return {
    set(at, next) {
      advance(at);
      value = next;
    },
    points(now) {
      advance(now);
      return points;
    },
  };
}

/** A metric of single values, put by a client. */
export interface Samples {
  add(at: Ms, sample: { min: number; max: number; sum: number; count: number }): void;
  points(): readonly Point[];
}

export function createSamples(unitMs: number): Samples {
  const points: Point[] = [];
  return {
    add(at, sample) {
      const start = startOfMinute(at, unitMs);
      const index = points.findIndex((point) => point.start >= start);
      const known = points[index];
      if (known?.start === start) points[index] = merge(known, sample);
      else points.splice(index < 0 ? points.length : index, 0, { start, ...sample });
      if (points.length > pointsKept) points.shift();
    },
    points: () => points,
  };
}

function merge(point: Point, sample: Omit<Point, "start">): Point {
  return {
    start: point.start,
    min: Math.min(point.min, sample.min),
    max: Math.max(point.max, sample.max),
    sum: point.sum + sample.sum,
    count: point.count + sample.count,
  };
}

/** Points of `from` ≤ start < `to`, gathered into periods, oldest first. A period is never shorter than the lab's minute. */
export function gather(points: readonly Point[], range: { from: Ms; to: Ms; periodMs: number }): Point[] {
  const gathered = new Map<Ms, Point>();
  for (const point of points) {
    if (point.start < range.from || point.start >= range.to) continue;
    const start = Math.floor(point.start / range.periodMs) * range.periodMs;
    const known = gathered.get(start);
    gathered.set(start, known ? merge(known, point) : { ...point, start });
  }
  return [...gathered.values()];
}

export const statistics = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"] as const;
export type Statistic = (typeof statistics)[number];

export function statisticOf(point: Point, statistic: Statistic): number {
  switch (statistic) {
    case "SampleCount":
      return point.count;
    case "Average":
      return point.sum / point.count;
    case "Sum":
      return point.sum;
    case "Minimum":
      return point.min;
    case "Maximum":
      return point.max;
  }
}
