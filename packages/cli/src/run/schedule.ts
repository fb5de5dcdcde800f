/** When each step runs on one machine: the cloud's schedules, with wake-ups that need no queue. */
import type { Records } from "@flipwatch/adapters/store/records";
import { systemClock } from "@flipwatch/adapters/system-clock";
import { FLEET, FlipwatchError, MINUTE, SECOND } from "@flipwatch/core";
import { shardsToTally } from "@flipwatch/functions/serve/tally";
import type { Log } from "@flipwatch/functions/steps/log";
import type { SQSRecord } from "aws-lambda";
import { HEARTBEAT_TURN_MS, type Parts } from "./parts.ts";
import { repeat } from "./repeat.ts";
import { createWork, type Work } from "./work.ts";

/** As in the cloud: an edit in a zone is followed within a minute, well before the old values run out of grace. */
const DISCOVER_EVERY_MS = MINUTE;
/** Timers (holds, reminders) are seen at most this late; the cloud looks once a minute. */
const TIMERS_EVERY_MS = 10 * SECOND;
const SWEEP_EVERY_MS = 5 * SECOND;
/** Once it is to end, what only reads from AWS is waited for no longer: Route 53 may hang for a minute. What is being told is finished. */
const READING_PATIENCE_MS = 5 * SECOND;
/** For an hour; the next start looks at every log anyway. */
const DELIVER_ATTEMPTS = 1_800;
const DELIVER_PAUSE_MS = 2 * SECOND;

export interface Queues {
  tally: Work;
  deliver: Work;
}

/** How what goes wrong is heard of. */
export interface Trouble {
  log: Log;
  /** A bug of ours: the process is to end in order, since nobody knows what else is wrong. */
  broken(problem: unknown): void;
}

/** The two queues of the cloud: one shard, or one log, at a time. */
export function createQueues(parts: () => Parts, hearing: Trouble): Queues {
  const trouble = (step: string) => (name: string, problem: unknown) => report(hearing, step, problem, { name });
  return {
    tally: createWork(
      async (shard) => void (await parts().tally({ Records: [wakeUp(JSON.stringify({ shard: Number(shard) }))] })),
      trouble("tally"),
    ),
    deliver: createWork((name) => deliverUntilRemembered(parts(), hearing.log, name), trouble("deliver")),
  };
}

/** As the queue would bring the message back: while the store fails nobody remembers that the log is to be told. */
async function deliverUntilRemembered(parts: Parts, log: Log, name: string): Promise<void> {
  for (let attempt = 1; attempt <= DELIVER_ATTEMPTS; attempt += 1) {
    const { batchItemFailures } = await parts.deliver({ Records: [wakeUp("", name)] });
    if (batchItemFailures.length === 0) return;
    log("warn", "telling a log failed and is tried again", { log: name, attempt });
    await systemClock.until(systemClock.now() + DELIVER_PAUSE_MS, parts.signal);
    if (parts.signal.aborted) return;
  }
}

/** Runs until the signal; resolves when every turn has ended, or may be cut off. */
export async function runSchedules(parts: Parts, records: Records, queues: Queues, hearing: Trouble): Promise<void> {
  const over = new AbortController();
  const late = aborted(parts.signal).then(() => systemClock.until(systemClock.now() + READING_PATIENCE_MS, over.signal));
  const every = (step: string, everyMs: number, turn: () => Promise<unknown>) =>
    repeat(systemClock, everyMs, parts.signal, () =>
      turn().then(
        () => undefined,
        // What was cut off finds the store closed.
        (problem) => (over.signal.aborted ? undefined : report(hearing, step, problem, {})),
      ),
    );
  const orLate = (turn: () => Promise<unknown>) => () => Promise.race([turn(), late]);
  // Through the queue, as two tallies of a shard at the same time would only refuse each other's Heads.
  const timers = async () => {
    for (const shard of await shardsToTally(records)) queues.tally.ask(String(shard));
  };
  await Promise.all([
    every("discover", DISCOVER_EVERY_MS, orLate(parts.discover)),
    every("probe", MINUTE, parts.probe),
    every("health", MINUTE, orLate(parts.health)),
    every("tally", TIMERS_EVERY_MS, timers),
    every("deliver", SWEEP_EVERY_MS, () => parts.deliver({})),
    every("heartbeat", HEARTBEAT_TURN_MS, parts.heartbeat),
  ]);
  await queues.tally.idle();
  await queues.deliver.idle();
  over.abort();
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** A crash between a Head's write and the telling leaves no wake-up behind on one machine, so a start looks at every log once. */
export async function wakeAllLogs(records: Records, queues: Queues): Promise<void> {
  const manifests = await records.manifests.current();
  for (const manifest of manifests) for (const slot of manifest.slots) queues.deliver.ask(slot.pair);
  queues.deliver.ask(FLEET);
}

/** A step that fails is told and run again at its next turn; only a bug in our own code ends the process. */
function report({ log, broken }: Trouble, step: string, problem: unknown, facts: Record<string, unknown>): void {
  if (!(problem instanceof FlipwatchError)) broken(problem);
  else log("error", `${step} failed and is tried again`, { ...facts, problem });
}

function wakeUp(body: string, pair?: string): SQSRecord {
  const attribute = pair === undefined ? {} : { pair: { dataType: "String" as const, stringValue: pair } };
  return { messageId: "local", body, messageAttributes: attribute } as SQSRecord;
}
