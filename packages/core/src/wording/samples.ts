/** One event of each kind as Flipwatch really writes it, for the documentation and the tests: decided from votes, readings and facts where a rule decides. */
import type { Verdict } from "../answer.ts";
import type { Input } from "../decide/input.ts";
import { at, bareDefinition, reading, Scene, sceneDefinition, scenePolicy, start, view, vote } from "../decide/scene.ts";
import { afterArchived, afterPublished } from "../decide/settle.ts";
import { digestAt, digestEvent, digestRef, groupId, marksIn, type OpenGroup } from "../deliver/digest.ts";
import { type GroupContents, groupEvent } from "../deliver/group-event.ts";
import type { Story } from "../deliver/story.ts";
import { testEvent } from "../deliver/test-event.ts";
import { EVENT_SCHEMA, type EventKind, eventId, FLEET, type FlipwatchEvent } from "../event.ts";
import { healthEvents } from "../health-event.ts";
import type { Mute } from "../mutes.ts";
import type { Finding, PairDefinition, Side } from "../pair.ts";
import type { Health } from "../reading.ts";
import type { FleetFact } from "../tally/facts.ts";
import { fleet, newLogHead } from "../tally/fleet.ts";

/** In the order of `eventKinds`. */
export function sampleEvents(): Record<EventKind, FlipwatchEvent> {
  return {
    ...roleSamples(),
    ...incidentSamples(),
    ...besideSamples(),
    ...recordSamples(),
    ...fleetSamples(),
    ...askedSamples(),
    ...ownSamples(),
  };
}

type Samples<K extends EventKind> = Record<K, FlipwatchEvent>;

// ---- parts --------------------------------------------------------------------------------------------------------------

const [P, S, X, F] = ["primary", "secondary", "stray", "failed"] as const;
const FAILING = "15 of 16 checkers fail, most with: Failure: Connection timed out. The endpoint or the internet connection is down.";
const STRAY = "203.0.113.66 is on neither side; primary is 192.0.2.10, secondary is 192.0.2.20";
const PASSING = "16 of 16 checkers report success";

const checks: Record<Side, string> = {
  primary: "0f1e2d3c-0000-4000-8000-000000000010",
  secondary: "0f1e2d3c-0000-4000-8000-000000000020",
};
const PAIR = sceneDefinition({
  primary: { values: ["192.0.2.10"], ttlSeconds: 60, healthCheckId: checks.primary },
  secondary: { values: ["192.0.2.20"], ttlSeconds: 60, healthCheckId: checks.secondary },
});

/** A reading as CloudWatch and the checkers tell it. */
function read(period: number, side: Side, status: Health, since = period): Input {
  const bare = reading(period, side, status, since);
  if (bare.kind !== "reading") return bare;
  const found = status === "healthy" ? { percentage: 100, reason: PASSING } : { percentage: 6.25, reason: FAILING };
  return { ...bare, reading: { ...bare.reading, ...found, check: checks[side] } };
}

/** Both sides well, the primary served. */
function healthy(definition: PairDefinition = PAIR): Scene {
  return new Scene({ definition })
    .tell(read(0, "primary", "healthy"), read(0, "secondary", "healthy"), view(5, 0, P), view(6, 1, P), view(7, 2, P))
    .rounds(10, 120, [P, P, P]);
}

/** A short incident, over; then, after half an hour, the primary fails again and one region sees it late. */
function failedOver(): Scene {
  return healthy()
    .tell(read(120, "primary", "unhealthy"))
    .rounds(130, 180, [P, P, P])
    .rounds(190, 370, [S, S, S])
    .rounds(380, 390, [P, P, P])
    .tell(read(420, "primary", "healthy"))
    .rounds(400, 2_280, [P, P, P], 60)
    .tell(read(2_280, "primary", "unhealthy"))
    .rounds(2_290, 2_330, [P, P, P])
    .rounds(2_340, 2_350, [S, P, S]);
}

function back(): Scene {
  return failedOver().rounds(2_360, 2_640, [S, S, S], 40).rounds(2_650, 2_700, [S, S, S]).rounds(2_710, 2_720, [P, P, P]);
}

function last(scene: Scene, kind: EventKind): FlipwatchEvent {
  const event = scene.last(kind);
  if (event === undefined) throw new Error(`no ${kind} among ${scene.log.map((each) => each.kind).join(", ")}`);
  return event;
}

// ---- decided of a pair --------------------------------------------------------------------------------------------------

