/** One thing that the doctor looked at: what was seen, and what to do. What is looked at, and in which order, is `examine.ts`'s. */
import type { Ms } from "@flipwatch/core";

export type SightState = "ok" | "warning" | "problem" | "not-checked";

export interface Sight {
  /** What was looked at: `zone example.com`, `channel slack:ops`. */
  part: string;
  state: SightState;
  /** In a sentence or two. */
  saw: string;
  /** What to do; only where something is to be done. */
  todo?: string;
}

export const ok = (part: string, saw: string): Sight => ({ part, state: "ok", saw });
export const warning = (part: string, saw: string, todo?: string): Sight => sight(part, "warning", saw, todo);
export const problem = (part: string, saw: string, todo: string): Sight => sight(part, "problem", saw, todo);
export const notChecked = (part: string, saw: string, todo?: string): Sight => sight(part, "not-checked", saw, todo);

function sight(part: string, state: SightState, saw: string, todo: string | undefined): Sight {
  return { part, state, saw, ...(todo === undefined ? {} : { todo }) };
}

/** A warning of the configuration begins with its field, and its last sentence says what to do. */
export function configWarning(text: string): Sight {
  return warning("configuration", text);
}

/** Nobody is waited for longer. */
export const PATIENCE_MS: Ms = 20_000;

/** What came of it, or `late` after so long. What it still does goes on unheard. */
export async function within<T>(work: Promise<T>, ms: Ms = PATIENCE_MS): Promise<T | "late"> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
