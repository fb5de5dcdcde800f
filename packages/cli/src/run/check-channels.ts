/** Asks each channel at the start whether it would take an alert, so that a wrong token is seen now and not with the first alert. */
import type { Channel, Clock } from "@flipwatch/core";

/** Whoever has not answered by then is said to be silent; alerts are tried all the same. */
const PATIENCE_MS = 10_000;

export interface CheckOptions {
  channels: readonly Pick<Channel, "id" | "check">[];
  clock: Pick<Clock, "now" | "until">;
  /** One line a problem. */
  say(line: string): void;
  /** Ends the waiting; nothing is said any more. */
  signal: AbortSignal;
}

/** Resolves when all have answered, or after 10 s. A problem is said and is not fatal. */
export async function checkChannels({ channels, clock, say, signal }: CheckOptions): Promise<void> {
  const over = new AbortController();
  const waiting = AbortSignal.any([signal, over.signal]);
  const silence = clock.until(clock.now() + PATIENCE_MS, waiting).then(() => "silent" as const);
  const asked = channels.map(async (channel) => {
    if (channel.check === undefined) return;
    const found = await Promise.race([channel.check(), silence]);
    if (found === undefined || signal.aborted) return;
    if (found === "silent") say(`warning: ${channel.id} did not say within ${PATIENCE_MS / 1_000} s whether it takes alerts`);
    else say(`warning: ${channel.id}: ${found.problem}. What to do: ${found.fix}`);
  });
  await Promise.all(asked);
  over.abort();
}
