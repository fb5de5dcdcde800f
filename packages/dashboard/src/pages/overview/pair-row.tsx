/** One pair in the list: what is served, since when, who sees it, and what is asked for meanwhile. A line where there is room, else a card. */
import type { Incident } from "@flipwatch/core/head";
import type { Ms } from "@flipwatch/core/time";
import type { StripsReply } from "@flipwatch/functions/api/strips";
import { HealthBadge } from "../../parts/health-badge.tsx";
import { minuteOf } from "../../parts/moment.ts";
import { pure } from "../../parts/pure.ts";
import { RegionDots, regionStands } from "../../parts/region-dots.tsx";
import { RoleBadge } from "../../parts/role-badge.tsx";
import { Moment, momentTitle, Since } from "../../parts/time.tsx";
import { pathOf } from "../../route.ts";
import { language, say } from "../../words/words.ts";
import { DayStrip } from "./day-strip.tsx";
import { stripOf } from "./strip.ts";
import type { WatchedPair } from "./watched-pair.ts";

export interface PairRowProps {
  pair: WatchedPair;
  /** Configured regions, so that one that never voted shows. */
  regions: readonly string[];
  strips: StripsReply | undefined;
  window: { from: Ms; to: Ms };
  /** From 0, in the whole list. */
  index: number;
}

export const PairRow = pure(({ pair, regions, strips, window, index }: PairRowProps) => {
  const { id, name, type, role, decided, fresh, since, health, lastTransition } = pair;
  const began = fresh ? since?.by : pair.at;
  return (
    <tr class={`row row-${role}`} aria-rowindex={index + 2} data-pair={id}>
      <td class="cell-role">
        <RoleBadge role={role} before={fresh ? undefined : decided} />
      </td>
      <td class="cell-name">
        <a class="row-link mono" href={pathOf({ page: "pair", id })} title={id}>
          {name}
        </a>
        <span class="row-type mono">{type}</span>
      </td>
      <td class="cell-since">{began !== undefined && <Since at={began} />}</td>
      <td class="cell-health">
        <HealthBadge side="primary" health={health.primary} /> <HealthBadge side="secondary" health={health.secondary} />
      </td>
      <td class="cell-regions">
        <RegionDots role={role} stands={regionStands(role, pair.regions, regions)} />
      </td>
      <td class="cell-strip">
        <DayStrip segments={stripOf(pair, strips, window)} {...window} />
      </td>
      <td class="cell-changed">
        {lastTransition === undefined ? <span class="faint">{say("overview.neverChanged")}</span> : <Moment at={lastTransition} />}
      </td>
      <td class="cell-notes">
        <Notes pair={pair} now={window.to} />
      </td>
    </tr>
  );
});

/** What is not as always, beside the role itself. */
function Notes({ pair, now }: { pair: WatchedPair; now: Ms }) {
  const { muted, drill, flapping, incident } = pair;
  return (
    <>
      {drill !== undefined && <Note kind="drill" text={say("flag.drill")} title={drill} />}
      {flapping && <Note kind="warning" text={say("flag.flapping")} title={say("flag.flappingMeans")} />}
      {incident !== undefined && <IncidentFlag incident={incident} isExpected={pair.role !== "primary"} />}
      {muted !== undefined && (
        <Note
          kind="quiet"
          text={say("flag.muted", { time: minuteOf(muted.until, now, { language: language() }) })}
          title={say("flag.mutedBy", { by: muted.by, time: momentTitle(muted.until) })}
        />
      )}
    </>
  );
}

/** Away from the primary an incident goes without saying, but for who takes care of it. */
function IncidentFlag({ incident, isExpected }: { incident: Incident; isExpected: boolean }) {
  const { acknowledged, openedAt, lastResort } = incident;
  const title = say("flag.openedAt", { time: momentTitle(openedAt) });
  if (acknowledged !== undefined) return <Note kind="quiet" text={say("flag.acknowledged", { by: acknowledged.by })} title={title} />;
  if (isExpected) return null;
  return <Note kind="warning" text={say(lastResort ? "flag.lastResort" : "flag.incident")} title={title} />;
}

function Note({ kind, text, title }: { kind: "warning" | "quiet" | "drill"; text: string; title: string }) {
  return (
    <span class={`note note-${kind}`} title={title}>
      {text}
    </span>
  );
}
