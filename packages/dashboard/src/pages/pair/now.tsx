/** What is served now, since when, why, who sees it, how both sides are, and who was told: the five seconds of looking. */
import type { PairDetail } from "@flipwatch/functions/api/pairs";
import { Acknowledge } from "../../asking/acknowledge.tsx";
import { Mute } from "../../asking/mute.tsx";
import { healthLooks } from "../../look/states.ts";
import { durationText } from "../../parts/duration.tsx";
import { healthReason, shareText } from "../../parts/health-badge.tsx";
import { LongText } from "../../parts/long-text.tsx";
import { Mark } from "../../parts/mark.tsx";
import { Quote } from "../../parts/quote.tsx";
import { RoleBadge } from "../../parts/role-badge.tsx";
import { Ago, Moment, momentTitle, Since } from "../../parts/time.tsx";
import { pathOf } from "../../route.ts";
import { momentText } from "../../timeline/said.ts";
import { say, sayWith } from "../../words/words.ts";
import { SeenBy } from "./seen-by.tsx";
import { Told } from "./told.tsx";
import { whyText } from "./why.ts";

export interface NowProps {
  detail: PairDetail;
  /** The configured regions, as far as they are known. */
  regions: readonly string[];
  /** Asks for the pair anew. */
  again: () => void;
}

export function Now({ detail, regions, again }: NowProps) {
  const { pair } = detail;
  const { id, role, decided, fresh, flapping, muted, incident } = pair;
  return (
    <section class={`now now-${role}`} aria-labelledby="now-title">
      <h2 id="now-title" class="unseen">
        {say("pair.now")}
      </h2>
      {muted !== undefined && (
        <p class="banner">
          {say("pair.muted", { time: momentTitle(muted.until), by: muted.by })}
          {muted.note !== undefined && ` ${say("pair.mutedNote", { note: muted.note })}`}
        </p>
      )}
      {flapping && <p class="banner banner-warning">{say("pair.flapping")}</p>}
      <div class="now-served">
        <span class="now-role">
          <RoleBadge role={role} before={fresh ? undefined : decided} />
        </span>
        <Served detail={detail} />
        <Began detail={detail} />
      </div>
      <div class="now-facts">
        <Why detail={detail} />
        <SeenBy pair={pair} regions={regions} />
        <Health detail={detail} />
        <Told id={pair.id} nextNumber={detail.head?.nextNumber ?? 1} />
      </div>
      {incident !== undefined && <Acknowledge key={incident.id} {...{ pair: id, incident, again }} />}
      <Mute key={id} {...{ pair: id, muted, again }} />
    </section>
  );
}

/** The values of the side that is served. */
function Served({ detail: { pair, definition } }: { detail: PairDetail }) {
  const side = pair.role === "primary" || pair.role === "secondary" ? pair.role : undefined;
  return side === undefined ? null : <span class="now-values mono">{definition[side].values.join(", ")}</span>;
}

function Began({ detail: { pair } }: { detail: PairDetail }) {
  const { fresh, since, at } = pair;
  const began = fresh ? since : at === undefined ? undefined : { after: at, by: at };
  if (began === undefined) return null;
  const { after, by } = began;
  const time = momentText(by);
  const words =
    after === undefined
      ? say("pair.sinceBefore", { time })
      : by - after < 1
        ? say("pair.since", { time })
        : say("pair.sinceEarlier", { time, span: durationText(by - after) });
  return (
    <span class="now-since">
      <strong>{sayWith("pair.for", { span: <Since at={by} /> })}</strong> {words}
    </span>
  );
}

function Why({ detail: { pair } }: { detail: PairDetail }) {
  const { incident, regions, role, at } = pair;
  return (
    <div class="now-fact">
      <h3>{say("pair.why")}</h3>
      <p>{whyText(pair)}</p>
      {role !== "primary" && role !== "secondary" && role !== "unobserved" && (
        <ul class="now-quotes">
          {[...new Set(Object.values(regions).map(({ reason }) => reason))].map((reason) => (
            <li key={reason}>
              <Quote english={reason} />
            </li>
          ))}
        </ul>
      )}
      {incident !== undefined && (
        <p>
          <a href={pathOf({ page: "incident", id: incident.id })}>
            {sayWith("pair.incidentOpen", { time: <Moment at={incident.openedAt} /> })}
          </a>
          {incident.acknowledged !== undefined && (
            <>
              {"; "}
              {sayWith("pair.acknowledged", { by: incident.acknowledged.by, time: <Moment at={incident.acknowledged.at} /> })}
            </>
          )}
        </p>
      )}
      {at !== undefined && <p class="faint">{sayWith("pair.lastHeard", { ago: <Ago at={at} /> })}</p>}
    </div>
  );
}

function Health({ detail: { pair } }: { detail: PairDetail }) {
  return (
    <div class="now-fact">
      <h3>{say("pair.health")}</h3>
      <dl class="now-health">
        {(["primary", "secondary"] as const).map((side) => {
          const { status, since } = pair.health[side];
          const share = shareText(pair.health[side]);
          const reason = healthReason(pair.health[side]);
          return (
            <div key={side}>
              <dt>{say(`pair.side.${side}`)}</dt>
              <dd>
                <Mark look={healthLooks[status]} />{" "}
                {status === "none" ? (
                  say(side === "primary" ? "pair.noCheck" : "pair.noNet")
                ) : (
                  <>
                    <span class={`health-${status}`}>{say(`health.${status}`)}</span>
                    {since !== undefined && <> {sayWith("health.since", { time: <Moment at={since} /> })}</>}
                    {share !== undefined && <span class="soft"> · {share}</span>}
                  </>
                )}
                {reason !== undefined && (
                  <div class="now-quotes">
                    <LongText text={reason} />
                  </div>
                )}
              </dd>
            </div>
          );
        })}
      </dl>
    </div>
  );
}
