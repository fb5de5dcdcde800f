/** Asks the checkers why a status turned. A diagnostic, not for polling (Route 53 API Reference, GetHealthCheckStatus): only on a change, and never needed. */
import { FlipwatchError, type Reading, type Route53, reasonOf } from "@flipwatch/core";
import type { Log } from "../log.ts";

/** One request a second is allowed for this, and the invocation ends within the minute. */
const CHECKS_A_RUN = 10;
/** Only these are probed by checkers; GetHealthCheckStatus cannot be used on calculated checks (same page). */
const PROBED = new Set(["HTTP", "HTTPS", "HTTP_STR_MATCH", "HTTPS_STR_MATCH", "TCP"]);

export async function readingsWithReasons(
  { route53, log }: { route53?: Pick<Route53, "checkers" | "healthChecks">; log: Log },
  turned: readonly Reading[],
): Promise<Reading[]> {
  const asked = turned.filter((reading) => reading.status !== "unknown").slice(0, CHECKS_A_RUN);
  const explained: Reading[] = [];
  if (!route53 || asked.length === 0) return explained;
  try {
    for await (const reading of explain(route53, asked)) explained.push(reading);
  } catch (error) {
    if (!(error instanceof FlipwatchError)) throw error;
    log("info", "the checkers could not be asked for a reason", { checks: asked.map((reading) => reading.check), error });
  }
  return explained;
}

async function* explain(route53: Pick<Route53, "checkers" | "healthChecks">, asked: readonly Reading[]): AsyncGenerator<Reading> {
  const types = new Map((await route53.healthChecks()).map((check) => [check.id, check.type]));
  for (const reading of asked) {
    if (!PROBED.has(types.get(reading.check) ?? "")) continue;
    const reason = reasonOf(reading.status, await route53.checkers(reading.check));
    if (reason !== undefined) yield { ...reading, reason };
  }
}
