/** The normal form of a record's values, in which they are stored, shown and compared. Which side they belong to is `judge.ts`'s to say. */
import { canonicalIpv4, canonicalIpv6 } from "./addresses.ts";
import { bareText, joinedStrings, quotedText } from "./character-strings.ts";
import { FlipwatchError } from "./error.ts";
import type { Escapes } from "./escapes.ts";
import { isPossibleName, normaliseName } from "./names.ts";
import type { RecordType } from "./pair.ts";

/** What a value of the type looks like, to complete "expected …". */
export const valueForms: Readonly<Record<RecordType, string>> = {
  A: "an IPv4 address such as 192.0.2.10",
  AAAA: "an IPv6 address such as 2001:db8::10",
  CNAME: "a domain name such as www.example.com",
  PTR: "a domain name such as www.example.com",
  TXT: 'text, or quoted strings such as "v=1" "more", with every quote closed',
  MX: "a preference and a mail server such as 10 mail.example.com",
  SRV: "priority, weight, port and target such as 10 5 443 www.example.com",
  CAA: 'flags, tag and value such as 0 issue "ca.example.com"',
};

const readers: Readonly<Record<RecordType, (raw: string, escapes: Escapes) => string | undefined>> = {
  A: (raw) => canonicalIpv4(raw.trim()),
  AAAA: (raw) => canonicalIpv6(raw.trim()),
  CNAME: nameValue,
  PTR: nameValue,
  TXT: (raw, escapes) => {
    const content = joinedStrings(raw, escapes);
    return content === undefined ? undefined : bareText(content);
  },
  MX: (raw, escapes) => numbersThenName(raw, 1, escapes),
  SRV: (raw, escapes) => numbersThenName(raw, 3, escapes),
  CAA: caaValue,
};

/**
 * The normal form of one value, whether Route 53 listed it, a person wrote it or a server answered it: addresses canonical (RFC 5952),
 * names as `normaliseName` gives them, fields parted by one blank, TXT strings joined and bare (case kept), CAA's value quoted.
 * With `decimal` the normal form comes out unchanged.
 *
 * @param escapes `octal` (default) for values as Route 53 lists them, `decimal` for configuration, DNS answers and normal forms.
 * @throws FlipwatchError `config-invalid`, saying what was found and what is expected. `readValue` gives undefined instead.
 */
export function normaliseValue(type: RecordType, raw: string, escapes: Escapes = "octal"): string {
  const value = readValue(type, raw, escapes);
  if (value === undefined) throw new FlipwatchError("config-invalid", `found ${JSON.stringify(raw)}, expected ${valueForms[type]}`);
  return value;
}

/** As `normaliseValue`, with undefined for a value that doesn't fit its type. */
export function readValue(type: RecordType, raw: string, escapes: Escapes = "octal"): string | undefined {
  return readers[type](raw, escapes);
}

/** The values as a set: in normal form, sorted, without doubles. Throws as `normaliseValue` does. */
export function normaliseValues(type: RecordType, raws: readonly string[], escapes: Escapes = "octal"): string[] {
  return [...new Set(raws.map((raw) => normaliseValue(type, raw, escapes)))].sort();
}

function nameValue(raw: string, escapes: Escapes): string | undefined {
  const text = raw.trim();
  const name = normaliseName(text, escapes);
  return /^\S+$/.test(text) && isPossibleName(name) ? name : undefined;
}

/** `count` numbers of 16 bits, then a name: `10 mail.example.com`, `10 5 443 www.example.com`. */
function numbersThenName(raw: string, count: number, escapes: Escapes): string | undefined {
  const fields = raw.trim().split(/\s+/);
  const numbers = fields.slice(0, count).map((field) => (/^\d{1,5}$/.test(field) ? Number(field) : Number.NaN));
  const name = fields.length === count + 1 ? nameValue(fields[count] ?? "", escapes) : undefined;
  return name !== undefined && numbers.every((number) => number <= 65_535) ? [...numbers, name].join(" ") : undefined;
}

/** RFC 8659: the tag's case doesn't matter, the value's may. */
function caaValue(raw: string, escapes: Escapes): string | undefined {
  const found = /^\s*(\d{1,3})\s+([a-z0-9]+)\s+(\S.*?)\s*$/is.exec(raw);
  const [, flags = "", tag = "", value = ""] = found ?? [];
  const content = joinedStrings(value, escapes);
  if (found === null || Number(flags) > 255 || content === undefined) return undefined;
  return `${Number(flags)} ${tag.toLowerCase()} ${quotedText(content)}`;
}
