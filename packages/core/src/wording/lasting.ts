/** How long an incident lasted, with its error, in a language's words. */
import type { Catalogue } from "./catalogue.ts";
import { spanIn } from "./duration.ts";

export interface Lasting {
  durationMs?: number;
  errorMs?: number;
}

/** An unknown error is not zero: without one it is said to be about. */
export function lastingIn(words: Pick<Catalogue, "units" | "lasted" | "lastedUnknown">, { durationMs, errorMs }: Lasting): string {
  if (durationMs === undefined) return words.lastedUnknown;
  return words.lasted(spanIn(words.units, durationMs), errorMs === undefined ? undefined : spanIn(words.units, errorMs));
}
