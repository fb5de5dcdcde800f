/**
 * What a month of watching uses of AWS. What the code does by itself is counted as it does it; what depends on the world (how often names fail over, who
 * looks at the dashboard) is assumed, in one place, on the high side.
 */
import { SHARD_SLOTS } from "../manifest.ts";
import { LOOK_SECONDS, looksBetweenTurns } from "../rounds.ts";
import type { PriceId } from "./prices.ts";
import { ballotBytes, CHECKS_EACH_MINUTE, SLOW_MINUTES, storeUnitsOf } from "./store-units.ts";
import type { Watching } from "./watching.ts";

export type Usage = Record<PriceId, number>;

/** 365 days in twelve parts. */
export const MINUTES = 43_800;
const GB = 1_000_000_000;

export const assumed = {
  /** Failovers with their failback, of each pair. */
  incidents: 1,
  /** Of one of them: writes and reads in request units, events published, and of those the alerts that people are told. */
  incident: { writes: 150, reads: 400, events: 10, alerts: 5, bytes: 90_000 },
  /** How long the record has been kept. */
  months: 12,
  /** How long a quiet run takes, in seconds, at 512 MB; for each thousand pairs it takes as long again. */
  seconds: { discover: 1, health: 1, tally: 0.5, deliver: 0.3, heartbeat: 0.3, api: 0.2 },
  /** Record sets a page, and pages a second that discover allows itself. */
  discover: { recordSets: 300, perSecond: 2 },
  /** The longest that the deployment gives any of these. */
  longestSeconds: 60,
  /** Of the dashboard: requests, of which each is one of the API, and bytes of an answer. */
  page: { requests: 100_000, bytes: 20_000 },
  /** Of CloudFront's function, for each request: what it reads of its key-value store, the routes and where each of them leads. */
  edgeReads: 2,
  /** DynamoDB keeps the table's key for so long, for each role that asks, before it asks KMS again. */
  keyMinutes: 5,
  /** Of KMS, for each message of an encrypted topic: its key is made, and opened. */
  keyRequests: 2,
  /** Lambda asks an empty queue so often: five pollers, each for 20 s. */
  polls: 15,
  /** A log line of ours and Lambda's three about an invocation. */
  logBytes: 700,
  /** On the wire: a question with its headers; a definition. */
  question: 110,
  definition: 1_000,
  /** How long resolvers may keep an answer. */
  ttlSeconds: 60,
} as const;

const PROBE_GB = 0.5;
/** An invocation ends by itself then, if no successor came. */
const LONGEST_PROBE_SECONDS = 175;

export function usageOf(watching: Watching): Usage {
  return {
    ...computing(watching),
    ...storing(watching),
    ...asking(watching),
    ...telling(watching),
    ...selfWatch(watching),
    ...page(),
    ...keys(watching),
    ...transfer(watching),
  };
}

/** A probe lives until it sees at its next look or turn that its successor has taken over: from a moment between two of them, half the time from one to the next on average. */
export function probeSeconds({ intervalSeconds }: Pick<Watching, "intervalSeconds">): number {
  const looks = looksBetweenTurns(intervalSeconds);
  const last = intervalSeconds - looks * LOOK_SECONDS;
  return Math.min(60 + (looks * LOOK_SECONDS ** 2 + last ** 2) / (2 * intervalSeconds), LONGEST_PROBE_SECONDS);
}

function computing(watching: Watching): Pick<Usage, "lambdaRequests" | "lambdaGbSeconds" | "schedules" | "logsGb"> {
  const { seconds, longestSeconds } = assumed;
  const { pairs, regions, hasHeartbeat } = watching;
  const scheduled = regions + 4 + (hasHeartbeat ? 1 : 0);
  const woken = incidentsOf(watching) * 2 * (regions + assumed.incident.alerts);
  const size = 1 + pairs / 1_000;
  const steps = Math.min(longestSeconds, seconds.discover * size + discoverPages(watching) / assumed.discover.perSecond);
  const quiet = steps + (seconds.health + seconds.tally) * size + seconds.deliver + (hasHeartbeat ? seconds.heartbeat : 0);
  const extra = woken * seconds.tally * size + assumed.page.requests * seconds.api;
  return {
    lambdaRequests: scheduled * MINUTES + woken + assumed.page.requests,
    lambdaGbSeconds: PROBE_GB * (MINUTES * (regions * probeSeconds(watching) + quiet) + extra),
    schedules: scheduled * MINUTES,
    logsGb: ((scheduled * MINUTES + woken + assumed.page.requests) * assumed.logBytes) / GB,
  };
}

/** Requests to Route 53's API of one run of discover: the zones' list, each zone, and its record sets, two a pair. Pairs named outright need none. */
export function discoverPages({ pairs, zones }: Pick<Watching, "pairs" | "zones">): number {
  return zones === 0 ? 0 : 1 + zones + Math.max(zones, Math.ceil((2 * pairs) / assumed.discover.recordSets));
}

