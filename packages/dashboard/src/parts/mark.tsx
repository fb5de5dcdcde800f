/** A state's mark, drawn in its colour. It is an ornament: the words stand beside it, or are given as its label. */
import type { Look } from "../look/states.ts";

export interface MarkProps {
  look: Look;
  /** Where no words stand beside it. Shown on hovering, and read out. */
  label?: string;
  /** CSS classes beside `mark`. */
  kind?: string;
}

export function Mark({ look, label, kind = "" }: MarkProps) {
  return (
    <svg
      class={`mark ${kind}`}
      viewBox="0 0 12 12"
      fill={`var(${look.variable})`}
      role={label === undefined ? "presentation" : "img"}
      aria-label={label}
      aria-hidden={label === undefined}
    >
      {label !== undefined && <title>{label}</title>}
      <path d={look.shape} fill-rule="evenodd" />
    </svg>
  );
}
