/** Says what one answer means for a pair. Whether that is believed, and what it makes of the pair's role, is decided elsewhere. */
import type { Answer, Judgement, Reply } from "./answer.ts";
import { chainFrom } from "./chain.ts";
import type { PairDefinition, RecordType } from "./pair.ts";
import { listed } from "./phrases.ts";
import { type Sorted, sidesOf, sortValues } from "./sides.ts";
import type { Ms } from "./time.ts";
import { readValue } from "./values.ts";

/** More values, or longer ones, are not kept as evidence, so that one odd server can't blow up a ballot. */
export const EVIDENCE_LIMIT = 20;
const EVIDENCE_LENGTH = 200;

export interface JudgeOptions {
  /** True where a name server of the zone was asked: its reply must say so itself (AA). False for a resolver's. */
  authoritative: boolean;
}

/**
 * Judges an answer against a pair's definition. Never throws for what a server sent.
 *
 * Values are compared as sets, in normal form: any order, any subset that belongs to one side only. A value that stands on both sides tells
 * nothing and is ignored unless nothing else is left (`ambiguous`). Any value of neither side makes the answer `stray`, even beside known
 * ones: somebody put it there. For `graceMs` after a revision the values of the one before stay valid.
 */
export function judge(definition: PairDefinition, answer: Answer, now: Ms, graceMs: number, options: JudgeOptions): Judgement {
  if (answer.kind === "silence") return failed(`no reply from ${answer.server} over ${answer.transport.toUpperCase()}: ${answer.reason}`);
  const refusal = refusalOf(answer, options);
  if (refusal !== undefined) return failed(refusal);
  const chain = chainFrom(definition.name, definition.type, answer.records);
  if (chain.values.length === 0) return { ...emptyOf(definition, answer, chain.path, chain.loops), ttlSeconds: chain.ttlSeconds };
  const values = [...new Set(chain.values.map((raw) => readValue(definition.type, raw, "decimal") ?? raw))].sort();
  const sorted = sortValues(values, sidesOf(definition, now, graceMs));
  return { ...verdictOf(definition, sorted), values: kept(values), ttlSeconds: chain.ttlSeconds };
}

function kept(values: readonly string[]): string[] {
  const cut = (value: string): string => (value.length > EVIDENCE_LENGTH ? `${value.slice(0, EVIDENCE_LENGTH - 1)}…` : value);
  return values.slice(0, EVIDENCE_LIMIT).map(cut);
}

function failed(reason: string): Judgement {
  return { verdict: "failed", reason, values: [] };
}

/** Why a reply can't be taken for the zone's word; undefined when it can. */
function refusalOf(reply: Reply, options: JudgeOptions): string | undefined {
  if (reply.rcode !== "NOERROR" && reply.rcode !== "NXDOMAIN") return `${reply.server} answered ${reply.rcode}`;
  if (!options.authoritative || reply.authoritative) return undefined;
  return `not authoritative: ${reply.server} answered ${reply.rcode} without speaking for the zone (no AA flag), as a lame or wrongly delegated server does`;
}

function emptyOf(definition: PairDefinition, reply: Reply, path: readonly string[], loops: boolean): Judgement {
  const end = path.at(-1) ?? definition.name;
  const way = path.length > 1 ? ` (${path.join(" → ")})` : "";
  const reason = loops
    ? `the CNAMEs run in a circle${way}`
    : reply.rcode === "NXDOMAIN"
      ? `${end} does not exist (NXDOMAIN)${way}`
      : `${end} has no ${definition.type} record in the answer${way}`;
  return { verdict: "empty", reason, values: [] };
}

function verdictOf(definition: PairDefinition, sorted: Sorted): Pick<Judgement, "verdict" | "reason"> {
  const { primary, secondary, both, neither } = sorted;
  const type = definition.type;
  if (neither.length > 0) return { verdict: "stray", reason: strayReason(definition, sorted) };
  if (primary.length > 0 && secondary.length > 0) {
    return {
      verdict: "mixed",
      reason: `values of both sides in one answer: ${named(type, primary, "primary")}, ${named(type, secondary, "secondary")}`,
    };
  }
  const own = primary.length > 0 ? primary : secondary;
  if (own.length === 0) return { verdict: "ambiguous", reason: `${listed(type, both)} ${stands(both)} on both sides${old(sorted, both)}` };
  const side = primary.length > 0 ? "primary" : "secondary";
  const ignored =
    both.length > 0 ? `; ${listed(type, both)} ${stands(both)} on both sides and tell${both.length === 1 ? "s" : ""} nothing` : "";
  return { verdict: side, reason: `${named(type, own, side)}${old(sorted, own)}${ignored}` };
}

function strayReason(definition: PairDefinition, { primary, secondary, neither }: Sorted): string {
  const type = definition.type;
  const beside = [
    ...(primary.length > 0 ? [named(type, primary, "primary")] : []),
    ...(secondary.length > 0 ? [named(type, secondary, "secondary")] : []),
  ];
  const known = `primary is ${listed(type, definition.primary.values)}, secondary is ${listed(type, definition.secondary.values)}`;
  const company = beside.length > 0 ? `, beside ${beside.join(" and ")}` : "";
  return `${listed(type, neither)} ${neither.length === 1 ? "is" : "are"} on neither side${company}; ${known}`;
}

function named(type: RecordType, values: readonly string[], side: string): string {
  return `${listed(type, values)} (${side})`;
}

function stands(values: readonly string[]): string {
  return values.length === 1 ? "stands" : "stand";
}

/** Said where a value counts only because of the revision before. */
function old(sorted: Sorted, values: readonly string[]): string {
  return values.some((value) => sorted.old.has(value)) ? ", counting the values from before the last edit, still valid" : "";
}
