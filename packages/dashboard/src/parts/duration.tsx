/** How long something took, with the error that comes from looking only so often. */
import { language, say } from "../words/words.ts";
import { spanOf } from "./moment.ts";

/** `6 min 20 s ± 7 s`; an error of nothing is left out. */
export function durationText(ms: number, errorMs = 0): string {
  const span = spanOf(ms, language());
  return errorMs === 0 ? span : say("time.error", { span, error: spanOf(errorMs, language()) });
}

export function Duration({ ms, errorMs }: { ms: number; errorMs?: number }) {
  return <span class="duration">{durationText(ms, errorMs)}</span>;
}
