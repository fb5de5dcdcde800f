/** The events of an incident in their order; each change of the role with what the regions and the health checks said. */
import type { FlipwatchEvent, RegionEvidence } from "@flipwatch/core/event";
import type { IncidentReply } from "@flipwatch/functions/api/incident";
import { verdictLooks } from "../../look/states.ts";
import { healthText } from "../../parts/health-badge.tsx";
import { Mark } from "../../parts/mark.tsx";
import { Quote } from "../../parts/quote.tsx";
import { Moment } from "../../parts/time.tsx";
import { say, sayWith } from "../../words/words.ts";
import { courseOf, seenAt } from "./facts.ts";

export function Course({ reply }: { reply: IncidentReply }) {
  const { eventsLeftOut = 0, said } = reply;
  const { events, flickers } = courseOf(reply);
  return (
    <section>
      <h2>{say("incident.course")}</h2>
      <ol class="course">
        {events.map((event) => (
          <li key={event.id} class={event.severity === "record" ? "course-record" : ""}>
            <Moment at={event.at} utc />
            <div>
              <p>
                <strong>{said[event.id]?.headline}</strong> <span class="faint mono">#{event.number}</span>
              </p>
              <p class="soft">{said[event.id]?.lead}</p>
              <Seen event={event} />
            </div>
          </li>
        ))}
      </ol>
      {flickers > 0 && <p class="soft">{say("incident.flickers", { count: flickers })}</p>}
      {eventsLeftOut > 0 && <p class="soft">{say("incident.eventsLeftOut", { count: eventsLeftOut })}</p>}
    </section>
  );
}

function Seen({ event }: { event: FlipwatchEvent }) {
  const { health, to, from } = event;
  const seen = seenAt(event);
  if (seen.length === 0) return null;
  return (
    <details open={to !== "primary" && from === "primary"}>
      <summary>{say("incident.seen")}</summary>
      <ul class="seen">
        {seen.map(([region, vote]) => (
          <li key={region}>
            <Vote region={region} vote={vote} />
          </li>
        ))}
        {health !== undefined &&
          (["primary", "secondary"] as const).map((side) => (
            <li key={side} class="soft">
              {healthText(side, health[side])}
            </li>
          ))}
      </ul>
    </details>
  );
}

function Vote({ region, vote: { verdict, values, since, reason, server, fresh } }: { region: string; vote: RegionEvidence }) {
  return (
    <>
      <Mark look={verdictLooks[verdict]} /> <strong>{region}</strong> {say(`verdict.${verdict}`)}{" "}
      <span class="mono">{values.join(", ")}</span>{" "}
      <span class="soft">{sayWith("pair.since", { time: <Moment at={since.by} utc /> })}</span>
      {!fresh && <span class="soft"> {say("regions.silent", { region })}</span>}
      <span class="soft seen-reason">
        <Quote english={reason} />
        {server !== undefined && `; ${say("incident.server", { server })}`}
      </span>
    </>
  );
}
