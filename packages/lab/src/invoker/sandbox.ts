/**
 * One sandbox: a thread with an environment of its own that runs one handler, one invocation at a time, as a Lambda execution
 * environment does. Which sandbox gets which event is decided in `invoker.ts`. Not imitated: Lambda freezes a sandbox between
 * invocations, so a timer left running would go on here.
 */
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import type { ErrorWords, InvokeMessage, SandboxMessage, SandboxSetup, StopMessage } from "./sandbox-protocol.ts";

export type InvocationResult = { status: "ok"; payload: unknown } | ({ status: "error" } & ErrorWords);

export interface SandboxOptions {
  runtime: string;
  handler: string;
  env: Record<string, string>;
  memoryMb: number;
  /** Every line that the handler prints. */
  onLine(line: string): void;
  /** Told once, when no further invocation can be taken. */
  onDeath(): void;
}

export interface Sandbox {
  /** The handler is loaded, or never will be. */
  ready: Promise<void>;
  /** At most one at a time. The time limit begins once the handler is loaded. Never throws: what the handler does wrong is a result. */
  invoke(message: Omit<InvokeMessage, "deadline">, timeoutMs: number): Promise<InvocationResult>;
  close(): Promise<void>;
}

export function startSandbox(options: SandboxOptions): Sandbox {
  return new WorkerSandbox(options);
}

/** Lambda gives a handler ten seconds to load; a busy machine gets more. */
const LOADING_MS = 60_000;
/** How long a thread that is asked to end may go on: nobody waits for one that was out of time, and on a busy machine it hears late. */
const STOPPING_MS = 1_000;
const OUT_OF_TIME_STOPPING_MS = 5_000;

class WorkerSandbox implements Sandbox {
  readonly ready: Promise<void>;
  private loaded: () => void = () => undefined;
  private readonly worker: Worker;
  private readonly options: SandboxOptions;
  /** The invocation that runs, if any. */
  private settle: ((result: InvocationResult) => void) | undefined;
  private requestId = "";
  private lastWords: ErrorWords | undefined;
  private dead = false;
  private exited = false;

  constructor(options: SandboxOptions) {
    this.options = options;
    const setup: SandboxSetup = { handler: pathToFileURL(options.handler).href };
    this.worker = new Worker(options.runtime, {
      workerData: setup,
      env: options.env,
      // Nothing of how the lab itself was started (loaders, inspectors) may leak in.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: options.memoryMb },
      stdout: true,
      stderr: true,
    });
    const slow = setTimeout(() => this.kill("Sandbox.Timedout", `the handler did not load in ${LOADING_MS / 1_000} seconds`), LOADING_MS);
    this.ready = new Promise((resolve) => {
      this.loaded = () => {
        clearTimeout(slow);
        resolve();
      };
    });
    eachLine(this.worker.stdout, options.onLine);
    eachLine(this.worker.stderr, options.onLine);
    this.worker.on("message", (message: SandboxMessage) => this.hear(message));
    this.worker.on("error", (error) => {
      this.lastWords = { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? "").split("\n") };
    });
    this.worker.on("exit", (code) => {
      this.exited = true;
      this.ended(code);
    });
  }

  async invoke(message: Omit<InvokeMessage, "deadline">, timeoutMs: number): Promise<InvocationResult> {
    this.requestId = message.requestId;
    await this.ready;
    return new Promise((resolve) => {
      const errorMessage = `RequestId: ${this.requestId} Error: Task timed out after ${(timeoutMs / 1_000).toFixed(2)} seconds`;
      const timer = setTimeout(() => this.kill("Sandbox.Timedout", errorMessage), timeoutMs);
      this.settle = (result) => {
        clearTimeout(timer);
        this.settle = undefined;
        resolve(result);
      };
      if (this.dead) this.ended(1);
      else this.worker.postMessage({ ...message, deadline: Date.now() + timeoutMs } satisfies InvokeMessage);
    });
  }

  async close(): Promise<void> {
    this.die();
    await this.stop(STOPPING_MS);
  }

  /** Killing a thread in the middle of native work has taken the whole process along, so it is asked to end itself first. */
  private async stop(patienceMs: number): Promise<void> {
    if (this.exited) return;
    const gone = new Promise<void>((resolve) => this.worker.once("exit", () => resolve()));
    this.worker.postMessage({ kind: "stop" } satisfies StopMessage);
    const impatient = setTimeout(() => void this.worker.terminate(), patienceMs);
    await gone;
    clearTimeout(impatient);
  }

  private hear(message: SandboxMessage): void {
    if (message.kind === "ready") {
      this.loaded();
    } else if (message.kind === "init-failed" || message.kind === "crashed") {
      this.lastWords = message.error;
      this.die();
      void this.worker.terminate();
    } else if (message.requestId === this.requestId) {
      this.settle?.(
        message.kind === "result" ? { status: "ok", payload: JSON.parse(message.payload) } : { status: "error", ...message.error },
      );
    }
  }

  private kill(errorType: string, errorMessage: string): void {
    this.lastWords = { errorType, errorMessage, trace: [] };
    this.die();
    this.settle?.({ status: "error", ...this.lastWords });
    void this.stop(OUT_OF_TIME_STOPPING_MS);
  }

  /** The thread is gone; whoever waits learns why, as far as anybody knows. */
  private ended(code: number): void {
    this.die();
    this.loaded();
    const errorMessage = `RequestId: ${this.requestId} Error: Runtime exited with error: exit status ${code}`;
    this.settle?.({ status: "error", ...(this.lastWords ?? { errorType: "Runtime.ExitError", errorMessage, trace: [] }) });
  }

  private die(): void {
    if (this.dead) return;
    this.dead = true;
    this.options.onDeath();
  }
}

function eachLine(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim()) onLine(line);
  });
  stream.on("end", () => {
    if (rest.trim()) onLine(rest);
  });
}
