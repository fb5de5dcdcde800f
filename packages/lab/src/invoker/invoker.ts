/**
 * Invokes functions as Lambda does: a warm sandbox if one is free, else a new one, up to the function's concurrency. When and why to invoke is
 * decided by the scheduler, the queues and the API.
 */
import { randomUUID } from "node:crypto";
import { FlipwatchError } from "@flipwatch/core";
import type { Bundles } from "./bundle.ts";
import { type FunctionSpec, timeoutMsOf } from "./functions.ts";
import { createGate } from "./gate.ts";
import { type InvocationResult, type Sandbox, startSandbox } from "./sandbox.ts";

export const LAB_ACCOUNT = "123456789012";

export interface InvokerOptions {
  bundles: Bundles;
  functions: readonly FunctionSpec[];
  unitMs: number;
  /** What a function finds in its environment besides Lambda's own variables. */
  envFor(functionName: string, region: string): Record<string, string>;
  /** Every line a handler prints. */
  onLine(source: { functionName: string; region: string }, line: string): void;
}

/** `waiting`: an event of the same schedule already waits for its sandbox to load, so this one adds nothing. */
export type Outcome = InvocationResult | { status: "throttled" | "waiting" };

export interface FunctionStats {
  functionName: string;
  region: string;
  invocations: number;
  coldStarts: number;
  errors: number;
  throttles: number;
  running: number;
  lastError?: string;
}

export interface Invoker {
  /** Never throws for what the handler does; throws `not-found` for a function that is not there. */
  invoke(functionName: string, region: string, event: unknown): Promise<Outcome>;
  /** Loads a sandbox before it is needed, as provisioned concurrency does. */
  warm(functionName: string, region: string): Promise<void>;
  /** Whether an invocation waits for a sandbox to load. */
  waiting(functionName: string, region: string): boolean;
  stats(): readonly FunctionStats[];
  /** Kills every sandbox, running or not. */
  close(): Promise<void>;
}

interface Pool {
  idle: Sandbox[];
  /** Invocations that wait for a sandbox to load. */
  waiting: number;
  all: Set<Sandbox>;
  stats: FunctionStats;
}

export function createInvoker(options: InvokerOptions): Invoker {
  const pools = new Map<string, Pool>();
  let closed = false;
  const poolOf = (functionName: string, region: string): Pool => {
    const key = `${functionName}@${region}`;
    const known = pools.get(key);
    if (known) return known;
    const stats = { functionName, region, invocations: 0, coldStarts: 0, errors: 0, throttles: 0, running: 0 };
    const pool: Pool = { idle: [], waiting: 0, all: new Set(), stats };
    pools.set(key, pool);
    return pool;
  };
  const specOf = (functionName: string): FunctionSpec => {
    const spec = options.functions.find(({ name }) => name === functionName);
    if (spec && !closed) return spec;
    if (closed) throw new FlipwatchError("lab-failed", "the lab is closed");
    throw new FlipwatchError("not-found", `no function ${functionName}; there are ${options.functions.map(({ name }) => name).join(", ")}`);
  };
  const loading = createGate(MAX_LOADING);
  /** Cold starts share the machine's few cores, unlike Lambda's, so only some load at a time and the others wait their turn. */
  const load = (pool: Pool, spec: FunctionSpec, region: string, known: () => Sandbox | undefined): Promise<Sandbox> =>
    loading(async () => {
      const freed = known();
      if (freed) return freed;
      specOf(spec.name);
      const sandbox = coldStart(pool, spec, region, options);
      await sandbox.ready;
      return sandbox;
    });
  return {
    invoke: async (functionName, region, event) => {
      const spec = specOf(functionName);
      const pool = poolOf(functionName, region);
      if (pool.stats.running >= spec.maxConcurrency) {
        pool.stats.throttles += 1;
        return { status: "throttled" };
      }
      pool.stats.running += 1;
      try {
        const sandbox =
          pool.idle.pop() ??
          (await waitingIn(
            pool,
            load(pool, spec, region, () => pool.idle.pop()),
          ));
        return await runIn(sandbox, pool, spec, region, event, options);
      } finally {
        pool.stats.running -= 1;
      }
    },
    warm: async (functionName, region) => {
      const pool = poolOf(functionName, region);
      const sandbox = await load(pool, specOf(functionName), region, () => undefined);
      if (pool.all.has(sandbox)) pool.idle.push(sandbox);
    },
    waiting: (functionName, region) => poolOf(functionName, region).waiting > 0,
    stats: () => [...pools.values()].map(({ stats }) => ({ ...stats })),
    close: async () => {
      closed = true;
      await Promise.all([...pools.values()].flatMap(({ all }) => [...all].map((sandbox) => sandbox.close())));
    },
  };
}

