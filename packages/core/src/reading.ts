/** What is known of a health check. Missing data is `unknown`, never healthy. */
import type { Ms } from "./time.ts";

export type Health = "healthy" | "unhealthy" | "unknown";

/** How a health check looks: an endpoint counts as failed or working after so many looks in a row that say so. */
export interface Checking {
  /** Between two looks of one checker: 10 or 30. */
  intervalSeconds: number;
  failureThreshold: number;
}

/** How many of the checkers say what the status says, and in whose words: the facts behind a `reason`, for pages of every language. */
export interface Checkers {
  /** Those that say so: fail where it is unhealthy, pass where it is healthy. */
  count: number;
  of: number;
  /** What most of those that fail say, in AWS's own words. */
  text?: string;
}

/** A health check's state over one metric period. */
export interface Reading {
  check: string;
  status: Health;
  /** Share of checkers that report healthy, 0 to 100, where CloudWatch has it. */
  percentage?: number;
  /** The *start* of the newest period this was read from: a reading is dated by it. */
  period: Ms;
  /** The start of the first period of the unbroken run with this status. */
  since: Ms;
  /** When it was fetched. */
  readAt: Ms;
  /** The checkers' last failure, from the diagnostic call; only present after a change. */
  reason?: string;
  /** What `reason` was made of. Absent in what earlier versions wrote. */
  checkers?: Checkers;
  /** As Route 53 had it when the status last turned. Absent where it was not asked, and for a check without checkers of its own. */
  checking?: Checking;
  /** How many pairs that are watched had it as their primary's check when it was fetched, where that is more than one. */
  sharedBy?: number;
}

/** One side's health as a Head and an event carry it. */
export interface SideHealth {
  /** `none`: the side has no health check, so Route 53 takes it for healthy. */
  status: Health | "none";
  check?: string;
  percentage?: number;
  period?: Ms;
  since?: Ms;
  reason?: string;
  checkers?: Checkers;
  /** Of a primary: how many pairs' primaries have this check, where it is not this pair's alone. */
  sharedBy?: number;
  /** When it was fetched: of two readings of one period the later stands. Not part of events. */
  readAt?: Ms;
}
