/** Every kind of item by name: who writes it, under which condition. The keys are in `keys.ts`, one module a kind beside this file. */
import type {
  AccessLink,
  Ballot,
  ChannelTrouble,
  ChannelWindow,
  Cursor,
  Delivery,
  DigestRef,
  Finding,
  FleetFact,
  FlipwatchEvent,
  Head,
  LogHead,
  LogId,
  Manifest,
  Ms,
  MuteList,
  PairDefinition,
  PairId,
  Reading,
  Request,
  Table,
  TallyState,
} from "@flipwatch/core";
import { createBallots } from "./records/ballots.ts";
import { createChannels } from "./records/channels.ts";
import { createCursors } from "./records/cursors.ts";
import { createDefinitions } from "./records/definitions.ts";
import { createDeliveries } from "./records/deliveries.ts";
import { createDigests } from "./records/digests.ts";
import { createFindings } from "./records/findings.ts";
import { createHeads } from "./records/heads.ts";
import { createInbox } from "./records/inbox.ts";
import { createLinks } from "./records/links.ts";
import { createLog } from "./records/log.ts";
import { createLogHeads } from "./records/log-heads.ts";
import { createManifests } from "./records/manifests.ts";
import { createMutes } from "./records/mutes.ts";
import { createPresses } from "./records/presses.ts";
import { createReadings } from "./records/readings.ts";
import { createRequests } from "./records/requests.ts";
import { createTallies } from "./records/tallies.ts";
import type { OnMalformed } from "./stored.ts";

