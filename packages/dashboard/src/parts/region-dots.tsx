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
  shape: "m6 1a5 5 0 1 0 0 10a5 5 0 1 0 0-10zm0 1.2a3.8 3.8 0 1 1 0 7.6a3.8 3.8 0 1 1 0-7.6z",
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

/** Each mark in a box of its own, so wide in pixels, and so much smaller than elsewhere. */
const BOX = 16;
const SCALE = 0.84;
const scaled = (px: number) => Number((px / SCALE).toFixed(3));

/** Lists are full of them: all are in one drawing, and all of one colour in one path of it. */
export function RegionDots({ role, stands }: { role: Role; stands: readonly RegionStand[] }) {
  const text = regionsText(role, stands);
  const [width, height] = [BOX * stands.length, BOX];
  const side = scaled(BOX - 1.5);
  return (
    <svg class="regions" viewBox={`0 0 ${scaled(width)} ${scaled(height)}`} width={width} height={height} role="img" aria-label={text}>
      <title>{text}</title>
      {stands.map(
        ({ region, stand }, index) =>
          stand === "dissents" && (
            <rect
              key={region}
              class="region-ring"
              x={scaled(BOX * index + 0.75)}
              y={scaled(0.75)}
              width={side}
              height={side}
              rx={scaled(1.5)}
            />
          ),
      )}
      {[...shapesByColour(stands)].map(([variable, shapes]) => (
        <path key={variable} d={shapes} fill={`var(${variable})`} />
      ))}
    </svg>
  );
}

function shapesByColour(stands: readonly RegionStand[]): Map<Look["variable"], string> {
  const shapes = new Map<Look["variable"], string>();
  for (const [index, { stand, verdict }] of stands.entries()) {
    const { variable, shape } = stand === "silent" || verdict === undefined ? silent : verdictLooks[verdict];
    shapes.set(variable, `${shapes.get(variable) ?? ""}M${scaled(BOX * index + 3)} ${scaled(3)}${shape}`);
  }
  return shapes;
}
