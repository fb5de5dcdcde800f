/** Who was told of what last happened to the pair, how that went at each channel, and which channel still waits for it. */
import type { Delivery, DeliveryState } from "@flipwatch/core/delivery";
import type { EventKind, FlipwatchEvent } from "@flipwatch/core/event";
import type { WaitingDelivery } from "@flipwatch/core/report/incident-detail";
import { MINUTE } from "@flipwatch/core/time";
import type { DeliveryPage } from "@flipwatch/functions/api/deliveries";
import type { LogPage } from "@flipwatch/functions/api/events";
import { useAnswer } from "../../api/use-answer.ts";
import { now } from "../../clock.ts";
import type { Look } from "../../look/states.ts";
import { LongText } from "../../parts/long-text.tsx";
import { Mark } from "../../parts/mark.tsx";
import { Moment } from "../../parts/time.tsx";
import { markerLooks } from "../../timeline/markers.ts";
import { language, say, sayWith } from "../../words/words.ts";

/** A further event has another number, and is asked for at once. */
const EVENTS_EVERY_MS = 30_000;
/** While an event is being told, and after that: it may be sent again by hand. */
const FRESH_EVERY_MS = 5_000;
const SETTLED_EVERY_MS = 60_000;
const FRESH_MS = 10 * MINUTE;
/** Follow another alert and say nothing new of what is served: who was told of that is asked. */
const asides: readonly EventKind[] = ["acknowledged", "calm"];
/** So many in a row are no more than that. */
const LOOKED_THROUGH = 10;

export function Told({ id, nextNumber }: { id: string; nextNumber: number }) {
  const path = `/api/pairs/${encodeURIComponent(id)}`;
  const newest = `${path}/events?order=desc&alerting=true&before=${nextNumber}&limit=${LOOKED_THROUGH}&lang=${language()}`;
  const page = useAnswer<LogPage>(newest, { everyMs: EVENTS_EVERY_MS, keep: true }).data;
  const { events = [], said } = page ?? {};
  const event = newestTold(events);
  const words = (event && said?.[event.id]?.lead) ?? event?.message;
  const isFresh = event !== undefined && now() - event.recordedAt < FRESH_MS;
  const told = useAnswer<DeliveryPage>(
    event === undefined ? undefined : `${path}/deliveries?from=${event.number}&to=${event.number}&limit=1000`,
    { everyMs: isFresh ? FRESH_EVERY_MS : SETTLED_EVERY_MS },
  ).data;
  return (
    <div class="now-fact">
      <h3>{say("pair.told")}</h3>
      {page !== undefined && event === undefined && <p class="soft">{noneText(page)}</p>}
      {event !== undefined && (
        <>
          <LongText key={event.id} text={words ?? ""} />
          <p class="faint">{sayWith("pair.toldOf", { number: `#${event.number}`, time: <Moment at={event.at} /> })}</p>
        </>
      )}
      {told?.channels.length === 0 && <p class="soft">{say("pair.toldNobody")}</p>}
      <ul class="now-told">
        {(told?.deliveries ?? []).map((delivery) => (
          <Channel key={delivery.channel} delivery={delivery} />
        ))}
        {told !== undefined &&
          yetToTell(told, isFresh).map(({ channel, waiting }) => <WaitingChannel key={channel} {...{ channel, waiting }} />)}
      </ul>
      <a href="/deliveries">{say("pair.deliveries")}</a>
    </div>
  );
}

/** The newest first, as the log is read backwards. */
export function newestTold(events: readonly FlipwatchEvent[]): FlipwatchEvent | undefined {
  const alerting = events.filter(({ severity }) => severity !== "record");
  return alerting.find(({ kind }) => !asides.includes(kind)) ?? alerting[0];
}

export interface YetToTell {
  channel: string;
  /** What it is being told first; absent where its turn has not come. */
  waiting?: WaitingDelivery;
}

/** Configured channels without a result. One that has nothing to wait for was told of other events alone, unless the event is quite new. */
export function yetToTell({ channels, deliveries, waiting }: Omit<DeliveryPage, "next">, isFresh: boolean): YetToTell[] {
  const settled = new Set(deliveries.map(({ channel }) => channel));
  return channels
    .filter((channel) => !settled.has(channel))
    .map((channel) => ({ channel, waiting: waiting.find((one) => one.channel === channel) }))
    .filter((one) => isFresh || one.waiting !== undefined);
}

/** The API looks only so far back at once, past votes and views; how far it came it says. */
export function noneText({ next }: Pick<LogPage, "next">): string {
  return say(next === undefined ? "pair.toldNothing" : "pair.toldNoneLately");
}

const looks: Readonly<Record<DeliveryState, Look>> = {
  delivered: markerLooks.acknowledged,
  digested: markerLooks.acknowledged,
  suppressed: markerLooks.note,
  "given-up": markerLooks.failed,
  unknown: markerLooks.retried,
};

function Channel({ delivery: { channel, state, settledAt, reason, error } }: { delivery: Delivery }) {
  return (
    <li>
      <Mark look={looks[state]} /> <span class="mono">{channel}</span> {say(`deliveries.state.${state}`)}{" "}
      <span class="faint">
        <Moment at={settledAt} />
      </span>
      {reason !== undefined && <span class="soft"> {say(`deliveries.reason.${reason}`)}</span>}
      {error !== undefined && state !== "delivered" && (
        <span class="now-quotes" lang="en">
          {" "}
          {error}
        </span>
      )}
    </li>
  );
}

function WaitingChannel({ channel, waiting }: YetToTell) {
  if (waiting?.error === undefined)
    return (
      <li>
        <Mark look={markerLooks.note} /> <span class="mono">{channel}</span> {say("pair.toldPending")}
      </li>
    );
  const { attempts, firstTriedAt, error } = waiting;
  return (
    <li>
      <Mark look={markerLooks.retried} /> <span class="mono">{channel}</span>{" "}
      {sayWith("pair.toldWaiting", { count: attempts, time: <Moment at={firstTriedAt} /> })}
      <span class="now-quotes" lang="en">
        {" "}
        {error}
      </span>
    </li>
  );
}
