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

/** What one checker saw last, raw. */
export interface Observation {
  region: string;
  address: string;
  last: Seen | undefined;
  lastFailure: Seen | undefined;
}

export interface HealthFleet {
  /** A new, changed or (undefined) deleted health check. */
  sync(id: string, check: HealthCheck | undefined): void;
  /** What that name server's location believes now. Unknown ids count as healthy. */
  healthy(checkId: string, serverIndex: number): boolean;
  /** Now, before anybody heard of it. */
  status(checkId: string): Status | undefined;
  /** One entry a checker, raw. */
  observations(checkId: string): Observation[];
  /** One entry a checker: how often in a row it has seen the same by now. */
  streaks(checkId: string): { passed: boolean; length: number }[];
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
  return new Fleet(deps);
}

class Fleet implements HealthFleet {
  readonly #deps: FleetDeps;
  readonly #members = new Map<string, Member>();
  readonly #statusListeners = new Set<(change: StatusChange) => void>();
  readonly #lookListeners = new Set<(look: Look) => void>();
  readonly #stopping = new Set<Promise<void>>();
  readonly #alarmTimer: NodeJS.Timeout;

  constructor(deps: FleetDeps) {
    this.#deps = deps;
    this.#alarmTimer = setInterval(() => this.#reviseAll("CLOUDWATCH_METRIC"), Math.max(50, alarmLookSeconds * deps.time.unitMs));
    this.#alarmTimer.unref();
  }

  sync(id: string, check: HealthCheck | undefined): void {
    const known = this.#members.get(id);
    if (!check) {
      this.#dismiss(known?.checkers ?? []);
      this.#members.delete(id);
      this.#reviseAll("CALCULATED");
      return;
    }
    const member = known ?? this.#begin(check);
    member.check = check;
    this.#staff(member);
    this.#revise(member);
  }

  healthy(checkId: string, serverIndex: number): boolean {
    return this.#members.get(checkId)?.locations.healthy(serverIndex) ?? true;
  }

  status(checkId: string): Status | undefined {
    return this.#members.get(checkId)?.status;
  }

  observations(checkId: string): Observation[] {
    const checkers = this.#members.get(checkId)?.checkers ?? [];
    return checkers.map((checker) => ({
      region: checker.region,
      address: checker.address,
      last: checker.last(),
      lastFailure: checker.lastFailure(),
    }));
  }

  streaks(checkId: string): { passed: boolean; length: number }[] {
    return (this.#members.get(checkId)?.checkers ?? []).map((checker) => checker.streak());
  }

  onStatus(listener: (change: StatusChange) => void): () => void {
    return subscribe(this.#statusListeners, listener);
  }

  onLook(listener: (look: Look) => void): () => void {
    return subscribe(this.#lookListeners, listener);
  }

  ids(): readonly string[] {
    return [...this.#members.keys()];
  }

  async close(): Promise<void> {
    clearInterval(this.#alarmTimer);
    for (const member of this.#members.values()) this.#dismiss(member.checkers);
    this.#members.clear();
    await Promise.all(this.#stopping);
  }

  #begin(check: HealthCheck): Member {
    const member: Member = {
      check,
      checkers: [],
      status: { healthy: true },
      locations: createLocations(this.#deps, true),
      lastKnown: true,
    };
    this.#members.set(check.id, member);
    member.status = statusOf(member, this.#members, this.#deps);
    member.locations = createLocations(this.#deps, member.status.healthy);
    this.#tell(member);
    return member;
  }

  #staff(member: Member): void {
    const wanted = placesOf(member.check);
    this.#dismiss(member.checkers.filter(({ address }) => !wanted.some((place) => place.address === address)));
    member.checkers = wanted.map((place) => member.checkers.find(({ address }) => address === place.address) ?? this.#hire(member, place));
  }

  #hire(member: Member, place: { region: string; address: string }): Checker {
    return startChecker({
      time: this.#deps.time,
      random: this.#deps.random,
      ...place,
      config: () => member.check.config,
      probe: (signal) => probe(member.check.id, member.check.config, this.#deps, signal),
      report: (result) => {
        for (const listener of this.#lookListeners) listener({ checkId: member.check.id, region: place.region, ...result });
        this.#revise(member);
      },
    });
  }

  #dismiss(checkers: readonly Checker[]): void {
    for (const checker of checkers) {
      const stopped = checker.stop().finally(() => this.#stopping.delete(stopped));
      this.#stopping.add(stopped);
    }
  }

  #reviseAll(type: string): void {
    for (const member of this.#members.values()) if (member.check.config.type === type) this.#revise(member);
  }

  #revise(member: Member): void {
    const before = member.status;
    member.status = statusOf(member, this.#members, this.#deps);
    const { healthy, percentage, healthyChildren } = member.status;
    if (healthy !== before.healthy) member.locations.tell(healthy);
    if (healthy === before.healthy && percentage === before.percentage && healthyChildren === before.healthyChildren) return;
    this.#tell(member);
    if (member.check.config.type !== "CALCULATED") this.#reviseAll("CALCULATED");
  }

  #tell({ check, status }: Member): void {
    for (const listener of this.#statusListeners) listener({ checkId: check.id, at: this.#deps.time.now(), ...status });
  }
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
