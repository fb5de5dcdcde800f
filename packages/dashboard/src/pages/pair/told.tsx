/** Who was told of the newest event that anybody is told of, and how that went at each channel. */
import type { Delivery, DeliveryState } from "@flipwatch/core/delivery";
import type { FlipwatchEvent } from "@flipwatch/core/event";
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

export function Told({ id, nextNumber }: { id: string; nextNumber: number }) {
  const path = `/api/pairs/${encodeURIComponent(id)}`;
  const newest = `${path}/events?order=desc&alerting=true&before=${nextNumber}&limit=1&lang=${language()}`;
  const page = useAnswer<LogPage>(newest, { everyMs: EVENTS_EVERY_MS, keep: true }).data;
  const { events = [], said } = page ?? {};
  const event = newestTold(events);
  const words = (event && said?.[event.id]?.lead) ?? event?.message;
  const isFresh = event !== undefined && now() - event.recordedAt < FRESH_MS;
  const deliveries = useAnswer<DeliveryPage>(
    event === undefined ? undefined : `${path}/deliveries?from=${event.number}&to=${event.number}&limit=1000`,
    { everyMs: isFresh ? FRESH_EVERY_MS : SETTLED_EVERY_MS },
  ).data?.deliveries;
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
      {event !== undefined && deliveries?.length === 0 && <p class="soft">{say("pair.toldPending")}</p>}
      <ul class="now-told">
        {(deliveries ?? []).map((delivery) => (
          <Channel key={delivery.channel} delivery={delivery} />
        ))}
      </ul>
      <a href="/deliveries">{say("pair.deliveries")}</a>
    </div>
  );
}

/** The newest first, as the log is read backwards. */
export function newestTold(events: readonly FlipwatchEvent[]): FlipwatchEvent | undefined {
  return events.find(({ severity }) => severity !== "record");
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
