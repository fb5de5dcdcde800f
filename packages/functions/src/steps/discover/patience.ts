/**
 * Decides which findings are told only once they have lasted: a zone that can't be read is mostly read again a minute later, and that wakes nobody.
 * It is listed at once all the same.
 */
import { type Finding, type FindingRule, MINUTE, type Ms, SECOND } from "@flipwatch/core";

const passing: ReadonlySet<FindingRule> = new Set(["zone-unreadable"]);

/** With a discovery a minute, five in a row that fail. */
const LASTS_MS = 5 * MINUTE;

/** What was found now, with the time since when; `before`: what is known. `unitMs`: one second of configuration in real milliseconds. */
export function withPatience(found: readonly Finding[], before: readonly Finding[], now: Ms, unitMs: number = SECOND): Finding[] {
  return found.map((finding) => {
    if (!passing.has(finding.rule)) return finding;
    // One zone may fail in several ways, one after the other.
    const known = before.filter(({ rule, pair }) => rule === finding.rule && pair === finding.pair);
    const since = Math.min(now, ...known.flatMap((one) => one.since ?? []));
    const isPending = known.length === 0 || now - since < (LASTS_MS * unitMs) / SECOND;
    return { ...finding, since, ...(isPending ? { pending: true as const } : {}) };
  });
}
