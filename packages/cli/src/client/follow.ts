/** Follows all logs over the API: what is recorded from now on, each event once, in the order of recording. */
import { FlipwatchError, type FlipwatchEvent, type Ms } from "@flipwatch/core";
import { getJson } from "./api.ts";

export interface FollowOptions {
  api: string;
  /** Events recorded from here on. */
  since: Ms;
  everyMs: number;
  signal: AbortSignal;
  /** Only this pair's. */
  pair?: string;
  /** The API is known to be there, so even a first look that fails is only made again. */
  patient?: true;
}

/** The index that is asked is eventually consistent, so each look goes back this far and passes over what was shown. */
const OVERLAP_MS = 15_000;
/** Ids remembered; far more than are recorded within the overlap. */
const REMEMBERED = 5_000;

interface EventsPage {
  events: FlipwatchEvent[];
}

/** Resolves when the signal aborts. A look that fails is made again; it throws only where nothing was ever reached. */
export async function followEvents(options: FollowOptions, show: (event: FlipwatchEvent) => void): Promise<void> {
  const shown = new Set<string>();
  let since = options.since;
  let reached = options.patient ?? false;
  while (!options.signal.aborted) {
    try {
      const events = await look(options, since);
      reached = true;
      for (const event of events) {
        if (shown.has(event.id)) continue;
        shown.add(event.id);
        show(event);
        since = Math.max(since, event.recordedAt - OVERLAP_MS);
      }
      forget(shown);
    } catch (problem) {
      if (!reached || !(problem instanceof FlipwatchError)) throw problem;
    }
    await pause(options.everyMs, options.signal);
  }
}

async function look(options: FollowOptions, since: Ms): Promise<FlipwatchEvent[]> {
  const page = await getJson<EventsPage>(options.api, `/api/events?since=${since}&limit=1000`);
  return options.pair === undefined ? page.events : page.events.filter((event) => event.pair === options.pair);
}

function forget(shown: Set<string>): void {
  for (const id of shown) {
    if (shown.size <= REMEMBERED) return;
    shown.delete(id);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal.addEventListener("abort", finish, { once: true });
  });
}
