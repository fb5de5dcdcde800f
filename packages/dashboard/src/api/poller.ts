/**
 * When a question is asked again: in its own time while all is well, soon and then ever more rarely while it fails, rarely while nobody looks, and at once
 * when somebody looks again. What was known is kept while it gets older.
 */
import type { Ms } from "@flipwatch/core/time";
import type { Asked, Failure } from "./answer.ts";

/** What is known of an answer. Absent data and no failure: it is being asked for the first time. */
export interface Known<T> {
  data?: T;
  /** When the data was last confirmed. */
  at?: Ms;
  /** Why it could not be confirmed since. */
  failure?: Failure;
  /** Nobody here may see it. */
  unauthorised?: true;
}

export interface PollerPorts<T> {
  ask: (signal: AbortSignal) => Promise<Asked<T>>;
  everyMs: number;
  isHidden: () => boolean;
  now: () => Ms;
  /** In [0, 1): so that many viewers don't come back at the same moment. */
  random: () => number;
  /** Calls once after so long, unless it is cancelled by what it gives. */
  later: (ms: number, then: () => void) => () => void;
  /** Called when something changed. A `same` tells only the time of it. */
  changed: (known: Known<T>) => void;
}

export interface Poller {
  /** Asks now: somebody looks again, or did something. */
  again(): void;
  stop(): void;
}

/** While nobody looks, and after failures, at the most so rarely. */
const RARELY_MS = 60_000;
/** After the first failure: most pass at once. */
const SOON_MS = 1_000;

/** For what is not there, and may yet come: the record of an alert's link may be a moment behind it. */
const SLOWLY_MS = 15_000;

/** How long to wait before the next question. */
export function delayMs({ everyMs, failures, isHidden }: { everyMs: number; failures: number; isHidden: boolean }): number {
  const backedOff = failures === 0 ? everyMs : Math.min(Math.max(RARELY_MS, everyMs), SOON_MS * 2 ** Math.min(failures - 1, 20));
  return isHidden ? Math.max(RARELY_MS, backedOff) : backedOff;
}

export function startPoller<T>({ ask, everyMs, isHidden, now, random, later, changed }: PollerPorts<T>): Poller {
  let known: Known<T> = {};
  let failures = 0;
  let underWay: AbortController | undefined;
  let cancel = () => {};
  let isStopped = false;

  const round = async () => {
    const mine = new AbortController();
    underWay = mine;
    const asked = await ask(mine.signal);
    if (isStopped) return;
    underWay = undefined;
    const hope = hopeOf(asked);
    failures = asked.kind === "failed" && hope !== "slow" ? failures + 1 : 0;
    known = after(known, asked, now());
    changed(known);
    if (hope === "none") return;
    const wait = delayMs({ everyMs: hope === "slow" ? Math.max(SLOWLY_MS, everyMs) : everyMs, failures, isHidden: isHidden() });
    cancel = later(failures === 0 ? wait : wait * (0.8 + 0.4 * random()), start);
  };
  const start = () => {
    round().catch((problem: unknown) => {
      // An abort is ours; whatever else is a mistake in the program, and is left to the browser's console.
      if (!isStopped) throw problem;
    });
  };
  start();
  return {
    again: () => {
      if (isStopped || underWay !== undefined) return;
      cancel();
      start();
    },
    stop: () => {
      isStopped = true;
      cancel();
      underWay?.abort();
    },
  };
}

/** Whether asking again may bring something. Without a session it is asked again when somebody signs in, which draws the page anew. */
function hopeOf(asked: Asked<unknown>): "usual" | "slow" | "none" {
  if (asked.kind === "unauthorised") return "none";
  if (asked.kind !== "failed" || asked.failure.retryable) return "usual";
  return asked.failure.words === "failed.missing" || asked.failure.words === "failed.conflict" ? "slow" : "none";
}

function after<T>(known: Known<T>, asked: Asked<T>, at: Ms): Known<T> {
  switch (asked.kind) {
    case "fresh":
      return { data: asked.data, at };
    case "same":
      return { data: known.data, at };
    case "unauthorised":
      return { unauthorised: true };
    case "failed":
      return { data: known.data, at: known.at, failure: asked.failure };
  }
}
