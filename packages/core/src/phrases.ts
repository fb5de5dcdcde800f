/** Writes lists of values for people, short enough for an alert. */
import type { RecordType } from "./pair.ts";

const SHOWN = 4;
const LENGTH = 80;

/** `192.0.2.10`, `192.0.2.10 and 192.0.2.11`, `192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4 and 5 more`; TXT in quotes; long values cut. */
export function listed(type: RecordType, values: readonly string[]): string {
  const shown = values.slice(0, values.length === SHOWN + 1 ? SHOWN + 1 : SHOWN).map((value) => shortened(type, value));
  const more = values.length - shown.length;
  if (more > 0) return `${shown.join(", ")} and ${more} more`;
  return joinedByAnd(shown);
}

/** `a`, `a and b`, `a, b and c`. */
export function joinedByAnd(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

/** `1 pair`, `2 pairs`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function shortened(type: RecordType, value: string): string {
  const text = value.length > LENGTH ? `${value.slice(0, LENGTH - 1)}…` : value;
  return type === "TXT" ? `"${text}"` : text;
}
