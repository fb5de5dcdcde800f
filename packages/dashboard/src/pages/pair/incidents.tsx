/** The incidents of the stretch that is shown, the newest first: how long each lasted, and its measured phases away and back. */
import type { Expected } from "@flipwatch/core/report/expected";
import type { IncidentStory } from "@flipwatch/core/timeline/story";
import type { PairDetail } from "@flipwatch/functions/api/pairs";
import type { TimelineReply } from "@flipwatch/functions/api/timeline";
import { now } from "../../clock.ts";
import { Moment } from "../../parts/time.tsx";
import { pathOf } from "../../route.ts";
import { aroundOf, Ended, openingText } from "../../timeline/incident-text.tsx";
import { PhaseBars } from "../../timeline/phase-bars.tsx";
import { type Range, rangeOf, type Shown } from "../../timeline/range.ts";
import { say } from "../../words/words.ts";

export interface IncidentsProps {
  window: TimelineReply | undefined;
  shown: Shown;
  detail: PairDetail;
  onShown: (next: Shown) => void;
  /** Marks a stretch of the timeline while an incident is looked at. */
  onBand: (band: Range | undefined) => void;
}

export function Incidents({ window, shown, detail: { expected }, onShown, onBand }: IncidentsProps) {
  const range = rangeOf(shown, now());
  const inside = (window?.incidents ?? []).filter(({ openedAt, closedAt }) => openedAt < range.to && (closedAt ?? range.to) >= range.from);
  const newestFirst = inside.toReversed();
  const newest = newestFirst.find(({ legs }) => legs.length > 0);
  const leftOut = window?.incidentsLeftOut ?? 0;
  return (
    <section class="pair-incidents" aria-labelledby="incidents-title">
      <h2 id="incidents-title">{say("pair.incidents")}</h2>
      {window !== undefined && newestFirst.length === 0 && <p class="soft">{say("pair.incidentsNone")}</p>}
      <ul>
        {newestFirst.map((incident) => (
          <IncidentItem
            key={incident.id}
            incident={incident}
            isFirst={incident === newest}
            expected={expected}
            onShown={onShown}
            onBand={onBand}
          />
        ))}
      </ul>
      {leftOut > 0 && <p class="soft">{say("pair.incidentsLeftOut", { count: leftOut })}</p>}
    </section>
  );
}

interface ItemProps extends Pick<IncidentsProps, "onShown" | "onBand"> {
  incident: IncidentStory;
  /** The newest of those that have phases shows them at once. */
  isFirst: boolean;
  expected: Expected;
}

function IncidentItem({ incident, isFirst, onShown, onBand, expected }: ItemProps) {
  const { id, openedAt, closedAt, lastResort, legs } = incident;
  const band = { from: openedAt, to: closedAt ?? now() };
  return (
    <li
      class={`incident ${closedAt === undefined ? "incident-open" : ""}`}
      onPointerEnter={() => onBand(band)}
      onPointerLeave={() => onBand(undefined)}
    >
      <div class="incident-head">
        <h3>
          <a href={pathOf({ page: "incident", id })} onFocus={() => onBand(band)} onBlur={() => onBand(undefined)}>
            {openingText(incident)}
          </a>
        </h3>
        <Moment at={openedAt} />
      </div>
      <p class="soft">
        <Ended incident={incident} />
        {lastResort && `; ${say("pair.incident.lastResort")}`}
      </p>
      {legs.length > 0 && (
        <details class="incident-phases" open={isFirst}>
          <summary>{say("pair.incident.phases")}</summary>
          {legs.map((leg) => (
            <PhaseBars key={leg.event} leg={leg} expected={expected} />
          ))}
        </details>
      )}
      <button type="button" class="incident-show" onClick={() => onShown({ follows: false, ...aroundOf(incident, now()) })}>
        {say("pair.incident.show")}
      </button>
    </li>
  );
}
