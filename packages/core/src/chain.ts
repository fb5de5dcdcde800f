/** Follows CNAMEs through an answer section to the values of the type asked for. What the values mean is decided elsewhere. */
import type { AnswerRecord } from "./answer.ts";
import { normaliseName } from "./names.ts";
import type { RecordType } from "./pair.ts";

/** No resolver follows longer chains (BIND and Unbound stop between 8 and 16). */
const HOP_LIMIT = 16;

export interface Chain {
  /** As the server wrote them. Empty where the chain ends without a record of the type. */
  values: readonly string[];
  /** The name asked for, then every CNAME's target. */
  path: readonly string[];
  /** The chain comes back to itself, or doesn't end. */
  loops: boolean;
  /** The smallest on the way, values included; undefined where there is no record on it. */
  ttlSeconds?: number;
}

/** From `name` to the records of `type`, within `records`. A CNAME pair ends at the first target: there the sides differ, not behind it. */
export function chainFrom(name: string, type: RecordType, records: readonly AnswerRecord[]): Chain {
  const owners = records.map((record) => normaliseName(record.name, "decimal"));
  const path: string[] = [name];
  const ttls: number[] = [];
  for (let at = name; path.length <= HOP_LIMIT + 1; ) {
    const own = records.filter((_, index) => owners[index] === at);
    const found = own.filter((record) => record.type === type);
    const hop = own.find((record) => record.type === "CNAME");
    ttls.push(...(found.length > 0 ? found : hop === undefined ? [] : [hop]).map((record) => record.ttlSeconds));
    const ttlSeconds = ttls.length === 0 ? undefined : Math.min(...ttls);
    if (found.length > 0) return { values: found.map((record) => record.value), path, loops: false, ttlSeconds };
    if (hop === undefined) return { values: [], path, loops: false, ttlSeconds };
    const target = normaliseName(hop.value, "decimal");
    const seen = path.includes(target);
    path.push(target);
    if (seen) return { values: [], path, loops: true, ttlSeconds };
    at = target;
  }
  return { values: [], path, loops: true, ttlSeconds: Math.min(...ttls) };
}
