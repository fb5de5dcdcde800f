/** How soon a flip is told: from the first question that was answered with the new value to the web hook's last byte. */
import { setTimeout as pause } from "node:timers/promises";
import { pairOf, type Watched } from "./flipwatch-run.ts";
import { percentile } from "./percentile.ts";
import { progress } from "./progress.ts";

export interface Reaction {
  flips: number;
  p50: number;
  p99: number;
}

/** A flip that is not told within this time counts as that long. */
const LIMIT_MS = 30_000;

/** Flips one name after the other, each once, at moments spread evenly over the rounds. */
export async function measureReaction(watched: Watched, flips: number, gapMs: number, what: string): Promise<Reaction> {
  const reactions: Promise<number>[] = [];
  for (const label of watched.labels.slice(0, flips)) {
    reactions.push(reactionTo(watched, label));
    await pause(gapMs * (0.5 + Math.random()));
    if (reactions.length % 10 === 0) progress(`${what}: ${reactions.length} of ${flips} flips`);
  }
  const taken = await Promise.all(reactions);
  return { flips, p50: percentile(taken, 50), p99: percentile(taken, 99) };
}

async function reactionTo({ nameServer, receiver }: Watched, label: string): Promise<number> {
  const told = receiver.first((event) => event.pair === pairOf(label) && event.kind === "failover");
  const answeredAt = await nameServer.flip(label, "secondary");
  const late = new AbortController();
  const atMs = await Promise.race([
    told.then(({ at }) => at),
    pause(LIMIT_MS, answeredAt + LIMIT_MS, { signal: late.signal, ref: false }).catch(() => Number.NaN),
  ]);
  late.abort();
  return atMs - answeredAt;
}
