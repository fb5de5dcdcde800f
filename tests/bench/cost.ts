/** What watching costs once it runs evenly: processor time for each thousand questions, and memory. */
import { setTimeout as pause } from "node:timers/promises";
import type { Watched } from "./flipwatch-run.ts";
import { percentile } from "./percentile.ts";
import { progress } from "./progress.ts";
import { usageOf } from "./usage.ts";

export interface Cost {
  questions: number;
  seconds: number;
  cpuSecondsPer1000: number;
  /** The median of a look every second, and the highest. */
  residentMiB: number;
  highestMiB: number;
}

const MIB = 1_048_576;

/** `seconds` is a whole number of rounds, so that every measurement holds as many of them. */
export async function measureCost({ pid, nameServer }: Watched, warmUpSeconds: number, seconds: number): Promise<Cost> {
  progress(`cost: warming up for ${warmUpSeconds} s`);
  await pause(warmUpSeconds * 1_000);
  progress(`cost: measuring for ${seconds} s`);
  const before = { usage: usageOf(pid), questions: await nameServer.questions() };
  const resident: number[] = [];
  const endsAt = performance.now() + seconds * 1_000;
  while (performance.now() < endsAt) {
    await pause(Math.min(1_000, endsAt - performance.now()));
    resident.push(usageOf(pid).residentBytes / MIB);
  }
  const questions = (await nameServer.questions()) - before.questions;
  const cpuSeconds = usageOf(pid).cpuSeconds - before.usage.cpuSeconds;
  return {
    questions,
    seconds,
    cpuSecondsPer1000: (cpuSeconds / questions) * 1_000,
    residentMiB: percentile(resident, 50),
    highestMiB: Math.max(...resident),
  };
}
