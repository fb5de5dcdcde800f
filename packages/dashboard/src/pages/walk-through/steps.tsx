/** The lesson's steps: what was seen and when, what comes next and how long that takes, and what was earned. */
import type { LabPanel } from "@flipwatch/core/lesson/panel";
import { chapters, FULL_POINTS, type Progress, type Sight, type StepId } from "@flipwatch/core/lesson/progress";
import type { PairId } from "@flipwatch/core/pair";
import type { PairDetail } from "@flipwatch/functions/api/pairs";
import { useEffect, useRef, useState } from "preact/hooks";
import { healthLooks, type Look, roleLooks } from "../../look/states.ts";
import { durationText } from "../../parts/duration.tsx";
import { Mark } from "../../parts/mark.tsx";
import { Moment } from "../../parts/time.tsx";
import { pathOf } from "../../route.ts";
import { say, sayWith } from "../../words/words.ts";
import { Badge } from "./badge.tsx";
import { useAct } from "./use-act.ts";
import { Waiting } from "./waiting.tsx";

export interface StepsProps {
  panel: LabPanel;
  progress: Progress;
  id: PairId;
  detail: PairDetail | undefined;
  again: () => void;
}

export function Steps({ panel, progress, id, detail, again }: StepsProps) {
  const { earned, completedAt, seen, next } = progress;
  return (
    <section class="walk-steps" aria-labelledby="walk-steps">
      <h2 id="walk-steps">{say("walk.steps")}</h2>
      <p class="walk-points">
        <progress max={FULL_POINTS} value={earned} aria-labelledby="walk-points" />
        <b id="walk-points">{say("walk.points", { earned, full: FULL_POINTS })}</b>
      </p>
      <JustSeen progress={progress} />
      {completedAt !== undefined && <Badge at={completedAt} />}
      {panel.zone === undefined && <SetUp again={again} />}
      {chapters.map(({ id: chapter, steps, points }) => (
        <div key={chapter} class="walk-chapter">
          <h3>
            {say(`walk.chapter.${chapter}`)}{" "}
            {points > 0 && <Points points={points} isEarned={steps.every((step) => seen[step] !== undefined)} />}
          </h3>
          <ol>
            {steps.map((step) => (
              <Step key={step} step={step} sight={seen[step]} isNext={step === next} id={id}>
                <Waiting {...{ step, panel, id, detail }} sinceAt={startOf(step, progress)} />
              </Step>
            ))}
          </ol>
        </div>
      ))}
    </section>
  );
}

function Points({ points, isEarned }: { points: number; isEarned: boolean }) {
  return <span class={isEarned ? "walk-earned" : "faint"}>{say(isEarned ? "walk.earned" : "walk.worth", { count: points })}</span>;
}

/** What the wait for a step is counted from. */
function startOf(step: StepId, { seen }: Progress): number | undefined {
  if (step === "unhealthy" || step === "flip") return seen.block?.at;
  return step === "passing" || step === "back" || step === "recovered" ? seen.restore?.at : undefined;
}

const later: Look = { ...roleLooks.primary, variable: "--line-strong" };
const now: Look = { ...roleLooks.secondary, variable: "--accent" };
const links: Partial<Record<StepId, "records" | "servers" | "channel">> = {
  primary: "records",
  secondary: "records",
  block: "servers",
  restore: "servers",
  alert: "channel",
  told: "channel",
};

function Step(props: { step: StepId; sight: Sight | undefined; isNext: boolean; id: PairId; children: preact.ComponentChildren }) {
  const { step, sight, isNext, id, children } = props;
  const state = sight !== undefined ? "seen" : isNext ? "next" : "later";
  const look = { seen: healthLooks.healthy, next: now, later }[state];
  const label = { seen: say("walk.seen"), next: say("walk.nextStep"), later: say("walk.later") }[state];
  const target = links[step];
  return (
    <li class={`walk-step walk-${state}`} aria-current={isNext ? "step" : undefined}>
      <Mark look={look} label={label} />
      <div>
        <p class="walk-what">{say(`walk.step.${step}`)}</p>
        {sight !== undefined && <Seen sight={sight} id={id} />}
        {isNext && (
          <>
            <p class="soft">{say(`walk.hint.${step}`)}</p>
            {children}
            {target !== undefined && <a href={`#walk-${target}`}>{say(`walk.goto.${target}`)}</a>}
          </>
        )}
      </div>
    </li>
  );
}

function Seen({ sight: { at, bounds, lasted, title }, id }: { sight: Sight; id: PairId }) {
  if (at === undefined) return null;
  return (
    <p class="walk-when faint">
      {bounds?.after === undefined ? (
        <Moment at={bounds?.by ?? at} />
      ) : (
        sayWith("walk.seenBetween", { from: <Moment key="from" at={bounds.after} />, to: <Moment key="to" at={bounds.by} /> })
      )}
      {title !== undefined && <span lang="en"> “{title}”</span>}
      {lasted !== undefined && <span> {say("walk.lasted", { span: durationText(lasted.ms, lasted.errorMs) })}</span>}
      {bounds !== undefined && (
        <>
          {" "}
          <a href={`${pathOf({ page: "pair", id })}?at=${bounds.by}`}>{say("walk.timeline")}</a>
        </>
      )}
    </p>
  );
}

/** Tells who listens of each step that was seen just now. */
function JustSeen({ progress: { seen, earned } }: { progress: Progress }) {
  const before = useRef(seen);
  const [text, setText] = useState("");
  useEffect(() => {
    const fresh = chapters
      .flatMap<StepId>(({ steps }) => steps)
      .findLast((step) => seen[step] !== undefined && before.current[step] === undefined);
    before.current = seen;
    if (fresh === undefined) return;
    setText(say("walk.justSeen", { step: say(`walk.step.${fresh}`), points: say("walk.points", { earned, full: FULL_POINTS }) }));
  }, [seen, earned]);
  return (
    <p class="unseen" role="status">
      {text}
    </p>
  );
}

function SetUp({ again }: { again: () => void }) {
  const { run, isBusy } = useAct(again);
  return (
    <button type="button" class="button" aria-disabled={isBusy} onClick={() => void run("/lab/set-up")}>
      {say("walk.setUp")}
    </button>
  );
}
