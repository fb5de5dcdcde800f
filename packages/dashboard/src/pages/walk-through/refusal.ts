/** Why Route 53 refused a record, in a learner's words: which of the lesson's rules it was. The words themselves are the catalogue's. */
import type { PlainKey } from "../../words/words.ts";

/** By what Route 53 says, which is shown beside. */
const reasons: readonly [RegExp, Extract<PlainKey, `walk.refused.${string}`>][] = [
  [/must have an associated health check/, "walk.refused.no-check"],
  [/same name, type and failover/, "walk.refused.second"],
  [/but it already exists/, "walk.refused.exists"],
  [/CNAME.*is not permitted|conflict|other RRSets exist/i, "walk.refused.conflict"],
  [/value|address|not a valid/i, "walk.refused.value"],
];

export function refusalWords(said: string): Extract<PlainKey, `walk.refused.${string}`> {
  return reasons.find(([pattern]) => pattern.test(said))?.[1] ?? "walk.refused.other";
}
