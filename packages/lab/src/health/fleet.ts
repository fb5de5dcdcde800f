/**
 * All health checks at work: starts and stops their checkers as the API changes them, and turns what checkers, children and alarms say into one
 * status each. The rules themselves are in verdict.ts, what one look at an endpoint means in probe.ts.
 */
import type { Ms } from "@flipwatch/core";
import type { Assumptions } from "../aws/assumptions.ts";
import { checkerRegions, type HealthCheck, isEndpoint } from "../route53/check.ts";
import { checkerAddress, checkersPerRegion } from "../route53/checker-address.ts";
import type { LabTime, Random } from "../types.ts";
import { type Checker, type Seen, startChecker } from "./checker.ts";
import { createLocations, type Locations } from "./location.ts";
import { type ProbeDeps, probe } from "./probe.ts";
import { childrenPass, effective, healthyAbove, percentageOf } from "./verdict.ts";

export interface Status {
  healthy: boolean;
  /** Endpoint checks that are not disabled: share of checkers that pass, 0 to 100. */
  percentage?: number;
  /** Calculated checks: how many children are healthy. */
  healthyChildren?: number;
}

export interface StatusChange extends Status {
  checkId: string;
  at: Ms;
}

export interface Look {
  checkId: string;
  region: string;
  at: Ms;
  passed: boolean;
  text: string;
}

export interface HealthFleet {
  /** A new, changed or (undefined) deleted health check. */
  sync(id: string, check: HealthCheck | undefined): void;
  /** What that name server's location believes now. Unknown ids count as healthy. */
  healthy(checkId: string, serverIndex: number): boolean;
  /** Now, before anybody heard of it. */
  status(checkId: string): Status | undefined;
  /** One entry a checker, raw. */
  observations(checkId: string): { region: string; address: string; last: Seen | undefined; lastFailure: Seen | undefined }[];
  /** Every change of status or percentage. Gives the way to stop listening. */
  onStatus(listener: (change: StatusChange) => void): () => void;
  /** Every single look of every checker. */
  onLook(listener: (look: Look) => void): () => void;
  /** Ids of the checks at work. */
  ids(): readonly string[];
  close(): Promise<void>;
}

export interface FleetDeps extends ProbeDeps {
  time: LabTime;
  random: Random;
  assumptions: Assumptions;
  /** What the data behind a CLOUDWATCH_METRIC check say; `undefined`: not enough data. */
  alarmHealthy(check: HealthCheck): boolean | undefined;
}

interface Member {
  check: HealthCheck;
  checkers: Checker[];
  status: Status;
  locations: Locations;
  /** CLOUDWATCH_METRIC: what the data said when there were any. */
  lastKnown: boolean;
}

/** How often the data behind CLOUDWATCH_METRIC checks are looked at, in lab seconds. */
const alarmLookSeconds = 5;

