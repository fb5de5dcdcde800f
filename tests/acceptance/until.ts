/** Waits for things instead of sleeping: looks again and again, and says at the deadline what it had waited for. */
import { setTimeout as pause } from "node:timers/promises";

/** Generous: it costs nothing where the thing comes, and a busy machine is no failure. */
export const DEADLINE_MS = 120_000;
const LOOK_EVERY_MS = 25;

export type Look<T> = () => T | undefined | false | Promise<T | undefined | false>;

/** What `look` gives, as soon as it is neither undefined nor false. Throws what `what` says, with `seen`'s words, after the deadline. */
export async function until<T>(what: string, look: Look<T>, options: { deadlineMs?: number; seen?: () => string } = {}): Promise<T> {
  const { deadlineMs = DEADLINE_MS, seen = () => "" } = options;
  const end = performance.now() + deadlineMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`not seen within ${deadlineMs / 1_000} s: ${what}\n${seen()}`);
    await pause(LOOK_EVERY_MS);
  }
}
