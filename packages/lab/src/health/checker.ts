/**
 * One health checker: looks at its endpoint in its own rhythm, knows nothing of the others, and changes its mind only after as many equal
 * results in a row as the threshold says, in both directions (Developer Guide, page dns-failover-determining-health-of-endpoints).
 */
import type { Ms } from "@flipwatch/core";
import type { CheckConfig } from "../route53/check.ts";
import type { LabTime, Random } from "../types.ts";
import type { ProbeResult } from "./probe.ts";

export interface Seen {
  text: string;
  at: Ms;
}

export interface Checker {
  readonly region: string;
  readonly address: string;
  /** Undefined until it has seen enough. */
  opinion(): boolean | undefined;
  /** How often in a row it has seen the same by now. */
  streak(): { passed: boolean; length: number };
  last(): Seen | undefined;
  lastFailure(): Seen | undefined;
  stop(): Promise<void>;
}

export interface CheckerDeps {
  time: LabTime;
  random: Random;
  region: string;
  address: string;
  /** Read anew at every look, so that an update reaches the checker at its next one. */
  config(): CheckConfig;
  probe(signal: AbortSignal): Promise<ProbeResult>;
  /** After every look. */
  report(result: ProbeResult & { at: Ms }): void;
}

export function startChecker(deps: CheckerDeps): Checker {
  const { time, random, region, address } = deps;
  const over = new AbortController();
  let opinion: boolean | undefined;
  let streak = { passed: true, length: 0 };
  let last: Seen | undefined;
  let lastFailure: Seen | undefined;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const intervalMs = () => (deps.config().requestInterval ?? 30) * time.unitMs;

  function take(result: ProbeResult): void {
    const at = time.now();
    last = { text: result.text, at };
    if (!result.passed) lastFailure = last;
    streak = result.passed === streak.passed ? { ...streak, length: streak.length + 1 } : { passed: result.passed, length: 1 };
    if (streak.length >= (deps.config().failureThreshold ?? 3)) opinion = result.passed;
    deps.report({ ...result, at });
  }
  async function look(startedAt: Ms): Promise<void> {
    const result = await deps.probe(over.signal);
    if (over.signal.aborted) return;
    take(result);
    plan(startedAt + intervalMs());
  }
  function plan(at: Ms): void {
    timer = setTimeout(
      () => {
        running = look(time.now());
      },
      Math.max(0, at - time.now()),
    );
  }

  // Checkers don't agree on a rhythm: with 16 of them at 30 s, an endpoint is looked at about every 2 s.
  plan(time.now() + random() * intervalMs());
  return {
    region,
    address,
    opinion: () => opinion,
    streak: () => streak,
    last: () => last,
    lastFailure: () => lastFailure,
    async stop() {
      clearTimeout(timer);
      over.abort();
      await running;
    },
  };
}
