/**
 * Invariant 4, read off the logs, the deliveries and what really arrived: every alerting event × channel has its end, whoever was told of an
 * opening is told of its end, and what was kept from a channel was kept for a reason that holds. What people read is in `read.ts`.
 */
import type { Delivery, FlipwatchEvent } from "@flipwatch/core";
import { FLEET, MINUTE } from "@flipwatch/core";
import { expect } from "vitest";
import type { SimChannel } from "./channel.ts";
import { expectRead } from "./read.ts";
import type { Simulation } from "./simulation.ts";

const ends = new Set(["delivered", "suppressed", "digested", "given-up", "unknown"]);

/** One log and what a channel was told of it. */
interface Story {
  sim: Simulation;
  fleet: readonly FlipwatchEvent[];
  alerting: readonly FlipwatchEvent[];
  own: readonly Delivery[];
  channel: SimChannel;
}

/** Those given up or unknown are only accepted where a test says so; what people are told may always be in a digest. */
export async function expectDelivered(sim: Simulation, accepted: readonly string[] = ["delivered"]): Promise<void> {
  const fleet = await sim.log(FLEET);
  for (const channel of sim.channels) {
    const told: Delivery[] = [];
    const taken = channel.audience === "people" ? [...accepted, "digested"] : accepted;
    for (const id of sim.logs) {
      const alerting = (await sim.log(id)).filter((event) => event.severity !== "record");
      const own = (await sim.records.deliveries.of(id, { limit: 1_000 })).filter((delivery) => delivery.channel === channel.id);
      const story = { sim, fleet, alerting, own, channel };
      expect(
        own.map((delivery) => delivery.event),
        `${id} to ${channel.id}`,
      ).toEqual(alerting.map((event) => event.id));
      for (const delivery of own) expectEnd(delivery, taken, story);
      expectEndsFollow(story);
      expectArrived(channel, own);
      told.push(...own);
    }
    await expectRead(sim, channel, told, accepted);
  }
  expect(await sim.records.cursors.unsettled(Number.MAX_SAFE_INTEGER / 2, 100), "cursors left unsettled").toEqual([]);
}

function expectEnd(delivery: Delivery, accepted: readonly string[], story: Story): void {
  expect(ends).toContain(delivery.state);
  const event = story.alerting.find(({ id }) => id === delivery.event) as FlipwatchEvent;
  if (delivery.state === "suppressed") expectSuppressed(event, delivery, story);
  else {
    expect(accepted, `${delivery.event} to ${delivery.channel}: ${delivery.error}`).toContain(delivery.state);
    expectUnmuted(event, delivery, story);
  }
}

/** What is called delivered has arrived. */
function expectArrived(channel: SimChannel, deliveries: readonly Delivery[]): void {
  const arrived = new Set(channel.received.map(({ event }) => event.id));
  for (const { state, event } of deliveries) if (state === "delivered") expect(arrived, `${event} at ${channel.id}`).toContain(event);
}

// ---- what was kept from a channel --------------------------------------------------------------------------------------------

function expectSuppressed(event: FlipwatchEvent, { reason }: Delivery, story: Story): void {
  const what = `${event.id} (${event.kind}) to ${story.channel.id}`;
  if (reason === "itself") expect(event.detail?.channel, `${what} is about it`).toBe(story.channel.id);
  else if (reason === "muted") expect(mutesOf(event, story).length, `${what}: muted`).toBeGreaterThan(0);
  else if (reason === "no-route") expectUnrouted(event, story, what);
  else if (reason === "grouped") expect(isInWake(event, story), `${what}: says nothing that the silence has not said`).toBe(true);
  else {
    expect(reason, what).toBe("untold");
    expect(isTold(lastBeginning(event, story), story), `${what}: was told of its beginning`).toBe(false);
  }
}

/** Only the channel that is named by the escalation has no route, and from then on it is told of the incident. */
function expectUnrouted(event: FlipwatchEvent, story: Story, what: string): void {
  expect(story.channel.id, `${what}: no route`).toBe("slack:boss");
  const escalated = story.alerting.filter((one) => one.number <= event.number && isEscalation(one, story, event));
  expect(escalated.some((one) => isTold(one, story)) || escalated.includes(event), `${what}: escalated`).toBe(false);
}