function roleSamples() {
  const blind = healthy().until(400);
  return {
    "first-seen": last(healthy(), "first-seen"),
    failover: last(failedOver(), "failover"),
    "answer-back": last(back(), "answer-back"),
    stray: last(heard(healthy({ ...PAIR, source: "config" }), X, STRAY), "stray"),
    dark: last(heard(healthy(), F, "198.51.100.1:53 answered SERVFAIL"), "dark"),
    split: last(healthy().rounds(130, 210, [P, S, X]), "split"),
    unknown: last(blind, "unknown"),
    unobserved: last(healthy().tell(privateZone(130)), "unobserved"),
    resumed: last(blind.rounds(410, 420, [P, P, P]), "resumed"),
  } satisfies Partial<Samples<EventKind>>;
}

/** Two rounds of the same verdict from everywhere, in the words in which a probe keeps it. */
function heard(scene: Scene, verdict: Verdict, reason: string): Scene {
  for (const second of [130, 140]) {
    for (const region of [0, 1, 2]) scene.tell(inWords(vote(second + region / 10, region, verdict), reason));
  }
  return scene;
}

function inWords(input: Input, reason: string): Input {
  if (input.kind === "vote" && input.evidence) return { ...input, evidence: { ...input.evidence, reason } };
  return input.kind === "view" && input.evidence ? { ...input, evidence: { ...input.evidence, reason } } : input;
}

function privateZone(second: number): Input {
  const zone = { id: "Z1", name: "example.com", private: true };
  return { kind: "definition", at: at(second), definition: { ...PAIR, zone, revision: 2, revisedAt: at(second) } };
}

function incidentSamples() {
  const acknowledge: Input = {
    kind: "acknowledge",
    at: at(2_400),
    by: "example-user",
    via: "slack:ops",
    note: "looking at the load balancer",
  };
  const over = back().tell(read(2_760, "primary", "healthy", 2_700));
  const { id, openedAt, opening } = last(over, "recovered").incident ?? { id: "", openedAt: 0, opening: "failover" };
  const note = "The load balancer ran out of ports. Its limit is raised, and watched from now on.";
  const unattended = failedOver();
  unattended.context.policy.escalation = [{ afterMs: 15 * 60_000, channels: ["pagerduty:0"] }];
  return {
    recovered: last(over, "recovered"),
    "last-resort": last(back().tell(read(2_700, "secondary", "unhealthy"), read(2_760, "primary", "unhealthy", 2_280)), "last-resort"),
    unverified: last(back().rounds(2_730, 3_360, [P, P, P], 30), "unverified"),
    "both-unhealthy": last(
      healthy()
        .rounds(130, 270, [P, P, P])
        .tell(read(120, "secondary", "unhealthy"), read(180, "primary", "unhealthy")),
      "both-unhealthy",
    ),
    "primary-unhealthy-served": last(
      healthy()
        .tell(read(120, "primary", "unhealthy"))
        .rounds(130, 480, [P, P, P], 30),
      "primary-unhealthy-served",
    ),
    acknowledged: last(failedOver().tell(acknowledge), "acknowledged"),
    reminder: last(
      failedOver()
        .rounds(2_360, 4_150, [S, S, S], 30)
        .tell({ kind: "look", at: at(4_150) }),
      "reminder",
    ),
    unacknowledged: last(unattended.rounds(2_360, 3_250, [S, S, S], 30).tell({ kind: "look", at: at(3_250) }), "unacknowledged"),
    noted: last(
      over.tell({
        ...{ kind: "note", at: at(90_000), request: "1", by: "example-user", via: "api", note },
        incident: { id, openedAt, opening },
      }),
      "noted",
    ),
  } satisfies Partial<Samples<EventKind>>;
}

function besideSamples() {
  const gone = healthy()
    .rounds(130, 210, [P, P, P])
    .tell(read(120, "secondary", "unhealthy"));
  const disagreeing = () =>
    failedOver()
      .rounds(2_360, 2_400, [S, S, S])
      .tell(read(2_400, "primary", "healthy"))
      .rounds(2_410, 2_760, [S, S, S], 30);
  const diverging = healthy()
    .tell(view(125, 0, S), view(126, 1, S), view(127, 2, S))
    .rounds(130, 320, [P, P, P]);
  const flapping = healthy(bareDefinition());
  for (let second = 130; second < 210; second += 20) flapping.rounds(second, second + 10, second % 40 === 10 ? [S, S, S] : [P, P, P]);
  return {
    "secondary-unhealthy": last(gone, "secondary-unhealthy"),
    "secondary-healthy": last(gone.rounds(220, 390, [P, P, P]).tell(read(300, "secondary", "healthy")), "secondary-healthy"),
    "health-disagrees": last(disagreeing(), "health-disagrees"),
    "health-agrees": last(disagreeing().rounds(2_790, 2_800, [P, P, P]), "health-agrees"),
    "clients-diverge": last(diverging, "clients-diverge"),
    "clients-agree": last(diverging.tell(view(330, 0, P), view(331, 1, P)), "clients-agree"),
    flapping: last(flapping, "flapping"),
    calm: last(flapping.rounds(210, 2_100, [P, P, P], 60), "calm"),
  } satisfies Partial<Samples<EventKind>>;
}

