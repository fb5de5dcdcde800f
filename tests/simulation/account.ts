/** The AWS account around the pair: Route 53's record sets as the world has them, and CloudWatch's late word on the health checks. */
import {
  type CheckDatum,
  type Clock,
  FlipwatchError,
  type Metrics,
  type Ms,
  type RecordSet,
  type Route53,
  type Side,
} from "@flipwatch/core";
import { TTL_SECONDS, type World } from "./world.ts";

export const CHECKS: Record<Side, string> = { primary: "check-primary", secondary: "check-secondary" };
const PERIOD_MS = 60_000;
/** A period's data are there this long after its end. */
const LAG_MS = 20_000;
const zone = { id: "Z1", name: "example.com", private: false, nameservers: ["ns-1.awsdns-01.org"] };

export interface Account {
  route53: Route53;
  metrics: Metrics;
  /** CloudWatch and Route 53 turn every request down. */
  isDown: boolean;
  /** Nobody deleted the record sets. */
  hasPair: boolean;
  /** The zone is a private one: a public one of the same name was replaced. */
  isPrivate: boolean;
}

export function createAccount(world: World, clock: Clock): Account {
  const account: Account = {
    isDown: false,
    hasPair: true,
    isPrivate: false,
    metrics: {
      async readings(checks, from, to) {
        if (account.isDown) throw new FlipwatchError("cloudwatch-failed", "CloudWatch is down", { retryable: true });
        return new Map(checks.map((check) => [check, dataOf(world, check, from, Math.min(to, clock.now()))]));
      },
    },
    route53: route53Of(world, () => account),
  };
  return account;
}

/** A period reads healthy only where the side was healthy all through it: the metric's minimum. */
function dataOf(world: World, check: string, from: Ms, to: Ms): CheckDatum[] {
  const side: Side = check === CHECKS.primary ? "primary" : "secondary";
  const data: CheckDatum[] = [];
  for (let period = Math.floor(from / PERIOD_MS) * PERIOD_MS; period + PERIOD_MS + LAG_MS <= to; period += PERIOD_MS) {
    const turns = world.healthChanges.filter((change) => change.side === side);
    const atStart = turns.findLast((change) => change.at <= period)?.isHealthy ?? true;
    const failed = turns.some((change) => change.at > period && change.at < period + PERIOD_MS && !change.isHealthy);
    data.push({ period, status: atStart && !failed ? "healthy" : "unhealthy" });
  }
  return data;
}

function route53Of(world: World, account: () => Omit<Account, "route53" | "metrics">): Route53 {
  const up = <T>(answer: T): T => {
    if (account().isDown) throw new FlipwatchError("route53-failed", "Route 53 is down", { retryable: true });
    return answer;
  };
  const zoneNow = () => ({ ...zone, private: account().isPrivate });
  const sides = (): Side[] => (account().hasPair ? ["primary", "secondary"] : []);
  const recordSets = (): RecordSet[] => world.names.flatMap((name) => sides().map((side) => recordSet(world, name, side)));
  return {
    zones: async () => up([zoneNow()]),
    zone: async () => up(zoneNow()),
    async *recordSets() {
      yield* up(recordSets());
    },
    recordSetsOf: async (_zone, name) => up(recordSets()).filter((set) => set.name === `${name}.`),
    checkers: async () => up([]),
    healthChecks: async () => up([]),
  };
}

function recordSet({ sides }: World, name: string, side: Side): RecordSet {
  return {
    name: `${name}.`,
    type: "A",
    ttlSeconds: TTL_SECONDS,
    values: sides[side],
    failover: side === "primary" ? "PRIMARY" : "SECONDARY",
    setIdentifier: side,
    healthCheckId: CHECKS[side],
  };
}
