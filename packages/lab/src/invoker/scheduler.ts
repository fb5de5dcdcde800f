/**
 * Invokes functions once a lab minute, as EventBridge Scheduler does with `rate(1 minute)`: late by some seconds, now and then twice, and without
 * waiting for the last one to end. Retries are 0, as the stacks set them, so what fails is left to the next minute.
 *
 * A rate counts from when its schedule was made, so no two of them share a moment: here they are spread over the minute. Lambdas share no
 * processor; fired all at once on a small machine, these would hold up whatever is told just then.
 *
 * Shapes and precision: EventBridge Scheduler User Guide, "Schedule types" (60 s precision) and "What is Amazon EventBridge
 * Scheduler?" (at least once).
 */
import type { LabTime, Random } from "../types.ts";
import { LAB_ACCOUNT, type Outcome } from "./invoker.ts";

export interface Schedule {
  functionName: string;
  region: string;
}

export interface SchedulerOptions {
  /** The first has its turn as the minute begins. */
  schedules: readonly Schedule[];
  time: LabTime;
  random: Random;
  invoke(functionName: string, region: string, event: unknown): Promise<Outcome>;
  /** Whether an event of this schedule already waits for a sandbox; then the next one adds nothing, and is dropped. Default: never. */
  waiting?(functionName: string, region: string): boolean;
  /** Each invocation is late by up to this many lab seconds; AWS promises no better than 60. Default 2. */
  latenessSeconds?: number;
  /** The share of minutes in which a schedule fires twice, 0 to 1. Default 0. */
  duplicates?: number;
  onOutcome?(schedule: Schedule, outcome: Outcome): void;
}

export interface Scheduler {
  /** Fires these now, in turn, each after the one before has ended: what a deployment's first minute comes to. */
  prime(functionNames: readonly string[]): Promise<void>;
  start(): void;
  stop(): void;
}

const MINUTE_SECONDS = 60;

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { time, random, schedules } = options;
  const minuteMs = MINUTE_SECONDS * time.unitMs;
  const timers = new Set<NodeJS.Timeout>();
  let running = false;

  const after = (delayMs: number, action: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      action();
    }, delayMs);
    timers.add(timer);
  };
  const fire = async (schedule: Schedule) => {
    if (options.waiting?.(schedule.functionName, schedule.region)) return options.onOutcome?.(schedule, { status: "waiting" });
    const outcome = await options.invoke(schedule.functionName, schedule.region, scheduledEvent(schedule, time, random));
    options.onOutcome?.(schedule, outcome);
  };
  const lateness = () => random() * (options.latenessSeconds ?? 2) * time.unitMs;
  const turn = (schedule: Schedule) => {
    const times = random() < (options.duplicates ?? 0) ? 2 : 1;
    // A schedule deleted while it fires is Lambda's business; the lab's end is told by the invoker refusing.
    for (let i = 0; i < times; i++) after(lateness(), () => void fire(schedule).catch(() => undefined));
  };
  /** `place`: the schedule's moment in the minute, from 0 up to 1. */
  const repeat = (schedule: Schedule, place: number) => {
    const sinceTurn = (time.now() + (1 - place) * minuteMs) % minuteMs;
    after(minuteMs - sinceTurn, () => {
      if (!running) return;
      turn(schedule);
      repeat(schedule, place);
    });
  };

  return {
    prime: async (functionNames) => {
      for (const name of functionNames) await Promise.all(schedules.filter(({ functionName }) => functionName === name).map(fire));
    },
    start: () => {
      running = true;
      for (const [index, schedule] of schedules.entries()) repeat(schedule, index / schedules.length);
    },
    stop: () => {
      running = false;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

/** The event of a schedule that names no payload of its own; `detail` is a string there, unlike in EventBridge rules. */
function scheduledEvent({ functionName, region }: Schedule, time: LabTime, random: Random) {
  const digits = () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, "0");
  const hex = digits() + digits() + digits() + digits();
  return {
    version: "0",
    id: hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"),
    "detail-type": "Scheduled Event",
    source: "aws.scheduler",
    account: LAB_ACCOUNT,
    time: new Date(time.now()).toISOString().replace(/\.\d+Z$/, "Z"),
    region,
    resources: [`arn:aws:scheduler:${region}:${LAB_ACCOUNT}:schedule/default/flipwatch-${functionName}`],
    detail: "{}",
  };
}
