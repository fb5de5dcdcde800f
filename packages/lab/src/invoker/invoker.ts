/**
 * Invokes functions as Lambda does: a warm sandbox if one is free, else a new one, up to the function's concurrency. When and why to invoke is
 * decided by the scheduler, the queues and the API.
 */
import { randomUUID } from "node:crypto";
import { FlipwatchError, type Ms } from "@flipwatch/core";
import type { Bundles } from "./bundle.ts";
import { type FunctionSpec, timeoutMsOf } from "./functions.ts";
import { type InvocationResult, type Sandbox, startSandbox } from "./sandbox.ts";

export const LAB_ACCOUNT = "123456789012";

export interface InvokerOptions {
  bundles: Bundles;
  functions: readonly FunctionSpec[];
  unitMs: number;
  now(): Ms;
  /** What a function finds in its environment besides Lambda's own variables. */
  envFor(functionName: string, region: string): Record<string, string>;
  /** Every line a handler prints. */
  onLine(source: { functionName: string; region: string }, line: string): void;
}

export type Outcome = InvocationResult | { status: "throttled" };

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
  stats(): readonly FunctionStats[];
  /** Kills every sandbox, running or not. */
  close(): Promise<void>;
}

interface Pool {
  idle: Sandbox[];
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
    const pool: Pool = { idle: [], all: new Set(), stats };
    pools.set(key, pool);
    return pool;
  };
  return {
    invoke: async (functionName, region, event) => {
      const spec = options.functions.find(({ name }) => name === functionName);
      if (!spec)
        throw new FlipwatchError(
          "not-found",
          `no function ${functionName}; there are ${options.functions.map(({ name }) => name).join(", ")}`,
        );
      if (closed) throw new FlipwatchError("lab-failed", "the lab is closed");
      const pool = poolOf(functionName, region);
      if (pool.stats.running >= spec.maxConcurrency) {
        pool.stats.throttles += 1;
        return { status: "throttled" };
      }
      return runIn(pool, spec, region, event, options);
    },
    stats: () => [...pools.values()].map(({ stats }) => ({ ...stats })),
    close: async () => {
      closed = true;
      await Promise.all([...pools.values()].flatMap(({ all }) => [...all].map((sandbox) => sandbox.close())));
    },
  };
}

async function runIn(pool: Pool, spec: FunctionSpec, region: string, event: unknown, options: InvokerOptions): Promise<InvocationResult> {
  const timeoutMs = timeoutMsOf(spec, options.unitMs);
  const sandbox = pool.idle.pop() ?? coldStart(pool, spec, region, options);
  pool.stats.invocations += 1;
  pool.stats.running += 1;
  const result = await sandbox.invoke(messageOf(spec, region, event, options.now() + timeoutMs), timeoutMs);
  pool.stats.running -= 1;
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
    AWS_ACCESS_KEY_ID: "AKIALABLABLABLABLAB0",
    AWS_SECRET_ACCESS_KEY: "lab",
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    AWS_CONFIG_FILE: "/nonexistent/config",
    AWS_SHARED_CREDENTIALS_FILE: "/nonexistent/credentials",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}

function messageOf(spec: FunctionSpec, region: string, event: unknown, deadline: Ms) {
  const functionName = `flipwatch-${spec.name}`;
  return {
    kind: "invoke",
    requestId: randomUUID(),
    event: JSON.stringify(event ?? {}),
    deadline,
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
