/** Whether steady writing grows with the names: writes that reach the store, a minute, while nothing flips. */
import { setTimeout as pause } from "node:timers/promises";
import { startWatching } from "./flipwatch-run.ts";
import { progress } from "./progress.ts";

export interface Writes {
  names: number;
  seconds: number;
  perMinute: number;
}

const INTERVAL_SECONDS = 10;

/** Each number of names in a process of its own, all at the same time: they are counted, not timed. */
export async function countWrites(sizes: readonly number[], warmUpSeconds: number, seconds: number): Promise<Writes[]> {
  return Promise.all(sizes.map((names) => countFor(names, warmUpSeconds, seconds)));
}

async function countFor(names: number, warmUpSeconds: number, seconds: number): Promise<Writes> {
  let written = 0;
  const watched = await startWatching({
    names,
    intervalSeconds: INTERVAL_SECONDS,
    preload: new URL("count-store-writes.mjs", import.meta.url),
    onReport: (report) => {
      written = report as number;
    },
  });
  try {
    await pause(warmUpSeconds * 1_000);
    const before = written;
    await pause(seconds * 1_000);
    const perMinute = ((written - before) * 60) / seconds;
    progress(`store writes: ${names} names, ${perMinute.toFixed(1)} a minute`);
    return { names, seconds, perMinute };
  } finally {
    await watched.close();
  }
}