export function createHealthFleet(deps: FleetDeps): HealthFleet {
  const { time } = deps;
  const members = new Map<string, Member>();
  const statusListeners = new Set<(change: StatusChange) => void>();
  const lookListeners = new Set<(look: Look) => void>();
  const stopping = new Set<Promise<void>>();
  const alarmTimer = setInterval(() => reviseAll("CLOUDWATCH_METRIC"), Math.max(50, alarmLookSeconds * time.unitMs));
  alarmTimer.unref();

  function reviseAll(type: string): void {
    for (const member of members.values()) if (member.check.config.type === type) revise(member);
  }
  function revise(member: Member): void {
    const before = member.status;
    member.status = statusOf(member, members, deps);
    const { healthy, percentage, healthyChildren } = member.status;
    if (healthy !== before.healthy) member.locations.tell(healthy);
    if (healthy === before.healthy && percentage === before.percentage && healthyChildren === before.healthyChildren) return;
    for (const listener of statusListeners) listener({ checkId: member.check.id, at: time.now(), ...member.status });
    if (member.check.config.type !== "CALCULATED") reviseAll("CALCULATED");
  }
  function drop(checkers: readonly Checker[]): void {
    for (const checker of checkers) {
      const stopped = checker.stop().finally(() => stopping.delete(stopped));
      stopping.add(stopped);
    }
  }
  function begin(check: HealthCheck): Member {
    const member: Member = { check, checkers: [], status: { healthy: true }, locations: createLocations(deps, true), lastKnown: true };
    members.set(check.id, member);
    member.status = statusOf(member, members, deps);
    member.locations = createLocations(deps, member.status.healthy);
    for (const listener of statusListeners) listener({ checkId: check.id, at: time.now(), ...member.status });
    return member;
  }
  function report(id: string, region: string, result: { passed: boolean; text: string; at: Ms }): void {
    for (const listener of lookListeners) listener({ checkId: id, region, ...result });
    const member = members.get(id);
    if (member) revise(member);
  }
  function staff(member: Member): void {
    const wanted = placesOf(member.check);
    drop(member.checkers.filter(({ address }) => !wanted.some((place) => place.address === address)));
    member.checkers = wanted.map((place) => {
      const known = member.checkers.find(({ address }) => address === place.address);
      return (
        known ??
        startChecker({
          ...deps,
          ...place,
          ...checkerPorts(member, deps),
          report: (result) => report(member.check.id, place.region, result),
        })
      );
    });
  }

  return {
    sync(id, check) {
      const known = members.get(id);
      if (!check) {
        drop(known?.checkers ?? []);
        members.delete(id);
        reviseAll("CALCULATED");
        return;
      }
      const member = known ?? begin(check);
      member.check = check;
      staff(member);
      revise(member);
    },
    healthy: (id, serverIndex) => members.get(id)?.locations.healthy(serverIndex) ?? true,
    status: (id) => members.get(id)?.status,
    observations: (id) =>
      (members.get(id)?.checkers ?? []).map((checker) => ({
        region: checker.region,
        address: checker.address,
        last: checker.last(),
        lastFailure: checker.lastFailure(),
      })),
    onStatus: (listener) => subscribe(statusListeners, listener),
    onLook: (listener) => subscribe(lookListeners, listener),
    ids: () => [...members.keys()],
    async close() {
      clearInterval(alarmTimer);
      for (const member of members.values()) drop(member.checkers);
      members.clear();
      await Promise.all(stopping);
    },
  };
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Two checkers a region; AWS speaks of about 16 over its eight. A disabled check has none; a removed region's stop at once, AWS's within an hour. */
function placesOf({ config }: HealthCheck): { region: string; address: string }[] {
  if (config.disabled || !isEndpoint(config.type)) return [];
  return (config.regions ?? checkerRegions).flatMap((region) =>
    Array.from({ length: checkersPerRegion }, (_, index) => ({ region, address: checkerAddress(region, index) })),
  );
}

function checkerPorts(member: Member, deps: FleetDeps) {
  return {
    config: () => member.check.config,
    probe: (signal: AbortSignal) => probe(member.check.id, member.check.config, deps, signal),
  };
}

function statusOf(member: Member, members: ReadonlyMap<string, Member>, deps: FleetDeps): Status {
  const { config } = member.check;
  if (config.type === "CALCULATED") {
    const healthyChildren = (config.children ?? []).filter((id) => members.get(id)?.status.healthy ?? true).length;
    return { healthy: effective(config, childrenPass(config, healthyChildren)), healthyChildren };
  }
  if (config.type === "CLOUDWATCH_METRIC") {
    const said = deps.alarmHealthy(member.check);
    const otherwise = config.insufficientData === "LastKnownStatus" ? member.lastKnown : config.insufficientData !== "Unhealthy";
    if (said !== undefined) member.lastKnown = said;
    return { healthy: effective(config, said ?? otherwise) };
  }
  const percentage = percentageOf(member.checkers.map((checker) => checker.opinion()));
  const healthy = effective(config, percentage > healthyAbove);
  // A disabled check's percentage metric stops (Developer Guide, page monitoring-health-checks).
  return config.disabled ? { healthy } : { healthy, percentage };
}
