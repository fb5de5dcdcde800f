/**
 * How roles, verdicts and health look: one name, one CSS variable and one mark each, for the page and for canvas alike. A colour never stands
 * alone: beside it are the mark or its shape, and words. The colours themselves are in `style/tokens.css`.
 */
import type { Verdict } from "@flipwatch/core/answer";
import type { Role } from "@flipwatch/core/event";
import type { SideHealth } from "@flipwatch/core/reading";

export interface Look {
  /** A custom property of `:root`, to be used as `var(--role-dark)` or read with `getPropertyValue`. */
  variable: `--${string}`;
  /** One character, for plain text. */
  mark: string;
  /** The mark drawn: a path in a box of 12 × 12, filled by the rule `evenodd`. */
  shape: string;
}

export type HealthStatus = SideHealth["status"];

// Those of verdicts are relative throughout, so that several of them can be drawn as one path, each at its place.
const disc = "m6 1a5 5 0 1 0 0 10a5 5 0 1 0 0-10z";
const diamond = "m6 .2 5.8 5.8-5.8 5.8-5.8-5.8z";
const halfDisc = `${disc}m0 1.4a3.6 3.6 0 0 1 0 7.2z`;
const plus = "m4.3.7h3.4v3.6h3.6v3.4h-3.6v3.6h-3.4v-3.6h-3.6v-3.4h3.6z";
const square = "m1 1h10v10h-10z";
const hollowSquare = `${square}m1.7 1.7v6.6h6.6v-6.6z`;
const question = "M2.8 4.1a3.2 3.2 0 1 1 4.7 2.8c-.6.3-.7.6-.7 1.3H5.2c0-1.5.3-2 1.3-2.6a1.6 1.6 0 1 0-2.1-1.5ZM5.1 9.2h1.8V11H5.1Z";
const dash = "M1.5 5h9v2h-9Z";
const tick = "M.9 6.4 2.4 4.9l2.3 2.3 5-5 1.5 1.5-6.5 6.5Z";
const cross = "M2.3.8 6 4.5 9.7.8l1.5 1.5L7.5 6l3.7 3.7-1.5 1.5L6 7.5l-3.7 3.7L.8 9.7 4.5 6 .8 2.3Z";
const crossRoads = "m1 3.2h4.2l.8.8.8-.8h4.2v1.9h-3.4l-.7.9.7.9h3.4v1.9h-4.2l-.8-.8-.8.8h-4.2v-1.9h3.4l.7-.9-.7-.9h-3.4z";

const look = (variable: Look["variable"], mark: string, shape: string): Look => ({ variable, mark, shape });

/** In the order in which they are listed: the gravest first. */
export const roleLooks: Readonly<Record<Role, Look>> = {
  dark: look("--role-dark", "■", square),
  stray: look("--role-stray", "✚", plus),
  split: look("--role-split", "◐", halfDisc),
  secondary: look("--role-secondary", "◆", diamond),
  unknown: look("--role-unknown", "?", question),
  primary: look("--role-primary", "●", disc),
  unobserved: look("--role-unobserved", "–", dash),
};

export const rolesInOrder = Object.keys(roleLooks) as readonly Role[];

export const verdictLooks: Readonly<Record<Verdict, Look>> = {
  primary: look("--verdict-primary", "●", disc),
  secondary: look("--verdict-secondary", "◆", diamond),
  mixed: look("--verdict-mixed", "◐", halfDisc),
  stray: look("--verdict-stray", "✚", plus),
  empty: look("--verdict-empty", "□", hollowSquare),
  ambiguous: look("--verdict-ambiguous", "≍", crossRoads),
  failed: look("--verdict-failed", "■", square),
};

export const healthLooks: Readonly<Record<HealthStatus, Look>> = {
  healthy: look("--health-healthy", "✓", tick),
  unhealthy: look("--health-unhealthy", "✕", cross),
  unknown: look("--health-unknown", "?", question),
  none: look("--health-none", "–", dash),
};

const rolesOfVerdicts: Readonly<Record<Verdict, Role>> = {
  primary: "primary",
  secondary: "secondary",
  stray: "stray",
  mixed: "split",
  empty: "dark",
  failed: "dark",
  ambiguous: "unknown",
};

/** The role that a region's vote speaks for. */
export function roleOfVerdict(verdict: Verdict): Role {
  return rolesOfVerdicts[verdict];
}
