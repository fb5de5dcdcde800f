/** A side's health as its check has it: mark, side, and how many of the checkers pass. */
import type { Side } from "@flipwatch/core/pair";
import type { Checkers, SideHealth } from "@flipwatch/core/reading";
import { now } from "../clock.ts";
import { healthLooks } from "../look/states.ts";
import { language, say } from "../words/words.ts";
import { Mark } from "./mark.tsx";
import { clockOf } from "./moment.ts";
import { momentTitle } from "./time.tsx";

/** In one line, for titles and for who listens. */
export function healthText(side: Side, health: SideHealth): string {
  const { status, since } = health;
  const said = [
    say(`health.of.${side}`, { status: say(`health.${status}`) }),
    since === undefined ? undefined : say("health.since", { time: momentTitle(since) }),
    shareText(health),
    healthReason(health),
  ];
  return said.filter((part) => part !== undefined).join(", ");
}

/** Healthy when more than this share of the checkers says so, in percent (Route 53 Developer Guide, page dns-failover-determining-health-of-endpoints). */
const HEALTHY_ABOVE = 18;

/**
 * The share of checkers that passed, 0 to 100: CloudWatch's average of a period, while the status is that period's worst. In the period in which a
 * check turns the two contradict each other, which would read as a mistake of ours: then undefined.
 */
export function meanShare({ status, percentage }: { status: string; percentage?: number }): number | undefined {
  if (percentage === undefined || status === "unknown" || status === "none") return undefined;
  return percentage > HEALTHY_ABOVE === (status === "healthy") ? percentage : undefined;
}

/** The same in words, with the period that it is of. Of all or none it was the same throughout. */
export function shareText(health: Pick<SideHealth, "status" | "percentage" | "period">): string | undefined {
  const share = meanShare(health);
  if (share === undefined) return undefined;
  const percent = Math.round(share);
  if (share === 0 || share === 100 || health.period === undefined) return say("health.checkers", { percent });
  return say("health.checkersMean", { percent, time: clockOf(health.period, now(), { language: language() }) });
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
  const { status } = health;
  const share = meanShare(health);
  const text = healthText(side, health);
  const isMixed = share !== undefined && share > 0 && share < 100;
  return (
    <span class={`health health-${status}`} role="img" aria-label={text} title={text}>
      {say(`health.side.${side}`)} <Mark look={healthLooks[status]} />
      {isMixed && ` ${Math.round(share)} %`}
    </span>
  );
}
