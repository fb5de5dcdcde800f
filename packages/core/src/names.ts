/** The normal form of domain names, in which all names are stored, shown and compared. Whether a name may be asked for is not decided here. */
import { BACKSLASH, DOT, type Escapes, textOf, unitsOf } from "./escapes.ts";

const PLAIN = /^[a-z0-9_*-]+(?:\.[a-z0-9_*-]+)*\.?$/i;

/**
 * Lower case, without the trailing dot (the root stays `.`), escapes undone: `\052.Example.COM.` becomes `*.example.com`.
 *
 * What plain text can't show stays escaped as RFC 1035 does it, so that different names never become equal: a dot inside a label is `\.`,
 * a backslash `\\`, blanks and bytes beyond printable ASCII `\DDD` in decimal. IDNs stay in their Punycode form. Never throws: what is no
 * name comes out as something equal to nothing else. With `decimal` the normal form comes out unchanged.
 *
 * @param escapes `octal` (default) for names as Route 53 lists them, `decimal` for configuration, DNS answers and normal forms.
 */
export function normaliseName(raw: string, escapes: Escapes = "octal"): string {
  if (PLAIN.test(raw)) return (raw.endsWith(".") ? raw.slice(0, -1) : raw).toLowerCase();
  const labels = labelsOf(raw, escapes);
  while (labels.at(-1) === "") labels.pop();
  return labels.length === 0 ? "." : labels.join(".");
}

/** The labels in normal form, left to right, empty ones included: `a..b` has one, `a.` has one at its end. */
function labelsOf(raw: string, escapes: Escapes): string[] {
  const labels = [""];
  for (const { byte, escaped } of unitsOf(raw, escapes)) {
    if (byte === DOT && !escaped) labels.push("");
    else labels[labels.length - 1] += labelText(byte);
  }
  return labels;
}

function labelText(byte: number): string {
  if (byte === DOT) return "\\.";
  if (byte === BACKSLASH) return "\\\\";
  const isUpper = byte >= 0x41 && byte <= 0x5a;
  return textOf(isUpper ? byte + 0x20 : byte, "escape-blank");
}

/** Whether `name` is the zone itself or lies below it. Both in normal form. */
export function isSubdomain(name: string, zone: string): boolean {
  return zone === "." || name === zone || name.endsWith(`.${zone}`);
}

/** Longest label and name in bytes; RFC 1035, section 2.3.4. A name of 253 characters fills the 255 bytes of the wire. */
const LABEL_LIMIT = 63;
const NAME_LIMIT = 253;

/** Whether a name in normal form can stand in the DNS: no empty or overlong label, not too long. The root can. */
export function isPossibleName(name: string): boolean {
  if (name === ".") return true;
  const lengths = labelsOf(name, "decimal").map((label) => unitsOf(label, "decimal").length);
  const total = lengths.reduce((sum, length) => sum + length + 1, -1);
  return total <= NAME_LIMIT && lengths.every((length) => length >= 1 && length <= LABEL_LIMIT);
}
