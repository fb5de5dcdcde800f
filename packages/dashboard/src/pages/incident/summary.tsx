/** The incident at a glance, and what can be taken along: the timeline at its range, files, a picture. */
import { type ReportFormat, reportFileName } from "@flipwatch/core/report/file-name";
import type { IncidentReply } from "@flipwatch/functions/api/incident";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Acknowledge } from "../../asking/acknowledge.tsx";
import { now } from "../../clock.ts";
import { Moment } from "../../parts/time.tsx";
import { pathOf } from "../../route.ts";
import { aroundOf, Ended } from "../../timeline/incident-text.tsx";
import { queryOf } from "../../timeline/range.ts";
import { language, say, sayWith } from "../../words/words.ts";
import { drillOf, severityOf } from "./facts.ts";

export interface SummaryProps {
  reply: IncidentReply;
  /** Asks for the incident anew. */
  again: () => void;
  /** An acknowledgement is on its way. */
  onAsked: () => void;
}

export function Summary({ reply, again, onAsked }: SummaryProps) {
  const { incident, acknowledged, events, said, pair } = reply;
  const { openedAt, closedAt, lastResort } = incident;
  const severity = severityOf(reply);
  const opening = events.find((event) => event.incident?.id === incident.id);
  const drill = drillOf(reply);
  const pairPath = pathOf({ page: "pair", id: pair.id });
  return (
    <div class={`incident-summary ${closedAt === undefined ? "is-open" : ""}`}>
      {drill !== undefined && <p class="incident-drill">{say("incident.drill", { drill })}</p>}
      <p>{said[opening?.id ?? ""]?.lead}</p>
      <dl>
        <Fact term={say("incident.state")}>
          <strong>
            <Ended incident={incident} />
          </strong>
          {lastResort && `; ${say("pair.incident.lastResort")}`}
        </Fact>
        {severity !== undefined && (
          <Fact term={say("incident.severity")}>
            <span class={`severity severity-${severity}`}>{say(`incident.severity.${severity}`)}</span>
          </Fact>
        )}
        <Fact term={say("incident.opened")}>
          <Moment at={openedAt} utc />
        </Fact>
        {closedAt !== undefined && (
          <Fact term={say("incident.ended")}>
            <Moment at={closedAt} utc />
          </Fact>
        )}
        <Fact term={say("incident.acknowledged")}>
          {acknowledged === undefined
            ? say("incident.nobody")
            : sayWith("incident.by", {
                by: acknowledged.by,
                via: acknowledged.via ?? "?",
                time: <Moment at={acknowledged.at} utc />,
              })}
          {acknowledged?.note !== undefined && <q>{acknowledged.note}</q>}
        </Fact>
      </dl>
      <Acknowledge
        key={incident.id}
        pair={pair.id}
        incident={{ id: incident.id, closedAt, acknowledged }}
        again={again}
        onAsked={onAsked}
      />
      <p class="incident-links">
        <a class="button" href={`${pairPath}?${queryOf({ follows: false, ...aroundOf(incident, now()) })}`}>
          {say("pair.incident.show")}
        </a>
        <a class="button" href={pairPath}>
          {say("incident.toPair")}
        </a>
        <span class="incident-keep">
          {say("incident.keep")}: <File reply={reply} format="md" name="Markdown" /> <File reply={reply} format="json" name="JSON" />{" "}
          <File reply={reply} format="csv" name="CSV" /> <Picture reply={reply} />
        </span>
      </p>
    </div>
  );
}

function Fact({ term, children }: { term: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function File({ reply, format, name }: { reply: IncidentReply; format: ReportFormat; name: string }) {
  const path = `/api/incidents/${encodeURIComponent(reply.incident.id)}?format=${format}&lang=${language()}`;
  return (
    <a class="button" href={path} download={fileName(reply, format)}>
      {name}
    </a>
  );
}

function fileName({ pair, incident: { openedAt } }: IncidentReply, format: ReportFormat | "png"): string {
  return reportFileName({ pair: pair.id, openedAt, format });
}

function Picture({ reply }: { reply: IncidentReply }) {
  const [isFailed, setFailed] = useState(false);
  const save = async () => {
    const { pictureOf } = await import("./picture.ts");
    const { paint } = await import("./paint.ts");
    const blob = await paint(pictureOf(reply, location.href));
    setFailed(blob === null);
    if (blob === null) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = fileName(reply, "png");
    link.click();
    // The browser has begun to read it by the next turn; a minute is far more than it takes.
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };
  return (
    <>
      <button type="button" class="button" onClick={() => void save().catch(() => setFailed(true))}>
        {say("incident.picture")}
      </button>
      {isFailed && <span role="alert"> {say("incident.pictureFailed")}</span>}
    </>
  );
}
