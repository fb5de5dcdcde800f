/** Sorts an answer's values by the side they belong to, the revision before included while it is valid. The verdict is `judge.ts`'s. */
import type { PairDefinition } from "./pair.ts";
import type { Ms } from "./time.ts";

export interface Sides {
  primary: ReadonlySet<string>;
  secondary: ReadonlySet<string>;
  /** Values that belong to a side only by the revision before. */
  old: ReadonlySet<string>;
}

/** An answer's values, each in one list. */
export interface Sorted {
  primary: readonly string[];
  secondary: readonly string[];
  /** On both sides, or on different sides in the two revisions: they tell nothing. */
  both: readonly string[];
  neither: readonly string[];
  /** Those of them that belong where they are only by the revision before. */
  old: ReadonlySet<string>;
}

/** The values valid at `now`: the definition's, and for `graceMs` after its revision those of the one before. */
export function sidesOf(definition: PairDefinition, now: Ms, graceMs: number): Sides {
  const { previous } = definition;
  const primary = new Set(definition.primary.values);
  const secondary = new Set(definition.secondary.values);
  if (previous === undefined || now >= definition.revisedAt + graceMs) return { primary, secondary, old: new Set() };
  const old = new Set([
    ...previous.primary.filter((value) => !primary.has(value)),
    ...previous.secondary.filter((value) => !secondary.has(value)),
  ]);
  return { primary: new Set([...primary, ...previous.primary]), secondary: new Set([...secondary, ...previous.secondary]), old };
}

export function sortValues(values: readonly string[], { primary, secondary, old }: Sides): Sorted {
  const select = (inPrimary: boolean, inSecondary: boolean): string[] =>
    values.filter((value) => primary.has(value) === inPrimary && secondary.has(value) === inSecondary);
  return { primary: select(true, false), secondary: select(false, true), both: select(true, true), neither: select(false, false), old };
}

export interface Sharing {
  /** `same`: neither side has a value of its own, so no answer tells them apart. `inside`: one has none, so it can't be recognised. */
  extent: "none" | "some" | "inside" | "same";
  values: readonly string[];
}

/** How far two sides share their values, both in normal form. */
export function sharedValues(primary: readonly string[], secondary: readonly string[]): Sharing {
  const values = primary.filter((value) => secondary.includes(value));
  if (values.length === 0) return { extent: "none", values };
  const whole = [primary, secondary].filter((side) => side.every((value) => values.includes(value))).length;
  return { extent: whole === 2 ? "same" : whole === 1 ? "inside" : "some", values };
}
