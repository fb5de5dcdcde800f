/** What the lab shows of itself to its page: servers, health checks, records, answers, and a journal of what it saw happen. Types alone. */
import type { Side } from "../pair.ts";
import type { Ms } from "../time.ts";

export interface LabServer {
  region: string;
  side: Side;
  /** As the records say it: `192.0.2.10`. */
  address: string;
  /** `192.0.2.10:80` */
  endpoint: string;
  /** Where a browser on this machine reaches it. */
  url: string;
  /** Inbound HTTP is blocked, as by a security group. */
  blocked: boolean;
}

export interface LabCheck {
  id: string;
  /** The tag that the console shows. */
  name?: string;
  /** What it looks at: `192.0.2.10:80`. Absent for checks without an address of their own. */
  endpoint?: string;
  /** As the checkers have it now, before CloudWatch hears of it. */
  healthy: boolean;
  percentage?: number;
  /** Looks in a row, of the checker in the middle, that say the contrary of the status; at most the threshold. */
  turning: number;
  failureThreshold: number;
  intervalSeconds: number;
}

/** A failover record set, as Route 53 has it. */
export interface LabFailoverRecord {
  /** Without the trailing dot. */
  name: string;
  type: string;
  failover: "PRIMARY" | "SECONDARY";
  setIdentifier: string;
  values: readonly string[];
  ttlSeconds?: number;
  check?: string;
}

/** Something that happened in the lab and that no log of Flipwatch's has, because it is none of Flipwatch's business. */
export type Witnessed = { at: Ms } & (
  | { kind: "server-answered"; endpoint: string; side: Side }
  /** A health check's first look. */
  | { kind: "check-looked"; check: string; endpoint?: string }
  | { kind: "blocked" | "let-through"; endpoint: string; side?: Side }
  /** Somebody opened a name as a browser does. */
  | Visit
);

export interface Visit {
  kind: "visited";
  name: string;
  /** What the resolver said. */
  address?: string;
  /** Whose page came. */
  side?: Side;
  /** The page's own words. */
  title?: string;
  /** Nothing came: there was no address, or nobody answered at it. */
  failure?: "no-address" | "no-reply";
}

/** `GET /lab/panel`. */
export interface LabPanel {
  at: Ms;
  /** Everything passes so many times as fast as it says. */
  speed: number;
  /** The public zone that records are made in. Absent: there is none yet. */
  zone?: string;
  servers: LabServer[];
  checks: LabCheck[];
  records: LabFailoverRecord[];
  /** By pair id: what each of the four name servers would answer with now. */
  answers: Record<string, string[][]>;
  regions: { region: string; cut: boolean }[];
  /** How the Slack look-alike behaves; `ok` unless it was broken. */
  slack: string;
  /** Oldest first. */
  journal: Witnessed[];
}
