/** Plays the walk-through on a lab and reads from Flipwatch's own timeline how long each phase took. */
import { channelIds, type IncidentStory, type Ms } from "@flipwatch/core";
import type { Lab } from "@flipwatch/lab/lab";
import { getJson } from "../client/api.ts";
import { followEvents } from "../client/follow.ts";
import { duration } from "../output/duration.ts";
import { fitted } from "../output/fitted.ts";
import { colour } from "../output/terminal.ts";
import { NotSeen, seen } from "./observer.ts";
import { missingPhases } from "./phases.ts";
import { eventAfter, PAIR } from "./sights.ts";
import { clearStage, createStage, type Stage } from "./stage.ts";
import { type Step, stepsOf } from "./walk-through.ts";

/** For each step, in lab seconds and at least in real ones: generous, since a busy machine doesn't get faster with the lab. */
const STEP_SECONDS = 400;
const SHORTEST_STEP_MS = 30_000;
const LOOK_AT_LOG_EVERY_MS = 100;
/** For phases that are known a little later than the last step: a channel that is told after Slack, a client that follows late. */
const PHASES_SECONDS = 120;
const SHORTEST_PHASES_MS = 5_000;
/** Below a step's title. */
const INDENT = 11;

export interface SeenStep {
  id: string;
  title: string;
  ok: boolean;
  /** When it was seen, or given up. */
  at: Ms;
  /** Since the walk-through began. */
  afterMs: number;
  /** What was seen, or why it was not. */
  seen: string;
}

export interface DemoResult {
  kind: "demo.result";
  ok: boolean;
  speed: number;
  tookMs: number;
  steps: SeenStep[];
  /** The incident with its measured phases, out of the timeline; in real milliseconds of this run. */
  incident?: IncidentStory;
  /** The channels that are to be told of both ways of the flip. */
  channels: string[];
  /** Phases that were not measured, as `failover: sns`; `ok` is false then. */
  missing: string[];
}

export interface PlayOptions {
  say(line: string): void;
  signal: AbortSignal;
}

export async function play(lab: Lab, options: PlayOptions): Promise<DemoResult> {
  const startedAt = lab.time.now();
  const stage = createStage(lab);
  const stop = new AbortController();
  const follow = {
    api: lab.addresses.endpoint,
    since: startedAt,
    everyMs: LOOK_AT_LOG_EVERY_MS,
    signal: stop.signal,
    patient: true as const,
  };
  const following = followEvents(follow, (event) => stage.record.events.push(event));
  try {
    const steps = await playSteps(stage, startedAt, options);
    const all = steps.every((step) => step.ok) && !options.signal.aborted;
    const channels = channelIds(lab.config.channels);
    const incident = all ? await measured(stage, channels) : undefined;
    const missing = all ? missingPhases(incident, channels) : [];
    const ok = all && missing.length === 0;
    const tookMs = lab.time.now() - startedAt;
    return { kind: "demo.result", ok, speed: 1_000 / lab.time.unitMs, tookMs, steps, incident, channels, missing };
  } finally {
    stop.abort();
    await following;
    await clearStage(stage);
  }
}

/** In order, up to the first that is not seen: what comes after it would mean nothing. */
async function playSteps(stage: Stage, startedAt: number, { say, signal }: PlayOptions): Promise<SeenStep[]> {
  const played: SeenStep[] = [];
  for (const step of stepsOf(stage)) {
    if (signal.aborted) break;
    const result = await playStep(stage, step, startedAt);
    played.push(result);
    const mark = result.ok ? colour.green("✔") : colour.red("✖");
    say(fitted(`${mark} ${colour.dim(duration(result.afterMs).padStart(7))}  ${step.title}`, INDENT));
    say(fitted(`${" ".repeat(INDENT)}${colour.dim(result.seen)}`, INDENT));
    if (!result.ok) break;
  }
  return played;
}

async function playStep(stage: Stage, { id, title, look }: Step, startedAt: Ms): Promise<SeenStep> {
  const seenAs = (ok: boolean, words: string): SeenStep => {
    const at = stage.lab.time.now();
    return { id, title, ok, at, afterMs: at - startedAt, seen: words };
  };
  try {
    return seenAs(true, await seen(Math.max(SHORTEST_STEP_MS, STEP_SECONDS * stage.lab.time.unitMs), look));
  } catch (problem) {
    if (!(problem instanceof NotSeen)) throw problem;
    return seenAs(false, problem.message);
  }
}

/** The incident that the walk-through's own failover belongs to, once all its phases are known, or as far as they are by then. */
async function measured(stage: Stage, channels: readonly string[]): Promise<IncidentStory | undefined> {
  let story: IncidentStory | undefined;
  try {
    await seen(Math.max(SHORTEST_PHASES_MS, PHASES_SECONDS * stage.lab.time.unitMs), async () => {
      story = await storyOf(stage);
      return missingPhases(story, channels).length === 0 ? story : undefined;
    });
  } catch (problem) {
    if (!(problem instanceof NotSeen)) throw problem;
  }
  return story;
}

async function storyOf(stage: Stage): Promise<IncidentStory | undefined> {
  const path = `/api/pairs/${encodeURIComponent(PAIR)}/timeline`;
  const { incidents } = await getJson<{ incidents: IncidentStory[] }>(stage.lab.addresses.endpoint, path);
  const flip = eventAfter(stage, "failover", stage.began.failover)?.id;
  return incidents.find(({ legs }) => legs.some(({ event }) => event === flip));
}
