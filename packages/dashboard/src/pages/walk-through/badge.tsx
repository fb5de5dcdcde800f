/** The badge that all points bring: drawn on the page, and to be kept as a file. */
import { FULL_POINTS } from "@flipwatch/core/lesson/progress";
import type { Ms } from "@flipwatch/core/time";
import { useMemo } from "preact/hooks";
import { say } from "../../words/words.ts";

export function Badge({ at }: { at: Ms }) {
  const address = useMemo(() => `data:image/svg+xml,${encodeURIComponent(badgeSvg(at))}`, [at]);
  return (
    <div class="walk-badge">
      <img src={address} width="220" height="220" alt={say("walk.badge")} />
      <div>
        <p class="walk-what">{say("walk.badge")}</p>
        <p class="soft">{say("walk.badgeDone")}</p>
        <a class="button" href={address} download="route-53-failover-expert.svg">
          {say("walk.download")}
        </a>
      </div>
    </div>
  );
}

/** Its title is a name and the same in every language. */
export function badgeSvg(at: Ms): string {
  const day = new Date(at).toISOString().slice(0, 10);
  const text = (y: number, size: number, words: string, weight = 400) =>
    `<text x="110" y="${y}" font-size="${size}" font-weight="${weight}" text-anchor="middle">${words}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 220 220" role="img"><title>Route 53 Failover Expert, ${day}</title>`,
    `<path d="M110 6 200 58v104l-90 52-90-52V58Z" fill="#0e1115" stroke="#2bb791" stroke-width="5" stroke-linejoin="round"/>`,
    `<path d="M52 84h34l48-26h34M52 58h34l12 6.5M168 84h-34l-12-6.5" fill="none" stroke="#eda22b" stroke-width="6" stroke-linecap="round"/>`,
    `<g fill="#e7eaee" font-family="system-ui, sans-serif">`,
    text(118, 20, "Route 53", 700),
    text(141, 19, "Failover Expert", 700),
    text(166, 12, `${FULL_POINTS} points`),
    text(184, 12, day),
    "</g></svg>",
  ].join("");
}
