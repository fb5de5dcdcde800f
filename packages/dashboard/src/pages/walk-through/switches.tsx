/** What can be switched in the lab: HTTP to each server, each region's network; and what the name answers meanwhile. */
import type { LabPanel, LabServer, Visit } from "@flipwatch/core/lesson/panel";
import type { PairId } from "@flipwatch/core/pair";
import type { Ms } from "@flipwatch/core/time";
import type { PairDetail } from "@flipwatch/functions/api/pairs";
import type { Failure } from "../../api/answer.ts";
import { healthLooks, roleLooks } from "../../look/states.ts";
import { Mark } from "../../parts/mark.tsx";
import { RoleBadge } from "../../parts/role-badge.tsx";
import { Moment } from "../../parts/time.tsx";
import { pathOf } from "../../route.ts";
import { say } from "../../words/words.ts";
import { useAct } from "./use-act.ts";
import { isAnsweredEverywhere } from "./waiting.tsx";

export interface PanelProps {
  panel: LabPanel;
  /** Looks at the lab now. */
  again: () => void;
}

export function Servers({ panel, again }: PanelProps) {
  return (
    <section class="walk-box" id="walk-servers" aria-labelledby="servers-title" tabIndex={-1}>
      <h2 id="servers-title">{say("walk.servers")}</h2>
      <ul class="walk-list">
        {panel.servers.map((server) => (
          <Server
            key={server.region}
            server={server}
            check={panel.checks.find(({ endpoint }) => endpoint === server.endpoint)}
            again={again}
          />
        ))}
      </ul>
    </section>
  );
}

function Server({ server, check, again }: { server: LabServer; check: LabPanel["checks"][number] | undefined; again: () => void }) {
  const { region, side, address, url, blocked } = server;
  const { run, isBusy, failure } = useAct(again);
  const status = check === undefined ? "none" : check.healthy ? "healthy" : "unhealthy";
  return (
    <li class="walk-row">
      <div>
        <p>
          <Mark look={roleLooks[side]} /> <b>{region}</b> <span class="soft">{say(`walk.side.${side}`)}</span>{" "}
          <span class="mono soft">{address}</span>
        </p>
        <p class={blocked ? "walk-off" : "soft"}>
          <Mark look={healthLooks[blocked ? "unhealthy" : "healthy"]} /> {say(blocked ? "walk.httpBlocked" : "walk.httpOpen")}
        </p>
        {check !== undefined && (
          <p class={`health-${status}`}>
            <Mark look={healthLooks[status]} /> {check.name ?? check.id}: {say(`health.${status}`)}
            {check.percentage !== undefined && (
              <span class="soft">, {say("health.checkers", { percent: Math.round(check.percentage) })}</span>
            )}
          </p>
        )}
        <Trouble failure={failure} />
      </div>
      <p class="walk-acts">
        <button
          type="button"
          class="button"
          aria-disabled={isBusy}
          onClick={() => void run(blocked ? "/lab/unblock" : "/lab/block", { target: region })}
        >
          {say(blocked ? "walk.unblock" : "walk.block", { region })}
        </button>
        <a class="button" href={url} target="_blank" rel="noreferrer">
          {say("walk.openServer", { region })}
        </a>
      </p>
    </li>
  );
}

export function Trouble({ failure }: { failure: Failure | undefined }) {
  if (failure === undefined) return null;
  return (
    <p class="walk-off" role="alert">
      {say("walk.failed")} {failure.detail === undefined ? say(failure.words) : <span lang="en">{failure.detail}</span>}
    </p>
  );
}

export function NameNow({ panel, name, id, detail, again }: PanelProps & { name: string; id: PairId; detail: PairDetail | undefined }) {
  const { run, isBusy, failure } = useAct(again);
  // The last that the lab witnessed, so that it is there after a reload.
  const visit = panel.journal.findLast((one): one is Visit & { at: Ms } => one.kind === "visited" && one.name === name);
  const given = panel.answers[id] ?? [];
  const isReady = isAnsweredEverywhere(panel, name);
  return (
    <section class="walk-box" id="walk-name" aria-labelledby="name-title">
      <h2 id="name-title">
        {say("walk.name")} <span class="mono">{name}</span>
      </h2>
      <dl class="walk-facts">
        <dt>{say("walk.answersNow")}</dt>
        <dd>
          <ul class="walk-answers mono">
            {given.map((values, index) => (
              <li key={index}>{values.join(", ") || say("walk.noAnswer")}</li>
            ))}
            {given.length === 0 && <li>{say("walk.noAnswer")}</li>}
          </ul>
        </dd>
        {detail !== undefined && (
          <>
            <dt>{say("walk.flipwatchSays")}</dt>
            <dd>
              <RoleBadge role={detail.pair.role} before={detail.pair.decided} />{" "}
              <a href={pathOf({ page: "pair", id })}>{say("walk.timeline")}</a>
            </dd>
          </>
        )}
      </dl>
      <p class="walk-acts">
        <button type="button" class="button" disabled={!isReady} aria-disabled={isBusy} onClick={() => void run("/lab/visit", { name })}>
          {say(isBusy ? "walk.opening" : "walk.open", { name })}
        </button>
        {!isReady && <span class="faint">{say("walk.openNone")}</span>}
      </p>
      <div aria-live="polite">{visit !== undefined && <Visited visit={visit} />}</div>
      <Trouble failure={failure} />
    </section>
  );
}

function Visited({ visit: { at, address = "", title, side, failure } }: { visit: Visit & { at: Ms } }) {
  if (failure !== undefined || side === undefined || title === undefined) {
    return (
      <p class="walk-page walk-off">
        <Moment at={at} /> {say(`walk.visited.${failure ?? "no-reply"}`, { address })}
      </p>
    );
  }
  return (
    <p class={`walk-page walk-page-${side}`}>
      <Mark look={roleLooks[side]} /> <Moment at={at} /> {say("walk.visited", { address, title })}
    </p>
  );
}

export function Regions({ panel, again }: PanelProps) {
  return (
    <section class="walk-box" aria-labelledby="regions-title">
      <h2 id="regions-title">{say("walk.regions")}</h2>
      <ul class="walk-list">
        {panel.regions.map((each) => (
          <Region key={each.region} {...each} again={again} />
        ))}
      </ul>
    </section>
  );
}

function Region({ region, cut, again }: LabPanel["regions"][number] & { again: () => void }) {
  const { run, isBusy, failure } = useAct(again);
  return (
    <li class="walk-row">
      <p>
        <b>{region}</b>{" "}
        <span class={cut ? "walk-off" : "soft"}>
          <Mark look={healthLooks[cut ? "unhealthy" : "healthy"]} /> {say(cut ? "walk.regionCut" : "walk.regionWell")}
        </span>
      </p>
      <button
        type="button"
        class="button"
        aria-disabled={isBusy}
        onClick={() => void run(`/lab/regions/${encodeURIComponent(region)}/${cut ? "restore" : "cut"}`)}
      >
        {say(cut ? "walk.join" : "walk.cut", { region })}
      </button>
      <Trouble failure={failure} />
    </li>
  );
}
