/**
 * The invariants of ARCHITECTURE.md, read off the final logs by rules of their own: nothing here asks the code under test what it thinks.
 * Invariant 6 (settling) is checked in `settled`, which needs the faults to have stopped.
 */
import { checkLog, type Delivery, emptyTimeline, FLEET, type FlipwatchEvent, foldEvents, foldTimeline } from "@flipwatch/core";
import { expect } from "vitest";
import { CHECKS } from "./account.ts";
import type { SimChannel } from "./channel.ts";
import { LOGS, type Simulation } from "./simulation.ts";
import { PAIR } from "./world.ts";

const served = new Set(["primary", "secondary", "stray", "dark"]);
const ends = new Set(["delivered", "suppressed", "digested", "given-up", "unknown"]);

export async function expectInvariants(sim: Simulation): Promise<void> {
  expect(sim.invoker.broken, "no invocation ended by a bug").toEqual([]);
  const log = await sim.log();
  for (const id of LOGS) expectNumbers(await sim.log(id));
  expectTransitions(log);
  for (const event of log) expectMajority(event, sim.regions);
  expectRecoveries(log);
  expectFold(log, sim);
}

/** 1. No gap and no double. */
function expectNumbers(log: readonly FlipwatchEvent[]): void {
  expect(log.map((event) => event.number)).toEqual(log.map((_, index) => index + 1));
}

/** 1. Adjacent transitions differ in role, and each begins where the one before ended. */
function expectTransitions(log: readonly FlipwatchEvent[]): void {
  const transitions = log.filter((event) => event.to !== undefined);
  for (const [index, event] of transitions.entries()) {
    expect(event.from, `${event.id} from`).toBe(transitions[index - 1]?.to);
    expect(event.from, `${event.id} is a change`).not.toBe(event.to);
  }
}

/** 2. A strict majority of the configured regions says so, freshly. */
function expectMajority(event: FlipwatchEvent, regions: readonly string[]): void {
  if (event.to === undefined || !served.has(event.to)) return;
  const voters = regions.filter((region) => {
    const vote = event.evidence?.[region];
    const says = vote?.verdict === "empty" || vote?.verdict === "failed" ? "dark" : vote?.verdict;
    return vote?.fresh === true && says === event.to;
  });
  expect(voters.length * 2, `${event.id} (${event.kind}) has its majority`).toBeGreaterThan(regions.length);
}

/** 3. A healthy reading, dated after the return, stands behind every recovery. */
function expectRecoveries(log: readonly FlipwatchEvent[]): void {
  for (const event of log.filter((one) => one.kind === "recovered")) {
    const { status, period } = event.health?.primary ?? {};
    const back = log.findLast((one) => one.number < event.number && one.kind === "answer-back" && one.incident?.id === event.incident?.id);
    expect(["healthy", "none"], `${event.id} recovered`).toContain(status);
    if (status === "healthy" && back !== undefined)
      expect(period, `${event.id} is dated after ${back.id}`).toBeGreaterThanOrEqual(back.bounds.by);
  }
}

/** 5. The whole at once, one by one, and any prefix plus the rest give the same timeline; twice changes nothing. */
function expectFold(log: readonly FlipwatchEvent[], sim: Simulation): void {
  const empty = emptyTimeline(PAIR, CHECKS);
  const whole = foldEvents(empty, log);
  const cut = sim.random.between(0, log.length);
  const inTwo = log.slice(cut).reduce(foldTimeline, foldEvents(empty, log.slice(0, cut)));
  expect(inTwo).toEqual(whole);
  expect(foldEvents(whole, log)).toEqual(whole);
}

/** 4. Every alerting event has an end at every channel, and arrives in the order of its log. Those given up or unknown are only accepted where a test says so. */
export async function expectDelivered(sim: Simulation, accepted: readonly string[] = ["delivered"]): Promise<void> {
  for (const id of LOGS) {
    const alerting = (await sim.log(id)).filter((event) => event.severity !== "record");
    const deliveries = await sim.records.deliveries.of(id, { limit: 1_000 });
    for (const channel of [sim.slack, sim.webhook]) {
      const own = deliveries.filter((delivery) => delivery.channel === channel.id);
      const story = { alerting, own, channel: channel.id };
      expect(own.map((delivery) => delivery.event)).toEqual(alerting.map((event) => event.id));
      for (const delivery of own) expectEnd(delivery, accepted, story);
      expectEndsFollow(story);
      expectOrder(channel, id);
      expectArrived(channel, own);
    }
  }
  expect(await sim.records.cursors.unsettled(Number.MAX_SAFE_INTEGER / 2, 100), "cursors left unsettled").toEqual([]);
}

