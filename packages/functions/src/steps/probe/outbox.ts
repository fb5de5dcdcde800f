/** Puts a shard's ballots into the box, one after the other, and wakes tally. A store that fails delays them, in order; it never ends the loop. */
import type { Records } from "@flipwatch/adapters/store/records";
import { type Ballot, FlipwatchError, type WakeUps } from "@flipwatch/core";
import type { Log } from "../log.ts";

/** Ballots that wait for a failing store: ten minutes' worth at 10 s. Beyond that the oldest is given up. */
const WAITING_LIMIT = 60;

export interface Outbox {
  /** Returns at once. `wake`: tally should look as soon as it is in the box. */
  post(ballot: Ballot, wake: boolean): void;
  /** Resolves when nothing more can be done for now, what waits tried once more. Throws what was no trouble of the store or the queue. */
  idle(): Promise<void>;
}

export interface OutboxOptions {
  ballots: Pick<Records["ballots"], "put">;
  wakeUps: WakeUps;
  intervalMs: number;
  log: Log;
  /** The ballot is not in the box and will not be: refused, or given up. */
  onLost(ballot: Ballot): void;
  onDone(what: "ballots" | "refused" | "failedWrites" | "wakeUps"): void;
}

export function createOutbox(options: OutboxOptions): Outbox {
  const waiting: { ballot: Ballot; wake: boolean }[] = [];
  let owedWake: Ballot | undefined;
  let sending: Promise<void> = Promise.resolve();
  let isSending = false;

  /** One ballot; false when the store fails and the rest has to wait. */
  async function sendOne(next: { ballot: Ballot; wake: boolean }): Promise<boolean> {
    const outcome = await tried(options, next.ballot);
    if (outcome === "later") waiting.unshift(next);
    else if (outcome === "lost") options.onLost(next.ballot);
    else if (next.wake) owedWake = next.ballot;
    if (owedWake !== undefined && (await woken(options, owedWake))) owedWake = undefined;
    return outcome !== "later";
  }

  async function send(): Promise<void> {
    isSending = true;
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) if (!(await sendOne(next))) break;
    } finally {
      isSending = false;
    }
  }

  function begin(): void {
    if (isSending || waiting.length === 0) return;
    sending = send();
    // Seen by idle(); until then it must not count as unhandled.
    sending.catch(() => undefined);
  }

  return {
    post(ballot, wake) {
      waiting.push({ ballot, wake });
      const oldest = waiting.length > WAITING_LIMIT ? waiting.shift() : undefined;
      if (oldest !== undefined) options.onLost(oldest.ballot);
      begin();
    },
    idle() {
      begin();
      return sending;
    },
  };
}

async function tried(options: OutboxOptions, ballot: Ballot): Promise<"sent" | "lost" | "later"> {
  const { region, shard, round } = ballot;
  try {
    const accepted = await options.ballots.put(ballot, options.intervalMs);
    options.onDone(accepted ? "ballots" : "refused");
    if (!accepted) options.log("info", "the ballot box holds this round already; the ballot is skipped", { region, shard, round });
    return accepted ? "sent" : "lost";
  } catch (problem) {
    if (!(problem instanceof FlipwatchError)) throw problem;
    options.onDone("failedWrites");
    const plan = problem.retryable ? "it is put again with the next round" : "it is given up";
    options.log("error", `a ballot could not be put into the box; ${plan}`, { region, shard, round, problem });
    return problem.retryable ? "later" : "lost";
  }
}

/** A lost wake-up costs at most a minute, so it is owed until the next ballot and no longer fussed about. */
async function woken(options: OutboxOptions, { region, shard, round }: Ballot): Promise<boolean> {
  try {
    await options.wakeUps.wake(shard, `${region}#${shard}#${round}`);
    options.onDone("wakeUps");
    return true;
  } catch (problem) {
    if (!(problem instanceof FlipwatchError)) throw problem;
    options.log("warn", "tally could not be woken; its minute's run will see the ballot", { region, shard, round, problem });
    return false;
  }
}
