/** What passes while a step is waited for: how far the checkers are, how many name servers have followed, how long it usually takes. */
import type { LabPanel } from "@flipwatch/core/lesson/panel";
import type { StepId } from "@flipwatch/core/lesson/progress";
import { type PairId, pairId, type Side } from "@flipwatch/core/pair";
import { MINUTE, type Ms, SECOND } from "@flipwatch/core/time";
import type { PairDetail } from "@flipwatch/functions/api/pairs";
import { roughSpanOf } from "../../parts/moment.ts";
import { useTicked } from "../../parts/tick.ts";
import { language, say } from "../../words/words.ts";

export interface WaitingProps {
  step: StepId;
  panel: LabPanel;
  id: PairId;
  detail: PairDetail | undefined;
  /** When what this step follows from happened. */
  sinceAt: Ms | undefined;
}

export function Waiting({ step, panel, id, detail, sinceAt }: WaitingProps) {
  // It failed before the block, as on a machine that is too busy: what follows was not caused by it.
  const isTooEarly = step === "unhealthy" && detail?.pair.health.primary.status === "unhealthy";
  const lines = isTooEarly ? [say("walk.tooEarly")] : linesOf(step, panel, id);
  const usualMs = usualFor(step, panel, detail);
  return (
    <>
      {lines.map((line) => (
        <p key={line} class="walk-waiting">
          {line}
        </p>
      ))}
      {usualMs !== undefined && sinceAt !== undefined && <Usually usualMs={usualMs} sinceAt={sinceAt} />}
    </>
  );
}

function Usually({ usualMs, sinceAt }: { usualMs: Ms; sinceAt: Ms }) {
  const elapsed = useTicked((now) => roughSpanOf(now - sinceAt, language()));
  const span = roughSpanOf(Math.ceil(usualMs / SECOND) * SECOND, language());
  return <p class="walk-waiting">{say("walk.usually", { span, elapsed })}</p>;
}

/** As is seen in the lab itself, before Flipwatch can know it. */
export function linesOf(step: StepId, panel: LabPanel, id: PairId): string[] {
  if (step === "unhealthy" || step === "passing") return [checkLine(panel, step === "passing")];
  if (step === "flip") return [followedLine(panel, id, "secondary")];
  return step === "answer" || step === "back" ? [followedLine(panel, id, "primary")] : [];
}

function checkLine({ servers, checks }: LabPanel, wanted: boolean): string {
  const check = checks.find(({ endpoint }) => endpoint === servers.find(({ side }) => side === "primary")?.endpoint);
  if (check === undefined) return "";
  const { name = check.id, turning, failureThreshold, healthy } = check;
  return healthy === wanted ? say("walk.turned") : say("walk.looks", { name, count: turning, threshold: failureThreshold });
}

function followedLine({ servers, answers }: LabPanel, id: PairId, side: Side): string {
  const address = servers.find((server) => server.side === side)?.address ?? "";
  const given = answers[id] ?? [];
  return say("walk.serversFollowed", { count: given.filter((values) => values.includes(address)).length, all: given.length, address });
}

/** The time a health check takes to turn, and two periods of CloudWatch where its word is waited for. */
function usualFor(step: StepId, { speed }: LabPanel, detail: PairDetail | undefined): Ms | undefined {
  const checksMs = detail?.expected.parts.find(({ part }) => part === "checks")?.ms;
  if (checksMs === undefined) return undefined;
  return step === "flip" || step === "back" ? checksMs + (20 * SECOND) / speed : checksMs + (2 * MINUTE) / speed;
}

/** Whether every name server gives some answer: only then may a resolver ask, which would keep an absence, too. */
export function isAnsweredEverywhere({ answers }: LabPanel, name: string): boolean {
  const given = answers[pairId(name, "A")] ?? [];
  return given.length > 0 && given.every((values) => values.length > 0);
}
