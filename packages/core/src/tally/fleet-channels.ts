/** Tells of channels that can't be told: each break once, its end once, and of what was given up meanwhile only the first few one by one. */
import { span, utc } from "../decide/wording.ts";
import { counted } from "../phrases.ts";
import type { Ms } from "../time.ts";
import { type Desk, ends, type Of, opens, tellFleet } from "./desk.ts";

/** Deliveries given up while a channel is broken that are told one by one; the rest is counted, and told with its end. */
const TOLD_WHILE_BROKEN = 3;

export function channel(desk: Desk, fact: Of<"channel-broken" | "channel-working">): void {
  const { channel: id, at } = fact;
  if (fact.kind === "channel-broken") {
    if (!opens(desk, brokenKey(id), fact.since)) return;
    const message = `Alerts to ${id} have been failing since ${utc(fact.since)}: ${unended(fact.error)}. Until they work again, only the other channels are told.`;
    tellFleet(desk, "channel-broken", { by: at }, message, { detail: { channel: id, error: fact.error, since: fact.since } });
    return;
  }
  const since = ends(desk, brokenKey(id));
  const givenUp = ends(desk, countKey(id)) ?? 0;
  if (since === undefined) return;
  const lost =
    givenUp === 0
      ? ""
      : ` ${counted(givenUp, "alert")} given up meanwhile: \`flipwatch deliveries --failed --channel ${id}\` lists them, \`--redrive\` sends them again.`;
  const message = `Alerts to ${id} work again, after ${span(Math.max(0, at - since))}.${lost}`;
  tellFleet(desk, "channel-working", { by: at }, message, { detail: { channel: id, since, givenUp } });
}

/** An event that SNS or a channel will never take. */
export function gaveUp(desk: Desk, fact: Of<"unpublishable" | "delivery-given-up">): void {
  const { event, error, at } = fact;
  if (fact.kind === "unpublishable") {
    if (!opens(desk, `${fact.kind}:${event}`, at)) return;
    const message = `SNS refuses event ${event} for good: ${unended(error)}. Channels are told of it all the same; other subscribers of the topic are not.`;
    tellFleet(desk, fact.kind, { by: at }, message, { detail: { event, error } });
    return;
  }
  if (!opens(desk, `${fact.kind}:${event} ${fact.channel}`, at) || isCountedOnly(desk, fact.channel)) return;
  const message = `Event ${event} could not be delivered to ${fact.channel}: ${unended(error)}. No more attempts are made by themselves; \`flipwatch deliveries --failed --redrive\` makes one.`;
  tellFleet(desk, fact.kind, { by: at }, message, { detail: { event, error, channel: fact.channel } });
}

/** While the channel is known to be broken, everything that is given up says the same. */
function isCountedOnly({ head }: Desk, channelId: string): boolean {
  if (head.open[brokenKey(channelId)] === undefined) return false;
  const count = (head.open[countKey(channelId)] ?? 0) + 1;
  head.open[countKey(channelId)] = count as Ms;
  return count > TOLD_WHILE_BROKEN;
}

function brokenKey(channelId: string): string {
  return `channel-broken:${channelId}`;
}

/** Beside the moments lies this one count. */
function countKey(channelId: string): string {
  return `given-up-count:${channelId}`;
}

function unended(error: string): string {
  return error.replace(/\.$/, "");
}