interface Story {
  alerting: readonly FlipwatchEvent[];
  own: readonly Delivery[];
  channel: string;
}

function expectEnd(delivery: Delivery, accepted: readonly string[], story: Story): void {
  expect(ends).toContain(delivery.state);
  if (delivery.state === "suppressed") expectSuppressed(delivery, story);
  else expect(accepted, `${delivery.event} to ${delivery.channel}: ${delivery.error}`).toContain(delivery.state);
}

/** Without routes and mutes nothing is kept from a channel but its own trouble, and what it was never told the beginning of. */
function expectSuppressed({ event: id, reason, channel }: Delivery, story: Story): void {
  const event = story.alerting.find((one) => one.id === id);
  if (reason === "itself") expect(event?.detail?.channel, `${id} is about ${channel}`).toBe(channel);
  else {
    expect(reason, `${id} to ${channel}`).toBe("untold");
    const before = story.alerting.filter((one) => one.number < (event?.number ?? 0));
    const begun = before.filter((one) => beginningOf(event, one));
    expect(begun.at(-1) !== undefined && isTold(begun.at(-1), story), `${id} to ${channel}: was told of its beginning`).toBe(false);
  }
}

const beganBy: Record<string, readonly string[]> = {
  resumed: ["unknown", "split"],
  "region-back": ["region-silent"],
  "channel-working": ["channel-broken"],
  "step-working": ["step-failing"],
  "secondary-healthy": ["secondary-unhealthy"],
  "health-agrees": ["health-disagrees"],
  "clients-agree": ["clients-diverge"],
  calm: ["flapping"],
};
const alarms = ["failover", "stray", "dark", "both-unhealthy", "primary-unhealthy-served", "last-resort"];

function beginningOf(end: FlipwatchEvent | undefined, event: FlipwatchEvent): boolean {
  const kinds = beganBy[end?.kind ?? ""];
  if (kinds !== undefined)
    return kinds.includes(event.kind) && event.region === end?.region && event.detail?.channel === end?.detail?.channel;
  return event.incident?.id === end?.incident?.id && (alarms.includes(event.kind) || event.kind === event.incident?.opening);
}

function isTold(event: FlipwatchEvent | undefined, { own }: Story): boolean {
  const state = own.find((delivery) => delivery.event === event?.id)?.state;
  return state !== undefined && state !== "suppressed";
}

/** 4. Whoever was told of an incident, or could not be reached about it, is told of its end, and nobody else. */
function expectEndsFollow(story: Story): void {
  for (const end of story.alerting.filter(({ incident }) => incident?.closedAt !== undefined)) {
    const begun = story.alerting.filter((event) => event.number < end.number && beginningOf(end, event));
    const state = story.own.find((delivery) => delivery.event === end.id)?.state;
    expect(state !== "suppressed", `${end.id} to ${story.channel}: its end, exactly where it was told`).toBe(
      begun.some((event) => isTold(event, story)),
    );
  }
}

/** In order; and what comes twice comes marked. */
function expectOrder(channel: SimChannel, log: string): void {
  const received = channel.received.filter(({ event }) => event.pair === log);
  const numbers = received.map(({ event }) => event.number);
  expect(numbers, `${channel.id} in order`).toEqual(numbers.toSorted((a, b) => a - b));
  const unmarked = received.filter(({ possibleRepeat }) => !possibleRepeat).map(({ event }) => event.id);
  expect(unmarked, `${channel.id}: unmarked repeats`).toEqual([...new Set(unmarked)]);
}

/** What is called delivered has arrived. */
function expectArrived(channel: SimChannel, deliveries: readonly Delivery[]): void {
  const arrived = new Set(channel.received.map(({ event }) => event.id));
  for (const { state, event } of deliveries) if (state === "delivered") expect(arrived, `${event} at ${channel.id}`).toContain(event);
}

/** 6. With the faults gone: the role is the truth, nothing waits to be archived or published, and every delivery has its end. */
export async function expectSettled(sim: Simulation, accepted?: readonly string[]): Promise<void> {
  const head = await sim.records.heads.get(PAIR);
  expect(head?.role).toBe(sim.world.truth());
  for (const each of [head, await sim.records.logHeads.get(FLEET)]) {
    expect(each?.tail ?? []).toEqual([]);
    expect(each?.publishedThrough ?? 0, "published to the end").toBe((each?.nextNumber ?? 1) - 1);
  }
  await expectDelivered(sim, accepted);
  for (const side of ["primary", "secondary"] as const) expectNumbers(await sim.log(checkLog(CHECKS[side])));
}