function recordSamples() {
  const secondary = { ...PAIR.secondary, values: ["192.0.2.21"] };
  const edited: PairDefinition = { ...PAIR, secondary, revision: 2, revisedAt: at(130) };
  const reason = "192.0.2.20 (secondary)";
  const scene = healthy().tell(inWords(vote(130, 0, S), reason), inWords(view(131, 0, S), reason));
  const check = {
    check: checks.primary,
    status: "unhealthy" as const,
    period: at(120),
    since: at(120),
    readAt: at(210),
    percentage: 6.25,
  };
  const change = { reading: check, previous: { status: "healthy" as const, percentage: 100, period: at(60) } };
  const [changed] = healthEvents([change], undefined, { recordedAt: at(210), periodMs: 60_000 });
  if (changed === undefined) throw new Error("no health-changed");
  return {
    "definition-changed": last(healthy().tell({ kind: "definition", at: at(130), definition: edited }), "definition-changed"),
    "vote-changed": last(scene, "vote-changed"),
    "view-changed": last(scene, "view-changed"),
    "health-changed": changed,
  } satisfies Partial<Samples<EventKind>>;
}

// ---- of the FLEET log ---------------------------------------------------------------------------------------------------

/** Takes each list of facts in as a run of its own; the last run's one event. */
function told(...runs: FleetFact[][]): FlipwatchEvent {
  let head = newLogHead(FLEET);
  let event: FlipwatchEvent | undefined;
  for (const [index, facts] of runs.entries()) {
    const now = at(300 + 60 * index);
    const result = fleet(head, facts, now, { policy: scenePolicy(3), recordedAt: now });
    const through = result.head.nextNumber - 1;
    head = afterPublished(afterArchived(result.head, through), through);
    event = result.events.at(-1);
  }
  if (event === undefined) throw new Error(`nothing is told of ${runs.at(-1)?.[0]?.kind}`);
  return event;
}

function fleetSamples() {
  const place = { region: "ap-northeast-1", shard: 0 };
  const silent: FleetFact[] = [
    { kind: "region-silent", ...place, since: at(120) },
    { kind: "region-voting", region: "us-east-2", shard: 0, at: at(290) },
    { kind: "region-voting", region: "eu-central-1", shard: 0, at: at(293) },
  ];
  const failed: FleetFact = { kind: "step-failing", step: "health", error: "CloudWatch answered AccessDenied", at: at(240) };
  const event = eventId("failover.example.com/A", 42);
  const broken: FleetFact = {
    kind: "channel-broken",
    channel: "slack:ops",
    error: "Slack answered invalid_auth",
    since: at(180),
    at: at(290),
  };
  return {
    "region-silent": told(silent),
    "region-back": told(silent, [{ kind: "region-voting", ...place, at: at(350) }]),
    "ballots-lost": told([{ kind: "ballots-lost", ...place, from: at(60), to: at(240) }]),
    "ballots-future": told([{ kind: "ballots-future", ...place, count: 2, aheadMs: 18_500 }]),
    "clock-set-back": told([{ kind: "clock-set-back", at: at(300), byMs: 3_600_000 }]),
    unpublishable: told([{ kind: "unpublishable", event, error: "SNS answered InvalidParameter", at: at(290) }]),
    "delivery-given-up": told([{ kind: "delivery-given-up", event, channel: "webhook:0", error: "HTTP 410 Gone", at: at(290) }]),
    "step-failing": told([failed]),
    "step-working": told([failed], [{ kind: "step-working", step: "health", at: at(355) }]),
    "channel-broken": told([broken]),
    "channel-working": told([broken], [{ kind: "channel-working", channel: "slack:ops", at: at(355) }]),
  } satisfies Partial<Samples<EventKind>>;
}

