/** Subscription filter policies over message attributes: equality, prefix, anything-but, exists, numbers (SNS Developer Guide, page sns-subscription-filter-policies). */
import { isFields } from "../aws/fields.ts";
import { invalidParameter, type SnsAttribute } from "./message.ts";

export type FilterPolicy = Readonly<Record<string, readonly unknown[]>>;

/** At most five attribute names and 150 combinations (page subscription-filter-policy-constraints). */
export function readFilterPolicy(policy: string): FilterPolicy {
  let parsed: unknown;
  try {
    parsed = JSON.parse(policy);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw invalidParameter("FilterPolicy: failed to parse JSON");
  }
  if (!isFields(parsed)) throw invalidParameter("FilterPolicy: must be a JSON object");
  const entries = Object.entries(parsed);
  if (entries.length > 5) throw invalidParameter("FilterPolicy: Filter policy can not have more than 5 keys");
  if (entries.reduce((product, [, values]) => product * (Array.isArray(values) ? values.length : 1), 1) > 150) {
    throw invalidParameter("FilterPolicy: Filter policy is too complex");
  }
  for (const [name, values] of entries) {
    if (!Array.isArray(values) || values.length === 0) throw invalidParameter(`FilterPolicy: "${name}" must be an object or an array`);
    for (const value of values) refuseUnknown(value);
  }
  return parsed as FilterPolicy;
}

const operators = ["prefix", "anything-but", "exists"];

function refuseUnknown(value: unknown): void {
  if (["string", "number", "boolean"].includes(typeof value) || value === null) return;
  const names = isFields(value) ? Object.keys(value) : [];
  if (names.length !== 1 || !operators.includes(names[0] ?? ""))
    throw invalidParameter(`FilterPolicy: the lab knows ${operators.join(", ")} and plain values`);
}

export function passes(policy: FilterPolicy | undefined, attributes: Readonly<Record<string, SnsAttribute>>): boolean {
  return Object.entries(policy ?? {}).every(([name, wanted]) => wanted.some((want) => meets(want, valuesOf(attributes[name]))));
}

/** An attribute of type String.Array matches by any of its members. */
function valuesOf(attribute: SnsAttribute | undefined): readonly unknown[] | undefined {
  if (!attribute) return undefined;
  if (attribute.dataType === "Number") return [Number(attribute.value)];
  if (attribute.dataType !== "String.Array") return [attribute.value];
  try {
    const parsed: unknown = JSON.parse(attribute.value);
    return Array.isArray(parsed) ? parsed : [];
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return [];
  }
}

function meets(want: unknown, values: readonly unknown[] | undefined): boolean {
  if (isFields(want) && "exists" in want) return want.exists === (values !== undefined);
  if (!values) return false;
  if (isFields(want) && "prefix" in want) return values.some((value) => String(value).startsWith(String(want.prefix)));
  if (isFields(want) && "anything-but" in want) {
    const refused = Array.isArray(want["anything-but"]) ? want["anything-but"] : [want["anything-but"]];
    return values.every((value) => !refused.includes(value));
  }
  return values.includes(want);
}
