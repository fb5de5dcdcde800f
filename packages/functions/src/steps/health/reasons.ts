/**
 * Asks Route 53 why a status turned, and how the check looks. A diagnostic, not for polling (Route 53 API Reference, GetHealthCheckStatus): only
 * on a change, and never needed.
 */
import { checkersOf, FlipwatchError, type Reading, type Route53, reasonOf } from "@flipwatch/core";
import type { Log } from "../log.ts";

/** One request a second is allowed for this, and the invocation ends within the minute. */
const CHECKS_A_RUN = 10;
/** Only these are probed by checkers; GetHealthCheckStatus cannot be used on calculated checks (same page). */
const PROBED = new Set(["HTTP", "HTTPS", "HTTP_STR_MATCH", "HTTPS_STR_MATCH", "TCP"]);

/** The turned readings of which something was learned, each with that. */
export async function readingsWithReasons(
  { route53, log }: { route53?: Pick<Route53, "checkers" | "healthChecks">; log: Log },
  turned: readonly Reading[],
): Promise<Reading[]> {
  const explained = new Map<string, Reading>();
  if (!route53 || turned.every((reading) => reading.status === "unknown")) return [];
  try {
    for await (const reading of explain(route53, turned)) explained.set(reading.check, reading);
  } catch (error) {
    if (!(error instanceof FlipwatchError)) throw error;
    log("info", "the checkers could not be asked for a reason", { checks: turned.map((reading) => reading.check), error });
  }
  return [...explained.values()];
}

/** How each check looks comes with one listing; the reasons, a request each, of the first few. */
async function* explain(route53: Pick<Route53, "checkers" | "healthChecks">, turned: readonly Reading[]): AsyncGenerator<Reading> {
  const checks = new Map((await route53.healthChecks()).map((check) => [check.id, check]));
  const known = turned.map((reading) => {
    const { checking } = checks.get(reading.check) ?? {};
    return checking === undefined ? reading : { ...reading, checking };
  });
  yield* known.filter((reading) => reading.checking !== undefined);
  const asked = known.filter((reading) => reading.status !== "unknown").slice(0, CHECKS_A_RUN);
  for (const reading of asked) {
    if (!PROBED.has(checks.get(reading.check)?.type ?? "")) continue;
    const checkers = checkersOf(reading.status, await route53.checkers(reading.check));
    if (checkers !== undefined) yield { ...reading, reason: reasonOf(checkers), checkers };
  }
}