function askedSamples() {
  const mute: Mute = {
    id: "1",
    pairs: "*.example.com/A",
    from: at(240),
    until: at(3_840),
    by: "example-user",
    via: "cli",
    note: "moving the primary",
  };
  const muted: FleetFact = { kind: "muted", mute, at: at(240) };
  const held = {
    counts: { failover: 2, recovered: 1 },
    pairs: ["api.example.com/A", "www.example.com/A"],
    pairCount: 2,
    open: ["api.example.com/A"],
    more: false,
  };
  const finding: Finding = {
    id: "missing-secondary:www.example.com/A",
    rule: "missing-secondary",
    severity: "critical",
    pair: "www.example.com/A",
    message: "www.example.com/A has a primary and no secondary, so there is nothing to fail over to.",
    why: "A failover pair is one primary and one secondary record of the same name and type.",
    fix: "Create a secondary record of type A for www.example.com.",
  };
  const opened: FleetFact = { kind: "finding-opened", finding, at: at(240) };
  return {
    muted: told([muted]),
    unmuted: told([muted], [{ kind: "unmuted", mute, held, at: at(3_840) }]),
    "finding-opened": told([opened]),
    "finding-closed": told([opened], [{ kind: "finding-closed", finding, at: at(340) }]),
  } satisfies Partial<Samples<EventKind>>;
}

// ---- that no rule of the tally writes -----------------------------------------------------------------------------------

function ownSamples() {
  const first = last(failedOver(), "failover");
  const failovers = ["api", "www", "mail"].map((name, index) => ({
    ...first,
    pair: `${name}.example.com/A`,
    number: index + 1,
  }));
  const refs = failovers.map((event) =>
    digestRef({ ...event, id: eventId(event.pair, event.number) }, "check", "digest:slack:ops:1795309200000", { channel: "slack:ops" }),
  );
  const digest = digestEvent({ id: "digest:slack:ops:1795309200000", openedAt: at(2_340), dueAt: at(2_345) }, refs, refs.length);
  const drill = "drill-2026-11-22";
  const ofPair = { pair: "failover.example.com/A", drill, detail: { by: "example-user", via: "cli" } };
  return {
    "drill-started": byHand(
      "drill-started",
      600,
      "A failover drill of failover.example.com/A has started: this is planned, not an outage.",
      ofPair,
    ),
    "drill-ended": byHand("drill-ended", 1_200, "The failover drill of failover.example.com/A has ended.", ofPair),
    digest,
    test: testEvent("slack:ops", at(600)),
  } satisfies Partial<Samples<EventKind>>;
}

/** A group's messages, which are digests too: of names that share a health check, the opening and an end of their story, and of regions. */
export function sampleGroups(): Record<"check" | "over" | "regions", FlipwatchEvent> {
  const names = ["api", "www", "mail", "shop", "login", "static"];
  const cause = `check:${checks.primary}`;
  const log = groupId("slack:ops", cause, "failover", at(2_340));
  const openedAt = at(2_340);
  const group = (number: number, kind: EventKind, of = cause): OpenGroup => {
    const why = of === "regions" ? "regions" : "check";
    return { id: digestAt(log, number), openedAt, dueAt: at(2_345), cause: of, why, kind, expected: names.length, seen: 1 };
  };
  const like = (event: FlipwatchEvent) =>
    names.map((name): FlipwatchEvent => {
      const pair = `${name}.example.com/A`;
      const incident = event.incident && { ...event.incident, id: `${pair}!${event.incident.openedAt}` };
      return { ...event, id: eventId(pair, event.number), pair, incident };
    });
  const contents = (events: readonly FlipwatchEvent[], story?: Story): GroupContents => {
    const told = (event: FlipwatchEvent) => (story === undefined ? {} : { incident: event.incident?.id, story: log });
    const refs = events.map((event) => digestRef(event, "check", log, { channel: "slack:ops", told: told(event) }));
    return { refs, count: refs.length, ...marksIn(refs), first: events[0], story };
  };
  const story = { log, cause, openedAt, told: names.length, over: 0, number: 1, at: openedAt };
  const silent = ["us-east-2", "eu-central-1"].map((region, index) => ({
    ...fleetSamples()["region-silent"],
    id: eventId(FLEET, index + 1),
    region,
  }));
  const none = silent.map((event) => ({ ...event, severity: "critical" as const, detail: { ...event.detail, voting: 1 } }));
  return {
    check: groupEvent(group(1, "failover"), contents(like(last(failedOver(), "failover")))),
    over: groupEvent(group(2, "recovered"), contents(like(incidentSamples().recovered).slice(0, 4), story)),
    regions: groupEvent(group(1, "region-silent", "regions"), contents(none)),
  };
}

function byHand(kind: EventKind, second: number, message: string, rest: Partial<FlipwatchEvent>): FlipwatchEvent {
  const pair = rest.pair ?? FLEET;
  return {
    schema: EVENT_SCHEMA,
    id: eventId(pair, 1),
    pair,
    number: 1,
    kind,
    severity: "info",
    at: at(second),
    bounds: { by: at(second) },
    recordedAt: start,
    message,
    ...rest,
  };
}
