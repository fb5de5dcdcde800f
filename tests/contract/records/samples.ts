/** What the records contract puts into the store, and names for it that no two cases share. */
import type { Records } from "@flipwatch/adapters/store/records";
import type { Ballot, Finding, FlipwatchEvent, Head, Manifest, PairDefinition, Reading, Table } from "@flipwatch/core";

export interface Context {
  table: Table;
  records: Records;
  malformed: string[];
}

let cases = 0;
/** Names that no other case uses. */
export const freshPair = () => `failover-${process.pid}-${++cases}.example.com/A`;
export const freshShard = () => ++cases;
export const freshNumber = () => ++cases;
export const freshRegion = () => `region-${++cases}`;

export const NOON = Date.UTC(2026, 10, 22, 12);
export const INTERVAL_MS = 10_000;

export function manifestOf(shard: number, version: number): Manifest {
  return {
    shard,
    version,
    at: NOON,
    slots: [
      { pair: "failover.example.com/A", revision: version },
      { pair: "old.example.com/A", revision: 1, retired: true },
    ],
  };
}

export function definitionOf(pair: string, revision: number): PairDefinition {
  const [name = "", type = "A"] = pair.split("/");
  return {
    id: pair,
    name,
    type: type as "A",
    source: "config",
    primary: { values: ["192.0.2.10"], healthCheckId: "11111111-aaaa" },
    secondary: { values: ["192.0.2.20"] },
    ttlSeconds: 60,
    revision,
    revisedAt: NOON,
  };
}

export function findingOf(id: string, message = "No secondary."): Finding {
  return { id, rule: "missing-secondary", severity: "warning", pair: "failover.example.com/A", message, why: "…", fix: "…" };
}

export function readingOf(check: string, period: number, more: Partial<Reading> = {}): Reading {
  return { check, status: "healthy", percentage: 100, period, since: period - 60_000, readAt: period + 90_000, ...more };
}

export function ballotOf(region: string, shard: number, round: number, votes = "PPS-"): Ballot {
  return {
    region,
    shard,
    round,
    at: round + 1_234.5,
    manifest: 1,
    votes,
    evidence: {
      2: {
        at: round + 900,
        lastOldAt: round - 9_000,
        reason: "all values are the secondary's",
        values: ["192.0.2.20"],
        server: "198.51.100.1:53",
        tookMs: 12.25,
      },
    },
    views: { "198.51.100.53": "PP--" },
    viewEvidence: { 1: { "198.51.100.53": { at: round, reason: "all values are the primary's", values: ["192.0.2.10"], ttlSeconds: 41 } } },
  };
}

export function headOf(pair: string, more: Partial<Head> = {}): Head {
  return {
    pair,
    version: 0,
    at: NOON,
    revision: 1,
    role: "primary",
    since: { after: NOON - 10, by: NOON },
    votes: {},
    views: {},
    health: { primary: { status: "unknown" }, secondary: { status: "none" } },
    transitions: [],
    flapping: false,
    told: {},
    nextNumber: 1,
    tail: [],
    archivedThrough: 0,
    publishedThrough: 0,
    ...more,
  };
}

export function eventOf(log: string, number: number, more: Partial<FlipwatchEvent> = {}): FlipwatchEvent {
  return {
    schema: "flipwatch.event/1",
    id: `${log}#${number}`,
    pair: log,
    number,
    kind: "failover",
    severity: "critical",
    at: NOON + number,
    bounds: { after: NOON, by: NOON + number },
    recordedAt: NOON + number,
    message: `Event ${number}.`,
    from: "primary",
    to: "secondary",
    detail: { anything: [1, { nested: true }] },
    ...more,
  };
}
