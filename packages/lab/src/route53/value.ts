/**
 * Whether a record's value fits its type (Route 53 Developer Guide, page ResourceRecordTypes). The wording and the codes of A, AAAA and TXT
 * are AWS's own, from public reports; the codes of other types follow the same pattern.
 */
import { isIPv4, isIPv6 } from "node:net";

type Rule = (value: string) => [code: string, text: string] | undefined;

const hostName = /^(?=.{1,254}$)([^\s.]{1,63})(\.[^\s.]{1,63})*\.?$/;
const quoted = /^("([^"\\]|\\.)*")(\s+"([^"\\]|\\.)*")*$/s;

const rules: Record<string, Rule> = {
  A(value) {
    if (/\s/.test(value)) return ["ARRDATANotSingleField", "Value contains spaces"];
    return isIPv4(value) ? undefined : ["ARRDATAIllegalIPv4Address", "Value is not a valid IPv4 address"];
  },
  AAAA: (value) => (isIPv6(value) ? undefined : ["AAAARRDATAIllegalIPv6Address", "Value is not a valid IPv6 address"]),
  TXT: text,
  SPF: text,
  CNAME: name,
  NS: name,
  PTR: name,
  MX: (value) => numbersThenName(value, 1, "MXRRDATANotTwoFields", "Value must have a priority and a host name"),
  SRV: (value) => numbersThenName(value, 3, "SRVRRDATANotFourFields", "Value must have a priority, a weight, a port and a host name"),
  CAA: (value) =>
    /^(\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5]) [a-zA-Z0-9]+ ".*"$/.test(value)
      ? undefined
      : ["CAARRDATAInvalid", "Value must have flags, a tag and a quoted value"],
};

/** The messages for a record set's values, none when all are right. */
export function valueFaults(type: string, values: readonly string[]): string[] {
  const faults = values.flatMap((value) => {
    const fault = value === "" ? (["RRDATAEmpty", "Value is empty"] as const) : rules[type]?.(value);
    return fault ? [`Invalid Resource Record: 'FATAL problem: ${fault[0]} (${fault[1]}) encountered with '${value}''`] : [];
  });
  const doubled = values.find((value, index) => values.indexOf(value) !== index);
  if (doubled !== undefined) faults.push(`Duplicate Resource Record: '${doubled}'`);
  if (type === "CNAME" && values.length > 1) faults.push("RRSet of type CNAME must contain exactly one resource record");
  // Developer Guide, DNSLimitations: 400 records in a record set.
  if (values.length > 400) faults.push("Cannot have more than 400 records in a RRSet.");
  return faults;
}

function text(value: string): ReturnType<Rule> {
  if (!quoted.test(value)) return ["InvalidCharacterString", "Value should be enclosed in quotation marks"];
  const strings = value.match(/"([^"\\]|\\.)*"/gs) ?? [];
  const long = strings.some((string) => string.slice(1, -1).replace(/\\[0-7]{3}|\\./gs, "x").length > 255);
  return long ? ["CharacterStringTooLong", "Value is too long"] : undefined;
}

function name(value: string): ReturnType<Rule> {
  return hostName.test(value) ? undefined : ["DomainNameInvalid", "Value is not a valid domain name"];
}

function numbersThenName(value: string, numbers: number, code: string, what: string): ReturnType<Rule> {
  const fields = value.split(/\s+/);
  const target = fields.at(-1) ?? "";
  const right = fields.length === numbers + 1 && fields.slice(0, -1).every((field) => /^\d+$/.test(field) && Number(field) <= 65_535);
  return right && (hostName.test(target) || target === ".") ? undefined : [code, what];
}