function isInWake(event: FlipwatchEvent, { channel, fleet }: Story): boolean {
  const isSilent = (region: string) => fleet.some(({ kind, region: told }) => kind === "region-silent" && told === region);
  const unheard = Object.entries(event.evidence ?? {}).filter(([, { fresh }]) => !fresh);
  return channel.audience === "people" && event.kind === "unknown" && unheard.every(([region]) => isSilent(region));
}

/** What the FLEET log tells to be muted when the event was recorded. Pairs are muted by globs that match every pair here. */
function mutesOf(event: FlipwatchEvent, { fleet }: Pick<Story, "fleet">): FlipwatchEvent[] {
  if (event.pair === FLEET) return [];
  return fleet.filter(({ kind, detail = {} }) => {
    if (kind !== "muted") return false;
    const end = fleet.find((one) => one.kind === "unmuted" && one.detail?.id === detail.id);
    return Number(detail.from) <= event.recordedAt && event.recordedAt < Number(end?.detail?.until ?? detail.until);
  });
}

/** Told although muted: only before anybody knew of the mute, or as the end of what was told. */
function expectUnmuted(event: FlipwatchEvent, { settledAt }: Delivery, story: Story): void {
  if (isTold(lastBeginning(event, story), story) && isAnEnd(event)) return;
  for (const mute of mutesOf(event, story))
    expect(settledAt, `${event.id} (${event.kind}) to ${story.channel.id}: told though muted`).toBeLessThan(mute.recordedAt + MINUTE);
}

// ---- openings and ends -------------------------------------------------------------------------------------------------------

const beganBy: Record<string, readonly string[]> = {
  resumed: ["unknown", "split"],
  "region-back": ["region-silent"],
  "channel-working": ["channel-broken"],
  "step-working": ["step-failing"],
  "finding-closed": ["finding-opened"],
  "secondary-healthy": ["secondary-unhealthy"],
  "health-agrees": ["health-disagrees"],
  "clients-agree": ["clients-diverge"],
  calm: ["flapping"],
};
const alarms = ["failover", "stray", "dark", "both-unhealthy", "primary-unhealthy-served", "last-resort"];

function isAnEnd({ kind, incident }: FlipwatchEvent): boolean {
  return beganBy[kind] !== undefined || incident?.closedAt !== undefined;
}

/** What the channel must have heard for the event to say something: of an incident the last that it was told, else the last at all. */
function lastBeginning(event: FlipwatchEvent, story: Story): FlipwatchEvent | undefined {
  const begun = story.alerting.filter((one) => one.number < event.number && beginsFor(event, one, story));
  return begun.findLast((one) => beganBy[event.kind] === undefined && isTold(one, story)) ?? begun.at(-1);
}

function beginsFor(end: FlipwatchEvent, event: FlipwatchEvent, story: Story): boolean {
  const kinds = beganBy[end.kind];
  if (kinds !== undefined) {
    const isSame = (["channel", "step", "id"] as const).every((key) => event.detail?.[key] === end.detail?.[key]);
    return kinds.includes(event.kind) && event.region === end.region && isSame;
  }
  if (event.incident === undefined || event.incident.id !== end.incident?.id) return false;
  return alarms.includes(event.kind) || event.kind === event.incident.opening || isEscalation(event, story, end);
}

/** Of the same incident, to this channel by name. */
function isEscalation({ kind, detail, incident }: FlipwatchEvent, { channel }: Story, of: FlipwatchEvent): boolean {
  const named = kind === "unacknowledged" && Array.isArray(detail?.channels) ? detail.channels : [];
  return incident?.id === of.incident?.id && named.includes(channel.id);
}

function isTold(event: FlipwatchEvent | undefined, { own }: Story): boolean {
  const state = own.find((delivery) => delivery.event === event?.id)?.state;
  return state !== undefined && state !== "suppressed";
}

/** Whoever was told of an incident, or could not be reached about it, is told of its end, and nobody else. */
function expectEndsFollow(story: Story): void {
  for (const end of story.alerting.filter(({ incident }) => incident?.closedAt !== undefined)) {
    const state = story.own.find((delivery) => delivery.event === end.id)?.state;
    expect(state !== "suppressed", `${end.id} to ${story.channel.id}: its end, exactly where it was told`).toBe(
      isTold(lastBeginning(end, story), story),
    );
  }
}
