/** The Lambda functions as the lab deploys them: handler, timeout, memory, concurrency. The cloud stack states its own. */

export interface FunctionSpec {
  name: string;
  /** In lab seconds, unless unscaled. */
  timeoutSeconds: number;
  /** It waits for sockets by limits of its own, which no lab's speed divides. */
  isUnscaled?: true;
  memoryMb: number;
  /** Invocations at the same time, in one region; more are throttled. */
  maxConcurrency: number;
}

/**
 * `probe` lives 175 s of its 180 and overlaps with its successor; `tally` and the rest are done in seconds. `deliver` begins no step after 20 s,
 * and a step may take as long: killed in the middle of a send it would leave a claim that nobody may touch for a minute. Concurrency is bounded
 * by what a small machine bears.
 */
export const labFunctions: readonly FunctionSpec[] = [
  { name: "discover", timeoutSeconds: 60, memoryMb: 256, maxConcurrency: 2 },
  { name: "probe", timeoutSeconds: 180, memoryMb: 256, maxConcurrency: 4 },
  { name: "health", timeoutSeconds: 60, memoryMb: 256, maxConcurrency: 2 },
  { name: "tally", timeoutSeconds: 60, memoryMb: 256, maxConcurrency: 4 },
  { name: "deliver", timeoutSeconds: 60, isUnscaled: true, memoryMb: 256, maxConcurrency: 4 },
  { name: "heartbeat", timeoutSeconds: 30, memoryMb: 256, maxConcurrency: 2 },
  { name: "api", timeoutSeconds: 30, memoryMb: 256, maxConcurrency: 4 },
  { name: "interact", timeoutSeconds: 10, memoryMb: 256, maxConcurrency: 2 },
];

/** The machine does not compute faster in a fast lab, so no timeout is scaled below this. */
const MIN_TIMEOUT_MS = 15_000;

export function timeoutMsOf(spec: FunctionSpec, unitMs: number): number {
  if (spec.isUnscaled) return spec.timeoutSeconds * 1_000;
  return Math.max(spec.timeoutSeconds * unitMs, Math.min(spec.timeoutSeconds * 1_000, MIN_TIMEOUT_MS));
}

/** How many invocations of a function run at the same time, in one region. */
export function concurrencyOf(name: string): number {
  const spec = labFunctions.find((one) => one.name === name);
  if (spec === undefined) throw new RangeError(`no function ${name}`);
  return spec.maxConcurrency;
}
