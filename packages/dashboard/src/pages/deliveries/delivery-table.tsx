/** Deliveries as a table; each row a card where it is narrow. What failed can be sent again. */
import type { Delivery, DeliveryState } from "@flipwatch/core/delivery";
import { useState } from "preact/hooks";
import { type Failure, send } from "../../api/answer.ts";
import { durationText } from "../../parts/duration.tsx";
import { Moment } from "../../parts/time.tsx";
import { pathOf } from "../../route.ts";
import { useSession } from "../../session.ts";
import { say } from "../../words/words.ts";

/** How the logs of digests begin. */
const DIGEST = "digest:";

const marks: Readonly<Record<DeliveryState, string>> = { delivered: "✓", suppressed: "–", digested: "≡", "given-up": "✕", unknown: "?" };

export interface DeliveryTableProps {
  deliveries: readonly Delivery[];
  again: () => void;
  /** What each event was, in words, where somebody knows. */
  nameOf?: (event: string) => string | undefined;
}

export function DeliveryTable({ deliveries, again, nameOf }: DeliveryTableProps) {
  return (
    <table class="deliveries">
      <caption class="unseen">{say("deliveries.title")}</caption>
      <thead>
        <tr>
          <th scope="col">{say("deliveries.when")}</th>
          <th scope="col">{say("deliveries.state")}</th>
          <th scope="col">{say("deliveries.channel")}</th>
          <th scope="col">{say("deliveries.event")}</th>
          <th scope="col">{say("deliveries.took")}</th>
          <th scope="col">{say("deliveries.attempts")}</th>
          <th scope="col">{say("deliveries.said")}</th>
        </tr>
      </thead>
      <tbody>
        {deliveries.map((delivery) => (
          <DeliveryRow key={`${delivery.event} ${delivery.channel}`} delivery={delivery} again={again} name={nameOf?.(delivery.event)} />
        ))}
      </tbody>
    </table>
  );
}

function DeliveryRow({ delivery, again, name }: { delivery: Delivery; again: () => void; name?: string }) {
  const { channel, state, settledAt, attempts } = delivery;
  const tookMs = tookOf(delivery);
  return (
    <tr class={`delivery delivery-${state}`}>
      <td class="delivery-when">
        <Moment at={settledAt} utc />
      </td>
      <td class="delivery-state">
        <span class="delivery-mark" aria-hidden="true">
          {marks[state]}
        </span>{" "}
        {say(`deliveries.state.${state}`)}
      </td>
      <td class="delivery-channel mono">{channel}</td>
      <td class="delivery-event">
        {name} <EventOf delivery={delivery} />
      </td>
      <td class="delivery-number">{tookMs !== undefined && durationText(tookMs)}</td>
      <td class="delivery-number">{attempts > 0 && say("deliveries.tries", { count: attempts })}</td>
      <td class="delivery-said">
        <Said delivery={delivery} />
        {isFailed(delivery) && <SendAgain delivery={delivery} again={again} />}
      </td>
    </tr>
  );
}

function EventOf({ delivery: { log, number, settledAt } }: { delivery: Delivery }) {
  const name = `${log}#${number}`;
  if (log.startsWith(DIGEST)) return <span title={name}>{say("deliveries.aDigest")}</span>;
  // Our own log and those of health checks have no page of their own.
  if (!log.includes("/")) return <span class="mono">{name}</span>;
  return (
    <a class="mono" href={`${pathOf({ page: "pair", id: log })}?at=${settledAt}`}>
      {name}
    </a>
  );
}

function Said({ delivery: { reason, digest, error, redriven } }: { delivery: Delivery }) {
  return (
    <>
      {reason !== undefined && say(`deliveries.reason.${reason}`)}
      {digest !== undefined && say("deliveries.inDigest")}
      {error !== undefined && <span lang="en">{error}</span>}
      {redriven && <span> {say("deliveries.redriven")}</span>}
    </>
  );
}

function SendAgain({ delivery: { log, channel, number }, again }: { delivery: Delivery; again: () => void }) {
  const { mayAsk } = useSession();
  const [state, setState] = useState<"idle" | "sending" | "asked" | Failure>("idle");
  if (!mayAsk) return null;
  const ask = async () => {
    setState("sending");
    const answer = await send("/api/redrive", { log, channel, number });
    setState(answer.kind === "failed" ? answer.failure : answer.kind === "fresh" ? "asked" : "idle");
    again();
  };
  if (state === "asked") return <span role="status"> {say("deliveries.askedAgain")}</span>;
  return (
    <>
      {" "}
      <button type="button" class="link" disabled={state === "sending"} onClick={() => void ask()}>
        {say("deliveries.sendAgain")}
      </button>
      {typeof state === "object" && (
        <span role="alert">
          {" "}
          {say(state.words)} <span lang="en">{state.detail}</span>
        </span>
      )}
    </>
  );
}

function isFailed({ state }: Delivery): boolean {
  return state === "given-up" || state === "unknown";
}

/** From when the event was published or first tried, whichever is known as the earlier, to when it arrived; undefined for what never did. */
export function tookOf({ state, publishedAt, firstTriedAt, settledAt }: Delivery): number | undefined {
  // It may have been published again after it was told.
  const began = Math.min(publishedAt ?? Number.POSITIVE_INFINITY, firstTriedAt ?? Number.POSITIVE_INFINITY);
  return state === "delivered" && Number.isFinite(began) ? Math.max(0, settledAt - began) : undefined;
}
