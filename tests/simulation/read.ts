/**
 * What a channel's readers get, message by message: in the order of each log, nothing twice without a mark; and of people's channels that each
 * digest lists each of its events once, that it arrived, and that no more came than the stated rate.
 */
import type { Delivery, DeliveryPolicy, DigestDetail, FlipwatchEvent } from "@flipwatch/core";
import { digestPlace, isFlappingDigest, isGroupDigest, SECOND } from "@flipwatch/core";
import { expect } from "vitest";
import type { Received, SimChannel } from "./channel.ts";
import type { Simulation } from "./simulation.ts";

/** Between the moment that a deliverer goes by and the one that it notes: what calls of a slow store take. */
const SLACK_MS = 2 * SECOND;

/** `told`: the deliveries of all logs to the channel; `accepted`: how a message may end. */
export async function expectRead(
  sim: Simulation,
  channel: SimChannel,
  told: readonly Delivery[],
  accepted: readonly string[],
): Promise<void> {
  for (const log of sim.logs) expectOrder(channel, log);
  expectUndoubled(channel);
  await expectDigests(sim, channel, told, accepted);
  if (channel.audience === "people" && !sim.wall.wasAhead) expectRate(channel, told, sim.deliveryPolicy);
}

function isDigest({ kind }: FlipwatchEvent): boolean {
  return kind === "digest";
}

function detailOf({ detail }: FlipwatchEvent): DigestDetail {
  return detail as unknown as DigestDetail;
}

/** By id. A digest is read as what it lists. */
function eventsIn({ event }: Received): string[] {
  return isDigest(event) ? detailOf(event).events.map(({ id }) => id) : [event.id];
}

/** A flapping pair's digest sums up the time behind it, so it has no place in the order. What is sent once more may come right after itself. */
function expectOrder(channel: SimChannel, log: string): void {
  const ordered = channel.received.filter(({ event }) => !event.id.includes("digest:flapping:"));
  const messages = ordered
    .map((message) => ({ id: message.event.id, numbers: numbersOf(log, message) }))
    .filter(({ numbers }) => numbers.length > 0);
  const numbers = messages.filter(({ id }, index) => id !== messages[index - 1]?.id).flatMap((message) => message.numbers);
  expect(numbers, `${log} at ${channel.id} in order`).toEqual(numbers.toSorted((a, b) => a - b));
}

function numbersOf(log: string, message: Received): number[] {
  const own = eventsIn(message).filter((id) => id.startsWith(`${log}#`));
  return own.map((id) => Number(id.slice(log.length + 1)));
}

/** By itself or in a digest, what comes once more comes marked. */
function expectUndoubled(channel: SimChannel): void {
  const unmarked = channel.received.filter(({ possibleRepeat }) => !possibleRepeat).flatMap(eventsIn);
  expect(unmarked, `${channel.id}: unmarked repeats`).toEqual([...new Set(unmarked)]);
}

/** What is digested is in its digest and nothing else is; and the digest has its end, or is still open. */
async function expectDigests(sim: Simulation, channel: SimChannel, told: readonly Delivery[], accepted: readonly string[]): Promise<void> {
  const digested = told.filter(({ state }) => state === "digested");
  const { open, groups = [] } = await sim.records.channels.window(channel.id);
  const unsent = new Set([...Object.values(open), ...groups].map(({ id }) => id));
  for (const id of new Set(digested.map(({ digest = "" }) => digest))) {
    const own = digested.filter(({ digest }) => digest === id).map(({ event }) => event);
    const event = await sim.records.digests.get(id);
    if (event === undefined) {
      expect(unsent, `${id} is open`).toContain(id);
      expect((await sim.records.digests.refs(id, 1_000)).refs.map((ref) => ref.id).toSorted(), `${id} so far`).toEqual(own.toSorted());
      continue;
    }
    const listed = detailOf(event).events.map((ref) => ref.id);
    expect(listed.toSorted(), `${id} lists each event once`).toEqual(own.toSorted());
    expect(detailOf(event).count, `${id} counts what it lists`).toBe(listed.length);
    const { log, number } = digestPlace(id);
    const [end] = await sim.records.deliveries.of(log, { from: number, to: number });
    expect(accepted, `${id}: ${end?.error}`).toContain(end?.state);
    // A digest of one is that alert itself.
    if (end?.state === "delivered")
      expect(
        channel.received.map(({ event: one }) => one.id).some((one) => one === id || (listed.length === 1 && one === listed[0])),
        id,
      ).toBe(true);
  }
}

/** So many alerts by themselves in any minute; one digest in a minute, and one more that something critical sent off; a flapping pair's apart. */
function expectRate(channel: SimChannel, told: readonly Delivery[], { windowMs, windowAlerts, flappingMs }: DeliveryPolicy): void {
  const alone = told.flatMap(({ attempts, firstTriedAt }) => (attempts > 0 && firstTriedAt !== undefined ? firstTriedAt : []));
  const digests = [...new Set(told.flatMap(({ digest }) => digest ?? []))];
  const openings = (isWanted: (id: string) => boolean) => digests.filter(isWanted).map((id) => Number(id.slice(id.lastIndexOf(":") + 1)));
  // A group counts as the one alert that it is; a story's later messages have numbers, and no place in the rate.
  const groups = openings((id) => isGroupDigest(id) && digestPlace(id).number === 1);
  expectApart([...alone, ...groups], windowAlerts, windowMs, `alerts to ${channel.id}`);
  expectApart(openings(isFlappingDigest), 1, flappingMs, `flapping digests to ${channel.id}`);
  expectApart(
    openings((id) => !isFlappingDigest(id) && !isGroupDigest(id)),
    2,
    windowMs,
    `digests to ${channel.id}`,
  );
}

/** At most so many within any such time. */
function expectApart(moments: readonly number[], most: number, withinMs: number, what: string): void {
  const sorted = moments.toSorted((a, b) => a - b);
  const gaps = sorted.slice(most).map((at, index) => at - (sorted[index] ?? 0));
  expect(
    Math.min(withinMs, ...gaps),
    `${what}: at most ${most} in ${withinMs / SECOND} s, begun at ${sorted.join(", ")}`,
  ).toBeGreaterThanOrEqual(withinMs - SLACK_MS);
}
