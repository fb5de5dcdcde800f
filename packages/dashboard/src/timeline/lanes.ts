/** The lanes of a timeline in the order in which they stand below one another, out of what the API answers. */
import type { Verdict } from "@flipwatch/core/answer";
import type { Role } from "@flipwatch/core/event";
import type { Side } from "@flipwatch/core/pair";
import type { Health } from "@flipwatch/core/reading";
import type { Ms } from "@flipwatch/core/time";
import { isGraver } from "@flipwatch/core/timeline/gravity";
import type { PixelWindow } from "@flipwatch/core/timeline/pixels";
import { healthLooks, type Look, roleLooks, verdictLooks } from "../look/states.ts";
import type { Range } from "./range.ts";

export type LaneState = Role | Verdict | Health;

/** What a lane said for a while, with all the evidence that any kind of lane has. */
export interface LaneSegment extends Range {
  state: LaneState;
  /** When the state before was last seen: it changed between here and `from`. */
  after?: Ms;
  reason?: string;
  values?: readonly string[];
  /** A view's: what remained of the TTL at `from`. */
  ttlSeconds?: number;
  /** A health check's: the share of checkers that pass, 0 to 100. */
  percentage?: number;
  /** The role's: what was told of it, and its event. */
  message?: string;
  event?: string;
  /** So many segments, too short to be told apart, of which this is the gravest; those have no evidence here. Absent: one. */
  count?: number;
}

interface LaneOf<Kind extends string> {
  kind: Kind;
  /** Unlike that of any other lane of the timeline. */
  id: string;
  /** Oldest first, none over another. */
  segments: readonly LaneSegment[];
  /** Times in which nothing was heard: the segments below are only what was said last. */
  silences: readonly Range[];
}

export type Lane =
  | LaneOf<"role">
  | (LaneOf<"region"> & { region: string })
  | (LaneOf<"view"> & { region: string; resolver: string })
  | (LaneOf<"health"> & { side: Side });

export type LaneKind = Lane["kind"];

/** The role, the regions, the resolvers, the health checks. A side that has no check and never had one in this window has no lane. */
export function lanesOf(window: PixelWindow, checked: Readonly<Record<Side, boolean>>): Lane[] {
  const { role, regions, views, health, silences } = window;
  const silent = (region: string) => silences[region] ?? [];
  const sides = (["primary", "secondary"] as const).filter((side) => checked[side] || health[side].length > 0);
  return [
    { kind: "role", id: "role", segments: role, silences: [] },
    ...byName(regions).map(
      ([region, segments]): Lane => ({ kind: "region", id: `region ${region}`, region, segments, silences: silent(region) }),
    ),
    ...byName(views).map(([name, segments]): Lane => {
      const [region = "", resolver = ""] = halves(name);
      return { kind: "view", id: `view ${name}`, region, resolver, segments, silences: silent(region) };
    }),
    ...sides.map((side): Lane => ({ kind: "health", id: `health ${side}`, side, segments: health[side], silences: [] })),
  ];
}

function byName<T>(named: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(named).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** `region resolver`, as the fold names a view. */
function halves(name: string): [string, string] {
  const space = name.indexOf(" ");
  return [name.slice(0, space), name.slice(space + 1)];
}

/** How a state looks in a lane of this kind. */
export function lookOf(kind: LaneKind, state: LaneState): Look {
  const looks: Readonly<Partial<Record<LaneState, Look>>> = kind === "role" ? roleLooks : kind === "health" ? healthLooks : verdictLooks;
  return looks[state] ?? roleLooks.unknown;
}

/** Nothing is wrong while it lasts: drawn lower than all else, so that what is wrong stands out by its height too. */
export function isCalm(state: LaneState): boolean {
  return !isGraver(state, "primary");
}
