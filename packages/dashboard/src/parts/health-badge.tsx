/** A side's health as its check has it: mark, side, and how many of the checkers pass. */
import type { Side } from "@flipwatch/core/pair";
import type { Checkers, SideHealth } from "@flipwatch/core/reading";
import { healthLooks } from "../look/states.ts";
import { say } from "../words/words.ts";
import { Mark } from "./mark.tsx";
import { momentTitle } from "./time.tsx";

/** In one line, for titles and for who listens. */
export function healthText(side: Side, health: SideHealth): string {
  const { status, percentage, since } = health;
  const said = [
    say(`health.of.${side}`, { status: say(`health.${status}`) }),
    ...(percentage === undefined ? [] : [say("health.checkers", { percent: Math.round(percentage) })]),
    ...(since === undefined ? [] : [say("health.since", { time: momentTitle(since) })]),
    ...[healthReason(health)].filter((part) => part !== undefined),
  ];
  return said.join(", ");
}

/** What the checkers report, in the viewer's language, AWS's own words quoted. */
export function healthReason({ reason, checkers }: SideHealth): string | undefined {
  return checkers === undefined ? reason : reasonText(checkers);
}

function reasonText({ count, of, text }: Checkers): string {
  return text === undefined ? say("health.passing", { count, of }) : say("health.failing", { count, of, text });
}

/** Short: the mark and the side's letter; a percentage where the checkers are not of one mind. */
export function HealthBadge({ side, health }: { side: Side; health: SideHealth }) {
  const { status, percentage } = health;
  const text = healthText(side, health);
  const isMixed = percentage !== undefined && percentage > 0 && percentage < 100;
  return (
    <span class={`health health-${status}`} role="img" aria-label={text} title={text}>
      {say(`health.side.${side}`)} <Mark look={healthLooks[status]} />
      {isMixed && ` ${Math.round(percentage)} %`}
    </span>
  );
}
