/** How long a failover may take by what is configured: until the health check turns, and until the last client's copy of the old answer runs out. */
import type { Phases } from "../event.ts";
import type { PairDefinition } from "../pair.ts";
import type { Checking } from "../reading.ts";
import { type Span, spanBetween } from "../timeline/span.ts";

/** One summand. `ms` is what passes in fact: the seconds as configured, divided by the lab's speed. */
export type ExpectedPart =
  /** The check's interval times its failure threshold. `default`: Route 53 was not asked, so its own defaults stand in. */
  | { part: "checks"; ms: number; source: "route53" | "default"; check: string; intervalSeconds: number; failureThreshold: number }
  /** How long a client may hold the primary's answer. */
  | { part: "ttl"; ms: number; source: "record"; ttlSeconds: number };

export interface Expected {
  ms: number;
  /** A primary without a health check has no part `checks`: Route 53 never fails over from it by itself. */
  parts: ExpectedPart[];
  /** So many times as fast as configured does it pass, in the lab. Absent: as configured. */
  speed?: number;
  /** What the first leg away took, from its first failed check. Absent while one of its ends is not known. */
  measured?: Measured;
}

export interface Measured {
  from: "failedCheck";
  /** The last that is known: the clients, else the last region. */
  to: "clients" | "lastRegion";
  span: Span;
}

/** RequestInterval and FailureThreshold where none is given (Route 53 API Reference, HealthCheckConfig). */
const ROUTE53_DEFAULTS: Checking = { intervalSeconds: 30, failureThreshold: 3 };

export interface ExpectedInput {
  definition: Pick<PairDefinition, "primary" | "ttlSeconds">;
  /** The primary's, as last read. */
  checking?: Checking;
  /** One second as configured, in milliseconds: 1,000, divided by the lab's speed. */
  unitMs: number;
  /** Of the first leg away. */
  away?: Phases;
}

export function expectedOf({ definition, checking, unitMs, away }: ExpectedInput): Expected {
  const { healthCheckId: check, ttlSeconds = definition.ttlSeconds } = definition.primary;
  const parts: ExpectedPart[] = [];
  if (check !== undefined) {
    const { intervalSeconds, failureThreshold } = checking ?? ROUTE53_DEFAULTS;
    const ms = intervalSeconds * failureThreshold * unitMs;
    parts.push({ part: "checks", ms, source: checking === undefined ? "default" : "route53", check, intervalSeconds, failureThreshold });
  }
  parts.push({ part: "ttl", ms: ttlSeconds * unitMs, source: "record", ttlSeconds });
  const measured = measuredOf(away);
  const ms = parts.reduce((sum, part) => sum + part.ms, 0);
  return { ms, parts, ...(unitMs !== 1_000 && { speed: 1_000 / unitMs }), ...(measured && { measured }) };
}

function measuredOf(away: Phases | undefined): Measured | undefined {
  const start = away?.failedCheck;
  const to = away?.clients === undefined ? "lastRegion" : "clients";
  const end = away?.[to];
  return start === undefined || end === undefined ? undefined : { from: "failedCheck", to, span: spanBetween(start, end) };
}