function storing(watching: Watching): Pick<Usage, "storeReads" | "storeWrites" | "storedGb" | "backedUpGb"> {
  const quiet = Object.values(storeUnitsOf(watching));
  const incidents = incidentsOf(watching);
  const sum = (of: "reads" | "writes") => quiet.reduce((total, units) => total + units[of], 0) * MINUTES + incidents * assumed.incident[of];
  const gb = storedBytes(watching) / GB;
  return { storeReads: sum("reads"), storeWrites: sum("writes"), storedGb: gb, backedUpGb: gb };
}

/** A ring of 360 ballots a region and shard, 4 KB a pair, and the record of what happened. */
function storedBytes(watching: Watching): number {
  const shards = Math.ceil(watching.pairs / SHARD_SLOTS);
  const rings = 360 * watching.regions * shards * ballotBytes(watching, shards);
  return rings + watching.pairs * 4_096 + incidentsOf(watching) * assumed.months * assumed.incident.bytes;
}

/** Our own questions to the zone's name servers, and those that resolvers pass on once a TTL because we asked them. */
function asking(watching: Watching): Pick<Usage, "queries" | "metricsAsked"> {
  const { charged, regions, intervalSeconds, resolvers, checks } = watching;
  const each = 60 / intervalSeconds + (60 / assumed.ttlSeconds) * resolvers;
  const minute = checks <= CHECKS_EACH_MINUTE ? 1 : 1 / SLOW_MINUTES;
  // A status and a percentage of each.
  return { queries: charged * regions * each * MINUTES, metricsAsked: checks * 2 * minute * MINUTES };
}

function telling(
  watching: Watching,
): Pick<Usage, "publishes" | "emails" | "httpsCalls" | "textMessages" | "fifoRequests" | "queueRequests"> {
  const { subscribers, regions } = watching;
  const incidents = incidentsOf(watching);
  const alerts = incidents * assumed.incident.alerts;
  const events = incidents * assumed.incident.events;
  const some = subscribers.email + subscribers.sms + subscribers.https > 0;
  return {
    publishes: events + (some ? alerts : 0),
    emails: alerts * subscribers.email,
    httpsCalls: alerts * subscribers.https,
    textMessages: alerts * subscribers.sms,
    // Sent, received, removed; and asked for in vain.
    fifoRequests: assumed.polls * MINUTES + incidents * 2 * regions * 3,
    queueRequests: assumed.polls * MINUTES + events * 2,
  };
}

/** As `stacks/self-watch.ts` makes them: of each probe, step and queue, of the API and of what is unsettled. */
function selfWatch({ regions, hasHeartbeat, hasButtons }: Watching): Pick<Usage, "alarms" | "ownMetrics"> {
  const steps = 4 + (hasHeartbeat ? 1 : 0);
  return { alarms: 4 * regions + 3 * steps + 2 + (hasButtons ? 2 : 0) + 4 + 1, ownMetrics: regions + 1 };
}

function page(): Pick<Usage, "pageRequests" | "pageGb" | "edgeRuns" | "edgeReads"> {
  const { requests, bytes } = assumed.page;
  return { pageRequests: requests, pageGb: (requests * bytes) / GB, edgeRuns: requests, edgeReads: requests * assumed.edgeReads };
}

/** The table and the topics are encrypted by keys that AWS manages: they are free, what is asked of them is not. */
function keys(watching: Watching): Pick<Usage, "keyRequests"> {
  const { regions, hasHeartbeat, hasButtons } = watching;
  const roles = regions + 5 + (hasHeartbeat ? 1 : 0) + (hasButtons ? 1 : 0);
  return { keyRequests: (roles * MINUTES) / assumed.keyMinutes + telling(watching).publishes * assumed.keyRequests };
}

/** Definitions go to the probes that are not at home, ballots come from there; questions go to the Internet, where name servers are. */
function transfer(watching: Watching): Pick<Usage, "betweenRegionsGb" | "outGb"> {
  const { pairs, regions, away, intervalSeconds, resolvers } = watching;
  const shards = Math.ceil(pairs / SHARD_SLOTS);
  const ballots = (60 / intervalSeconds) * shards * ballotBytes(watching, shards);
  const questions = pairs * regions * (60 / intervalSeconds + (60 / assumed.ttlSeconds) * resolvers);
  return {
    betweenRegionsGb: (away * (pairs * assumed.definition + ballots) * MINUTES) / GB,
    outGb: (questions * assumed.question * MINUTES) / GB,
  };
}

function incidentsOf({ pairs }: Watching): number {
  return pairs * assumed.incidents;
}
