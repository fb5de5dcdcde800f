/** Takes what somebody pressed in Slack: believes it when Slack signed it lately and once, and leaves it as a request, which tally makes an event of. */
import { type Press, pressIn } from "@flipwatch/adapters/channels/slack/press";
import { isFresh, isSigned, type SignedRequest } from "@flipwatch/adapters/channels/slack/signature";
import type { Records } from "@flipwatch/adapters/store/records";
import type { Clock, Language, Ms, Request, WakeUps } from "@flipwatch/core";
import { controlWords } from "@flipwatch/core/wording/controls";
import type { Log } from "./log.ts";

/** A channel whose messages have buttons. */
export interface PressableChannel {
  /** `slack:ops`. */
  id: string;
  /** Slack's id of it. */
  channel: string;
  signingSecret: string;
  language?: Language;
}

export interface InteractPorts {
  records: Pick<Records, "requests" | "presses">;
  channels: readonly PressableChannel[];
  clock: Pick<Clock, "now">;
  wakeUps: WakeUps;
  /** The shards whose tally may have to do with it. */
  shards(): Promise<readonly number[]>;
  /** Says something in the message's thread, for all to see. Never throws: it is a courtesy. */
  answer(url: string, message: { thread: string; text: string }): Promise<void>;
  /** One second of configuration in real milliseconds: 1,000 outside the lab. */
  unitMs: number;
  log: Log;
}

/** `refused`: not Slack's, too old, or taken before. Whoever sent it is not told which. */
export type Interaction = { kind: "refused"; why: string } | { kind: "taken"; request: Request } | { kind: "nothing-asked" };

const MUTE_SECONDS = 3_600;

/** Errors: a FlipwatchError of the store; then Slack shows that the press failed, and another is a new one. */
export async function interact(ports: InteractPorts, signed: SignedRequest): Promise<Interaction> {
  const { clock, records, channels } = ports;
  const signers = channels.filter(({ signingSecret }) => isSigned(signingSecret, signed));
  if (signers.length === 0) return { kind: "refused", why: "the signature is not Slack's" };
  if (!isFresh(signed, clock.now())) return { kind: "refused", why: "it was signed more than five minutes ago" };
  const isFirst = await records.presses.claim(signed.signature ?? "", Number(signed.timestamp) * 1_000);
  if (!isFirst) return { kind: "refused", why: "it was taken before" };
  const press = pressIn(signed.body);
  if (press === undefined) return { kind: "nothing-asked" };
  // One app may serve several channels with one secret.
  const pressed = signers.find(({ channel }) => channel === press.channel);
  if (pressed === undefined) return { kind: "refused", why: "it comes from a channel that is not configured" };
  const request = requestOf(press, pressed, clock.now(), MUTE_SECONDS * ports.unitMs);
  await records.requests.leave(request);
  await Promise.all([wake(ports, request), confirm(ports, press, pressed, request)]);
  return { kind: "taken", request };
}

/** Its moment is Slack's, so that a copy has the same; but not one to come, if Slack's clock is ahead. */
function requestOf({ asked, id, at, by }: Press, { id: via }: PressableChannel, now: Ms, muteMs: Ms): Request {
  const said = { id, at: Math.min(at, now), by, via };
  return asked.kind === "acknowledge" ? { ...said, ...asked } : { ...said, ...asked, until: said.at + muteMs };
}

/** A wake-up that is lost costs a minute. */
async function wake({ shards, wakeUps, log }: InteractPorts, { id }: Request): Promise<void> {
  try {
    for (const shard of await shards()) await wakeUps.wake(shard, `request#${shard}#${id}`);
  } catch (problem) {
    log("warn", "tally was not woken for a request; its next minute takes it", { request: id, problem });
  }
}

/** An acknowledgement shows in the message itself as soon as tally has made an event of it. A mute is an event of no incident, so it is said here. */
async function confirm({ answer }: InteractPorts, press: Press, { language }: PressableChannel, request: Request): Promise<void> {
  if (request.kind !== "mute" || press.responseUrl === undefined) return;
  const until = `${new Date(request.until).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  await answer(press.responseUrl, { thread: press.thread, text: controlWords(language).mutedBy(press.by, until) });
}
