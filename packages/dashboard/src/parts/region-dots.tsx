/** Who sees what: one mark a region, the dissenting ones ringed, those not heard lately hollow. */
import type { Verdict } from "@flipwatch/core/answer";
import type { Role } from "@flipwatch/core/event";
import { type Look, roleOfVerdict, verdictLooks } from "../look/states.ts";
import { say } from "../words/words.ts";

export interface SeenBy {
  verdict: Verdict;
  fresh: boolean;
}

export type Stand = "agrees" | "dissents" | "silent";

export interface RegionStand {
  region: string;
  stand: Stand;
  verdict?: Verdict;
}

/** Nobody dissents from a role that says only that nothing is decided. */
const undecided: readonly Role[] = ["split", "unknown", "unobserved"];

/** How each configured region stands to the role; one that never voted is silent. In the order of their names. */
export function regionStands(role: Role, votes: Readonly<Record<string, SeenBy>>, configured: readonly string[] = []): RegionStand[] {
  const names = [...new Set([...configured, ...Object.keys(votes)])].toSorted();
  return names.map((region) => {
    const vote = votes[region];
    if (vote === undefined) return { region, stand: "silent" };
    const { verdict, fresh } = vote;
    if (!fresh) return { region, stand: "silent", verdict };
    return { region, stand: undecided.includes(role) || roleOfVerdict(verdict) === role ? "agrees" : "dissents", verdict };
  });
}

const silent: Look = {
  variable: "--text-faint",
  mark: "○",
  shape: "M6 1a5 5 0 1 0 0 10A5 5 0 1 0 6 1ZM6 2.2a3.8 3.8 0 1 1 0 7.6A3.8 3.8 0 1 1 6 2.2Z",
};

export function standText({ region, stand, verdict }: RegionStand): string {
  if (stand === "silent" || verdict === undefined) return say("regions.silent", { region });
  return say("regions.sees", { region, verdict: say(`verdict.${verdict}`) });
}

/** One sentence: how many agree, and who does not. */
export function regionsText(role: Role, stands: readonly RegionStand[]): string {
  const others = stands.filter(({ stand }) => stand !== "agrees" || undecided.includes(role));
  const agree = stands.length - others.length;
  const counted = undecided.includes(role)
    ? say("regions.seen", { count: stands.length })
    : say("regions.agree", { agree, count: stands.length });
  return [counted, ...others.map(standText)].join("; ");
}

/** Each mark in a box of its own, 16 wide: all in one drawing, since lists are full of them. */
const BOX = 16;

export function RegionDots({ role, stands }: { role: Role; stands: readonly RegionStand[] }) {
  const text = regionsText(role, stands);
  return (
    <svg
      class="regions"
      viewBox={`0 0 ${BOX * stands.length} ${BOX}`}
      width={BOX * stands.length}
      height={BOX}
      role="img"
      aria-label={text}
    >
      <title>{text}</title>
      {stands.map(({ region, stand, verdict }, index) => {
        const look = stand === "silent" || verdict === undefined ? silent : verdictLooks[verdict];
        const path = (
          <path key={region} d={look.shape} fill={`var(${look.variable})`} transform={`translate(${BOX * index + 3} 3) scale(.84)`} />
        );
        if (stand !== "dissents") return path;
        return [
          <rect key={`${region} ring`} class="region-ring" x={BOX * index + 0.75} y=".75" width="14.5" height="14.5" rx="1.5" />,
          path,
        ];
      })}
    </svg>
  );
}