/** Sandboxes that load at the same time. */
const MAX_LOADING = 2;

async function waitingIn<T>(pool: Pool, work: Promise<T>): Promise<T> {
  pool.waiting += 1;
  try {
    return await work;
  } finally {
    pool.waiting -= 1;
  }
}

async function runIn(
  sandbox: Sandbox,
  pool: Pool,
  spec: FunctionSpec,
  region: string,
  event: unknown,
  options: InvokerOptions,
): Promise<InvocationResult> {
  pool.stats.invocations += 1;
  const result = await sandbox.invoke(messageOf(spec, region, event), timeoutMsOf(spec, options.unitMs));
  if (result.status === "error") {
    pool.stats.errors += 1;
    pool.stats.lastError = `${result.errorType}: ${result.errorMessage}`;
  }
  if (pool.all.has(sandbox)) pool.idle.push(sandbox);
  return result;
}

function coldStart(pool: Pool, spec: FunctionSpec, region: string, options: InvokerOptions): Sandbox {
  const sandbox = startSandbox({
    runtime: options.bundles.runtime,
    handler: options.bundles.fileOf(spec.name),
    env: { ...lambdaEnv(spec, region), ...options.envFor(spec.name, region) },
    memoryMb: spec.memoryMb,
    onLine: (line) => options.onLine({ functionName: spec.name, region }, line),
    onDeath: () => {
      pool.all.delete(sandbox);
      pool.idle = pool.idle.filter((other) => other !== sandbox);
    },
  });
  pool.stats.coldStarts += 1;
  pool.all.add(sandbox);
  return sandbox;
}

/** Each function has keys of its own, as those of its role are, by which its calls are known. */
export function keyOf(functionName: string, region: string): string {
  return `LAB-${functionName}@${region}`;
}

/** What Lambda sets itself. The last four keep the SDK from looking at this machine's own AWS settings, which no Lambda has. */
function lambdaEnv(spec: FunctionSpec, region: string): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_LAMBDA_FUNCTION_NAME: `flipwatch-${spec.name}`,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/flipwatch-${spec.name}`,
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_ACCESS_KEY_ID: keyOf(spec.name, region),
    AWS_SECRET_ACCESS_KEY: "lab",
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    AWS_CONFIG_FILE: "/nonexistent/config",
    AWS_SHARED_CREDENTIALS_FILE: "/nonexistent/credentials",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}

function messageOf(spec: FunctionSpec, region: string, event: unknown) {
  const functionName = `flipwatch-${spec.name}`;
  return {
    kind: "invoke",
    requestId: randomUUID(),
    event: JSON.stringify(event ?? {}),
    context: {
      functionName,
      functionVersion: "$LATEST",
      invokedFunctionArn: `arn:aws:lambda:${region}:${LAB_ACCOUNT}:function:${functionName}`,
      memoryLimitInMB: String(spec.memoryMb),
      logGroupName: `/aws/lambda/${functionName}`,
      logStreamName: "lab",
    },
  } as const;
}
