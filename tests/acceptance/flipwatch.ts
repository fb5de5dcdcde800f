/** Runs `flipwatch` as people do: a process of its own, read by its output, ended by its pid. Nothing started here outlives its test. */
import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";
import { eventSchema, type FlipwatchEvent } from "@flipwatch/core";
import { until } from "./until.ts";

const BIN = resolve(import.meta.dirname, "../../packages/cli/bin/flipwatch.mjs");

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface Flipwatch {
  pid: number;
  /** Whole lines so far, without those of a reader that has not seen their end. */
  lines(): string[];
  stderr(): string;
  exited: Promise<Exit>;
  /** The first line of `--json`: what listens where. */
  ready<T>(): Promise<T>;
  /** The events printed so far by `--json`, each checked against the published schema. */
  events(): FlipwatchEvent[];
  /** Waits for an event; an earlier one counts too. */
  event(what: string, match: (event: FlipwatchEvent) => boolean, deadlineMs?: number): Promise<FlipwatchEvent>;
  /** Ctrl-C. */
  interrupt(): Promise<Exit>;
  /** `kill -9`. */
  kill(): Promise<Exit>;
}

export interface Where {
  cwd: string;
  env?: Record<string, string>;
}

const started = new Set<ChildProcess>();

/** For `afterEach` and `afterAll`: ends what a failed test left running. */
export async function endAll(): Promise<void> {
  await Promise.all([...started].map((child) => ended(child)));
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) return done();
    child.once("exit", () => done());
    child.kill("SIGKILL");
  });
}

/** The tests' own environment says nothing about AWS, and a test must not reach an account by accident. */
function environment(own: Record<string, string> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(AWS_|FLIPWATCH_|VITEST|NODE_OPTIONS$|NODE_ENV$)/.test(name));
  return { ...Object.fromEntries(kept), AWS_EC2_METADATA_DISABLED: "true", ...own };
}

export function startFlipwatch(args: readonly string[], where: Where): Flipwatch {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: where.cwd,
    env: environment(where.env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.add(child);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const exited = new Promise<Exit>((done) => {
    child.once("close", (code, signal) => {
      started.delete(child);
      done({ code, signal, stdout, stderr });
    });
  });
  let over = false;
  void exited.then(() => {
    over = true;
  });
  const lines = () => stdout.split("\n").slice(0, -1);
  const parsed = createEventReader(lines);
  const seen = () => `flipwatch ${args.join(" ")} printed:\n${stdout.slice(-4_000)}\nand on standard error:\n${stderr.slice(-4_000)}`;
  const unlessOver = (): undefined => {
    if (over) throw new Error(`it has ended. ${seen()}`);
  };
  const signalled = (signal: NodeJS.Signals) => () => {
    child.kill(signal);
    return exited;
  };
  return {
    pid: child.pid ?? 0,
    lines,
    stderr: () => stderr,
    exited,
    async ready<T>() {
      const first = await until("the first line", () => lines()[0] ?? unlessOver(), { seen });
      return JSON.parse(first) as T;
    },
    events: parsed,
    async event(what, match, deadlineMs) {
      const find = () => parsed().find(match);
      return until(what, () => find() ?? unlessOver(), { deadlineMs, seen });
    },
    interrupt: signalled("SIGINT"),
    kill: signalled("SIGKILL"),
  };
}

/** Reads each line once: the first is the ready line (or an event, where the command has none), every other an event or an error. */
function createEventReader(lines: () => string[]): () => FlipwatchEvent[] {
  const events: FlipwatchEvent[] = [];
  let read = 0;
  return () => {
    for (const line of lines().slice(read)) {
      read += 1;
      const value: unknown = JSON.parse(line);
      const isReady = read === 1 && typeof value === "object" && value !== null && "kind" in value && /\.ready$/.test(String(value.kind));
      if (isReady) continue;
      eventSchema.parse(value);
      events.push(value as FlipwatchEvent);
    }
    return events;
  };
}

/** Runs a command to its end. */
export async function flipwatch(args: readonly string[], where: Where): Promise<Exit> {
  return startFlipwatch(args, where).exited;
}
