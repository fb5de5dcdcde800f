/** Why a pair is served as it is, in one sentence: what Route 53 does with the health of both sides, and what does not fit that. */
import type { PairSummary } from "@flipwatch/functions/api/pairs";
import { momentTitle } from "../../parts/time.tsx";
import { say } from "../../words/words.ts";

export type Known = Pick<PairSummary, "role" | "decided" | "fresh" | "at" | "health" | "incident" | "retired">;

/** The reason as far as it is known. What servers and checkers said stands beside it, as they said it. */
export function whyText(pair: Known): string {
  const { role, decided, fresh, at, retired } = pair;
  if (retired)
    return at === undefined
      ? say("pair.why.retired")
      : say("pair.why.retiredSince", { time: momentTitle(at), role: say(`role.${decided}`) });
  if (!fresh && at === undefined) return say("pair.why.neverHeard");
  if (!fresh && at !== undefined) return say("pair.why.unheard", { time: momentTitle(at), role: say(`role.${decided}`) });
  if (role === "primary") return whyPrimary(pair);
  return role === "secondary" ? whySecondary(pair) : say(`pair.why.${role}`);
}

function whyPrimary({ health: { primary, secondary }, incident }: Known): string {
  if (incident?.back !== undefined && incident.lastResort !== true && !isSickAgain(primary, incident.back.by))
    return say("pair.why.unverified");
  switch (primary.status) {
    case "healthy":
      return say("pair.why.primaryHealthy");
    case "none":
      return say("pair.why.primaryUnchecked");
    case "unknown":
      return say("pair.why.primaryUnread");
    case "unhealthy":
      return say(secondary.status === "unhealthy" ? "pair.why.lastResort" : "pair.why.switching");
  }
}

/** Readings come later than answers: one of before the return says nothing of it. */
function isSickAgain({ status, since }: Known["health"]["primary"], backBy: number): boolean {
  return status === "unhealthy" && (since === undefined || since > backBy);
}

function whySecondary({ health: { primary } }: Known): string {
  if (primary.status === "unhealthy") return say("pair.why.failedOver");
  if (primary.status === "none") return say("pair.why.failedOverUnchecked");
  return say("pair.why.failedOverThough", { status: say(`health.${primary.status}`) });
}
