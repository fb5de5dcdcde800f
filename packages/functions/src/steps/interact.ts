/** Takes what somebody pressed in Slack: believes it when Slack signed it lately and once, and asks for it as any other way in does. What comes of it is `ask.ts`'s and tally's. */
import { type Press, pressIn } from "@flipwatch/adapters/channels/slack/press";
import { isFresh, isSigned, type SignedRequest } from "@flipwatch/adapters/channels/slack/signature";
import type { Records } from "@flipwatch/adapters/store/records";
import type { Clock, Language, Ms, Request } from "@flipwatch/core";
import { controlWords } from "@flipwatch/core/wording/controls";
import { type AskOutcome, type AskPorts, ask } from "./ask.ts";
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

export interface InteractPorts extends AskPorts {
  records: AskPorts["records"] & Pick<Records, "presses">;
  channels: readonly PressableChannel[];
  clock: Pick<Clock, "now">;
  /** Says something in the message's thread, for all to see. Never throws: it is a courtesy. */
  answer(url: string, message: { thread: string; text: string }): Promise<void>;
  /** One second of configuration in real milliseconds: 1,000 outside the lab. */
  unitMs: number;
  log: Log;
}

/** `refused`: not Slack's, too old, or taken before. Whoever sent it is not told which. */
export type Interaction =
  | { kind: "refused"; why: string }
  | { kind: "taken"; request: Request; outcome: AskOutcome["outcome"] }
  | { kind: "nothing-asked" };

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
  const { outcome } = await ask({ records, wakeUps: forgiving(ports, request) }, request);
  await confirm(ports, press, pressed, { request, outcome });
  return { kind: "taken", request, outcome };
}

/** Its moment is Slack's, so that a copy has the same; but not one to come, if Slack's clock is ahead. */
function requestOf({ asked, id, at, by }: Press, { id: via }: PressableChannel, now: Ms, muteMs: Ms): Request {
  const said = { id, at: Math.min(at, now), by, via };
  return asked.kind === "acknowledge" ? { ...said, ...asked } : { ...said, ...asked, until: said.at + muteMs };
}

/** A wake-up that is lost costs a minute. */
function forgiving({ wakeUps, log }: InteractPorts, { id }: Request): AskPorts["wakeUps"] {
  return {
    wake: (shard, deduplication) =>
      wakeUps.wake(shard, deduplication).catch((problem: unknown) => {
        log("warn", "tally was not woken for a request; its next minute takes it", { request: id, problem });
      }),
  };
}

/** An acknowledgement shows in the message itself as soon as tally has made an event of it. A mute is an event of no incident, so it is said here. */
async function confirm(
  { answer }: InteractPorts,
  press: Press,
  { language }: PressableChannel,
  taken: { request: Request; outcome: AskOutcome["outcome"] },
): Promise<void> {
  const text = confirmation(press, language, taken);
  if (text !== undefined && press.responseUrl !== undefined) await answer(press.responseUrl, { thread: press.thread, text });
}

function confirmation(
  { by }: Press,
  language: Language | undefined,
  { request, outcome }: { request: Request; outcome: AskOutcome["outcome"] },
): string | undefined {
  const words = controlWords(language);
  if (outcome === "nothing-open" || outcome === "unknown-pair") return words.nothingOpen;
  if (outcome === "too-many-mutes") return words.mutesFull;
  if (outcome !== "asked" || request.kind !== "mute") return undefined;
  return words.mutedBy(by, `${new Date(request.until).toISOString().slice(0, 16).replace("T", " ")} UTC`);
}
