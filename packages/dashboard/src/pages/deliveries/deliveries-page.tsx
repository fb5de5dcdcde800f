/** Who was told of what, when, after how many attempts, and what did not arrive. */
import "../../style/deliveries.css";
import type { RecentDeliveries } from "@flipwatch/functions/api/deliveries";
import type { Overview } from "@flipwatch/functions/api/overview";
import { useMemo } from "preact/hooks";
import { useAnswer } from "../../api/use-answer.ts";
import type { PageInput } from "../../pages.ts";
import { Page } from "../../parts/page.tsx";
import { Empty, Shown } from "../../parts/states.tsx";
import { go } from "../../place.ts";
import { say } from "../../words/words.ts";
import { type AskedDeliveries, addressOf, askedIn, pathFor, spans } from "./asked.ts";
import { DeliveryTable } from "./delivery-table.tsx";

const EVERY_MS = 10_000;

export function DeliveriesPage({ search }: PageInput) {
  const asked = useMemo(() => askedIn(search), [search]);
  const path = pathFor(asked);
  const known = useAnswer<RecentDeliveries>(path, { everyMs: EVERY_MS, keep: true });
  // What another choice was answered must not pass for this one's.
  const answer = known.stale && known.of !== path ? { ...known, data: undefined } : known;
  const channels = useAnswer<Overview>("/api/health", { everyMs: 60_000 }).data?.channels ?? [];
  return (
    <Page title={say("deliveries.title")}>
      <Choices asked={asked} channels={channels} />
      <Shown answer={answer}>
        {({ deliveries, more }) => (
          <>
            {deliveries.length === 0 ? (
              <Empty title={say(asked.state === "failed" ? "deliveries.noneFailed" : "deliveries.none")}>
                <p>{say("deliveries.noneHint")}</p>
              </Empty>
            ) : (
              <DeliveryTable deliveries={deliveries} again={answer.again} />
            )}
            {more && <p class="soft">{say("deliveries.more", { count: deliveries.length })}</p>}
          </>
        )}
      </Shown>
    </Page>
  );
}

function Choices({ asked, channels }: { asked: AskedDeliveries; channels: readonly string[] }) {
  const choose = (change: Partial<AskedDeliveries>) => go(addressOf({ ...asked, ...change }), { replace: true });
  // One that is no longer configured may still be asked for by an address.
  const all = asked.channel === "" || channels.includes(asked.channel) ? channels : [...channels, asked.channel];
  return (
    <div class="tools">
      <fieldset class="counts">
        <legend class="unseen">{say("deliveries.which")}</legend>
        {(["all", "failed"] as const).map((state) => (
          <button key={state} type="button" class="count" aria-pressed={asked.state === state} onClick={() => choose({ state })}>
            {say(`deliveries.which.${state}`)}
          </button>
        ))}
      </fieldset>
      <select
        class="field"
        aria-label={say("deliveries.channel")}
        value={asked.channel}
        onChange={({ currentTarget }) => choose({ channel: currentTarget.value })}
      >
        <option value="">{say("deliveries.anyChannel")}</option>
        {all.map((channel) => (
          <option key={channel} value={channel}>
            {channel}
          </option>
        ))}
      </select>
      <select
        class="field"
        aria-label={say("deliveries.time")}
        value={asked.last}
        onChange={({ currentTarget }) => choose({ last: spans.find((span) => span === currentTarget.value) ?? "24h" })}
      >
        {spans.map((span) => (
          <option key={span} value={span}>
            {say(`deliveries.last.${span}`)}
          </option>
        ))}
      </select>
    </div>
  );
}
