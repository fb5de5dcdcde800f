/** Waits for things to be *seen*: every look asks the world again, and a deadline says how long to wait. */
import { FlipwatchError } from "@flipwatch/core";

const LOOK_EVERY_MS = 50;

/** What was seen, or undefined while it is not there yet. */
export type Look<T> = () => Promise<T | undefined> | T | undefined;

/** Thrown when something was not seen in time. */
export class NotSeen extends Error {}

/** Looks until it is there. Throws NotSeen. What can't be reached yet is simply not there yet. */
export async function seen<T>(withinMs: number, look: Look<T>): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await lookOnce(look);
    if (found !== undefined) return found;
    if (Date.now() >= deadline) throw new NotSeen(`not seen within ${(withinMs / 1_000).toFixed(0)} s`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

async function lookOnce<T>(look: Look<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (problem) {
    if (isPassing(problem)) return undefined;
    throw problem;
  }
}

/** A refused or reset connection is part of a failover's life (fetch wraps it as the cause of a TypeError); a mistake of ours is not. */
function isPassing(problem: unknown): boolean {
  if (problem instanceof FlipwatchError || !(problem instanceof Error)) return problem instanceof FlipwatchError;
  return problem.name === "TimeoutError" || (problem.name === "TypeError" && problem.cause !== undefined);
}