export interface Records {
  manifests: {
    /** The current manifest of every shard, by shard. */
    current(): Promise<Manifest[]>;
    /** 0 where the shard has none yet. */
    currentVersion(shard: number): Promise<number>;
    get(shard: number, version: number): Promise<Manifest | undefined>;
    /** Writes the version, then points the shard at it. False when somebody else wrote that version first. */
    put(manifest: Manifest): Promise<boolean>;
  };
  definitions: {
    get(pair: PairId): Promise<PairDefinition | undefined>;
    getMany(pairs: readonly PairId[]): Promise<Map<PairId, PairDefinition>>;
    /** Only over an older revision; false otherwise. */
    put(definition: PairDefinition): Promise<boolean>;
  };
  findings: { all(): Promise<Finding[]>; replace(findings: readonly Finding[], at: Ms): Promise<void> };
  ballots: {
    /** Into the ring; false when the slot holds this round or a newer one. */
    put(ballot: Ballot, intervalMs: number): Promise<boolean>;
    /** By round, inclusive, oldest first. At most the ring's 360. */
    between(region: string, shard: number, fromRound: Ms, toRound: Ms, intervalMs: number): Promise<Ballot[]>;
    /**
     * Puts the invocation's start time into the `WRITER` row; false when a newer one is there. One dated after `ahead` is from before the clock was
     * set back: it does not count, and the ballots of rounds after `startedAt` are forgotten with it. Without `ahead` every one counts.
     */
    claimWriter(region: string, shard: number, startedAt: Ms, ahead?: Ms): Promise<boolean>;
    /** Removes the ballots of rounds after this moment: what was cast before the clock was set back says nothing of the time to come. */
    forget(region: string, shard: number, after: Ms): Promise<void>;
    writer(region: string, shard: number): Promise<Ms | undefined>;
  };
  readings: { latest(): Promise<Map<string, Reading>>; put(readings: readonly Reading[], at: Ms): Promise<void> };
  heads: {
    get(pair: PairId): Promise<Head | undefined>;
    getMany(pairs: readonly PairId[]): Promise<Map<PairId, Head>>;
    /** Stored as `version + 1` if the stored version is `head.version`; the stored Head, or undefined when refused. Keeps the due index. */
    put(head: Head, shard: number): Promise<Head | undefined>;
    /** Pairs of the shard with events to archive or to publish, or due at or before `now`. */
    unsettledOrDue(shard: number, now: Ms): Promise<PairId[]>;
  };
  /** Heads of logs that belong to no pair: FLEET. */
  logHeads: { get(log: LogId): Promise<LogHead | undefined>; put(head: LogHead): Promise<LogHead | undefined> };
  log: {
    /** Under deterministic keys: a repeat changes nothing. */
    append(events: readonly FlipwatchEvent[]): Promise<void>;
    /** In number order, after `after` (0 for all). One Query a page, `limit` at most 1,000. */
    read(log: LogId, range: { after?: number; before?: number; limit?: number; descending?: boolean }): Promise<FlipwatchEvent[]>;
    /** Events of all logs recorded in the window, oldest first, at most `limit`. */
    recorded(from: Ms, to: Ms, limit: number): Promise<FlipwatchEvent[]>;
    /** Those of them that alert, whose severity is not `record`: far fewer. Oldest first, or newest first; at most `limit` (10,000). */
    alerting(from: Ms, to: Ms, range: { limit: number; newestFirst?: boolean }): Promise<FlipwatchEvent[]>;
    /** The notes of the incident that opened then, oldest first, at most 1,000. */
    notes(log: LogId, openedAt: Ms): Promise<FlipwatchEvent[]>;
    /** The newest number; 0 for an empty log. */
    lastNumber(log: LogId): Promise<number>;
  };
  channels: {
    /** When the channel was first noted as configured; undefined when it never was. */
    since(channel: string): Promise<Ms | undefined>;
    /** Channels that are configured now. One that is known keeps its time: one Get each, and one Put ever. */
    note(channels: readonly string[], at: Ms): Promise<void>;
    /** What a channel that people read was told lately; a new one where there is none. */
    window(channel: string): Promise<ChannelWindow>;
    /** Stored as `version + 1` if unchanged; undefined when refused. */
    putWindow(window: ChannelWindow): Promise<ChannelWindow | undefined>;
    /** Since when nothing can be sent to the channel; undefined while it works. */
    trouble(channel: string): Promise<ChannelTrouble | undefined>;
    putTrouble(channel: string, trouble: ChannelTrouble | undefined): Promise<void>;
  };
  digests: {
    /** Under a deterministic key: a repeat changes nothing. */
    add(digest: string, ref: DigestRef): Promise<void>;
    /** Oldest first, at most `limit`; and how many there are in all, counted up to 100,000. */
    refs(digest: string, limit: number): Promise<{ refs: DigestRef[]; count: number; begins: number; ends: number }>;
    /** The event that the digest was closed with: this one, or the one that was there before. */
    close(digest: string, event: FlipwatchEvent): Promise<FlipwatchEvent>;
    get(digest: string): Promise<FlipwatchEvent | undefined>;
    /** Digests that were put together at or before this moment and are still there, oldest first, at most `limit` (1,000). */
    closedBefore(at: Ms, limit: number): Promise<string[]>;
    /** Removes at most `limit` (1,000) of its rows, its event last. How many are gone; fewer than `limit` when nothing is left. */
    remove(digest: string, limit: number): Promise<number>;
  };
  cursors: {
    get(log: LogId, channel: string): Promise<Cursor | undefined>;
    /** Stored as `version + 1` if the stored version is `cursor.version`; undefined when refused. `unsettled` keeps it in the due index. */
    put(cursor: Cursor, unsettled: boolean): Promise<Cursor | undefined>;
    remove(log: LogId, channel: string): Promise<void>;
    /** Cursors left unsettled whose retry time has come. */
    unsettled(now: Ms, limit: number): Promise<Cursor[]>;
  };
  deliveries: {
    put(delivery: Delivery): Promise<void>;
    of(log: LogId, range: { from?: number; to?: number; limit?: number }): Promise<Delivery[]>;
    /** Of all logs, settled in the window, oldest first, or newest first; at most `limit` (10,000). */
    settled(from: Ms, to: Ms, limit: number, order?: { newestFirst?: boolean }): Promise<Delivery[]>;
  };
  /** Facts that other steps leave for tally, which alone writes the FLEET log. */
  inbox: {
    /** Under a deterministic key: a repeat changes nothing. */
    leave(fact: FleetFact): Promise<void>;
    /** The oldest, at most 100. */
    oldest(): Promise<FleetFact[]>;
    /** Once they are told. */
    remove(facts: readonly FleetFact[]): Promise<void>;
  };
  /** What people ask for. Tally makes events of them; whoever asks wakes it. */
  requests: {
    /** Under a key of its time and id: a doubled press changes nothing. */
    leave(request: Request): Promise<void>;
    /** The oldest, at most 100. */
    oldest(): Promise<Request[]>;
    /** Once they are told, or come to nothing. */
    remove(requests: readonly Request[]): Promise<void>;
  };
  /** Signed requests that were taken, so that none is taken twice. */
  presses: {
    /** True the first time for this signature and moment. What was signed more than ten minutes before is forgotten on the way. */
    claim(signature: string, signedAt: Ms): Promise<boolean>;
  };
  /** Links that let whoever opens them read. */
  links: {
    /** Newest first, at most 100: those that last, and those that ended within a week. */
    all(): Promise<AccessLink[]>;
    get(id: string): Promise<AccessLink | undefined>;
    /** False where there are 100, or one of this id. Those that ended more than a week before are forgotten on the way. */
    add(link: AccessLink): Promise<boolean>;
    /** The link as it is then, revoked when it first was; undefined where there is none. */
    revoke(id: string, at: Ms): Promise<AccessLink | undefined>;
  };
  /** Who is not told for a while: one item, which shard 0's tally alone writes. */
  mutes: {
    /** Version 0 and empty where there was never one. */
    get(): Promise<MuteList>;
    /** Stored as `version + 1` if unchanged; undefined when refused. */
    put(list: MuteList): Promise<MuteList | undefined>;
  };
  tallies: {
    get(shard: number): Promise<TallyState | undefined>;
    /** Stored as `version + 1` if unchanged; undefined when refused. */
    put(state: TallyState): Promise<TallyState | undefined>;
  };
}

/** `onMalformed` hears of ballots and events that were skipped because they are not what they should be; nobody by default. */
export function createRecords(table: Table, options: { onMalformed?: OnMalformed } = {}): Records {
  const { onMalformed = () => {} } = options;
  return {
    manifests: createManifests(table),
    definitions: createDefinitions(table),
    findings: createFindings(table),
    ballots: createBallots(table, onMalformed),
    links: createLinks(table),
    mutes: createMutes(table),
    presses: createPresses(table),
    readings: createReadings(table),
    heads: createHeads(table),
    logHeads: createLogHeads(table),
    log: createLog(table, onMalformed),
    channels: createChannels(table),
    cursors: createCursors(table),
    deliveries: createDeliveries(table),
    digests: createDigests(table),
    inbox: createInbox(table),
    requests: createRequests(table),
    tallies: createTallies(table),
  };
}
