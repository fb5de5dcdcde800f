/** One incident for its post-mortem: what happened, how long each step took, what speaks for it, who was told, and what people write of it. */
import "./incident.css";
import "../../style/deliveries.css";
import { MINUTE } from "@flipwatch/core/time";
import type { IncidentReply } from "@flipwatch/functions/api/incident";
import { useEffect, useState } from "preact/hooks";
import { type Answer, useAnswer } from "../../api/use-answer.ts";
import { now } from "../../clock.ts";
import type { PageInput } from "../../pages.ts";
import { Page } from "../../parts/page.tsx";
import { Empty, Shown } from "../../parts/states.tsx";
import { Moment } from "../../parts/time.tsx";
import { pathOf } from "../../route.ts";
import { openingText } from "../../timeline/incident-text.tsx";
import { language, say, sayWith } from "../../words/words.ts";
import { DeliveryTable } from "../deliveries/delivery-table.tsx";
import { Course } from "./course.tsx";
import { besideOf } from "./facts.ts";
import { Notes } from "./notes.tsx";
import { Phases } from "./phases.tsx";
import { Summary } from "./summary.tsx";

/** While it is open, or somebody waits for a note of theirs; after that: notes come, and alerts may be sent again. */
const FRESH_EVERY_MS = 5_000;
const SETTLED_EVERY_MS = 60_000;
const SETTLED_MS = 5 * MINUTE;

export function IncidentPage({ id }: PageInput) {
  const [askedAt, setAskedAt] = useState(0);
  const [isSettled, setSettled] = useState(false);
  const path = `/api/incidents/${encodeURIComponent(id)}?lang=${language()}`;
  const answer = useAnswer<IncidentReply>(path, { everyMs: isSettled ? SETTLED_EVERY_MS : FRESH_EVERY_MS, keep: true });
  const { data } = answer;
  const pair = data?.pair.id ?? id.replace(/!\d+$/, "");
  const name = say("incident.title", { pair });
  const closedAt = data?.incident.closedAt;
  useEffect(() => setSettled(closedAt !== undefined && now() - Math.max(closedAt, askedAt) > SETTLED_MS));
  return (
    <Page title={data === undefined ? name : `${openingText(data.incident)}: ${pair}`} heading={<Heading pair={pair} reply={data} />}>
      {data === undefined && answer.failure?.words === "failed.missing" ? (
        <Empty title={say("incident.missing")}>
          <p>{say("failed.missing")}</p>
          <a class="button" href={pathOf({ page: "pair", id: pair })}>
            {say("incident.toPair")}
          </a>
        </Empty>
      ) : (
        <Shown answer={answer}>{(reply) => <Sections reply={reply} answer={answer} onAsked={() => setAskedAt(now())} />}</Shown>
      )}
    </Page>
  );
}

function Heading({ pair, reply }: { pair: string; reply: IncidentReply | undefined }) {
  if (reply === undefined) return <>{say("incident.title", { pair })}</>;
  return (
    <span class="incident-title">
      {openingText(reply.incident)} <span class="mono">{pair}</span>
    </span>
  );
}

interface SectionsProps {
  reply: IncidentReply;
  answer: Answer<IncidentReply>;
  onAsked: () => void;
}

function Sections({ reply, answer, onAsked }: SectionsProps) {
  const { deliveries, waiting, notes, incident, said } = reply;
  const nameOf = (event: string) => said[event]?.headline;
  const beside = besideOf(reply);
  return (
    <>
      <Summary reply={reply} again={answer.again} onAsked={onAsked} />
      <div class="incident-parts">
        <Phases reply={reply} />
        <Notes id={incident.id} notes={notes} again={answer.again} onAsked={onAsked} />
        <Course reply={reply} />
      </div>
      <section>
        <h2>{say("incident.told")}</h2>
        {waiting.map((one) => (
          <p key={`${one.event} ${one.channel}`} class="banner banner-warning">
            <span>
              {say("incident.waiting", { channel: one.channel, event: nameOf(one.event) ?? one.event })},{" "}
              {say("deliveries.tries", { count: one.attempts })}
              {one.nextTryAt !== undefined && <>, {sayWith("incident.nextTry", { time: <Moment at={one.nextTryAt} /> })}</>}{" "}
              <span lang="en">{one.error}</span>
            </span>
          </p>
        ))}
        {deliveries.length > 0 && <DeliveryTable deliveries={deliveries} again={answer.again} nameOf={nameOf} />}
        {deliveries.length + waiting.length === 0 && <p class="soft">{say("incident.toldNobody")}</p>}
      </section>
      {beside.length > 0 && (
        <section>
          <h2>{say("incident.meanwhile")}</h2>
          <ol class="course">
            {beside.map(({ event, at, message }) => (
              <li key={event}>
                <Moment at={at} utc />
                <p lang="en">{message}</p>
              </li>
            ))}
          </ol>
        </section>
      )}
    </>
  );
}
