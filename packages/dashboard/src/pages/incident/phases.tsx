/** The measured phases of each leg, and how the way away went against the time that was to be expected. */
import type { IncidentReply } from "@flipwatch/functions/api/incident";
import { Fragment } from "preact";
import { durationText } from "../../parts/duration.tsx";
import { PhaseBars } from "../../timeline/phase-bars.tsx";
import { say } from "../../words/words.ts";
import { isWithin } from "./facts.ts";

export function Phases({ reply: { incident, expected } }: { reply: IncidentReply }) {
  const { legs, legsLeftOut = 0 } = incident;
  const { speed } = expected;
  return (
    <section>
      <h2>{say("pair.incident.phases")}</h2>
      {legs.length === 0 && <p class="soft">{say("incident.neverLeft")}</p>}
      {legs.map((leg, index) => (
        <Fragment key={leg.event}>
          {legsLeftOut > 0 && index === Math.floor(legs.length / 2) && (
            <p class="soft">{say("incident.legsLeftOut", { count: legsLeftOut })}</p>
          )}
          <PhaseBars leg={leg} expected={expected} level="h3" />
        </Fragment>
      ))}
      <Budget expected={expected} />
      {!expected.parts.some(({ part }) => part === "checks") && <p>{say("pair.why.primaryUnchecked")}</p>}
      {speed !== undefined && <p class="soft">{say("incident.lab", { times: Number(speed.toFixed(1)) })}</p>}
    </section>
  );
}

function Budget({ expected }: Pick<IncidentReply, "expected">) {
  const { measured, ms } = expected;
  if (measured === undefined) return null;
  const within = isWithin(expected);
  const values = {
    end: say(`incident.budget.${measured.to}`),
    span: durationText(measured.span.ms, measured.span.errorMs),
    expected: durationText(ms),
  };
  return (
    <p>
      {say("incident.budget", values)}{" "}
      <strong class={within === false ? "incident-over" : undefined}>
        {within === undefined ? say("incident.budget.unsure") : within ? say("incident.budget.within") : say("incident.budget.over")}
      </strong>
    </p>
  );
}
