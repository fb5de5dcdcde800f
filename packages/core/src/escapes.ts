/**
 * Undoes and writes the backslash escapes of DNS text. Decides nothing about names or values.
 *
 * Two dialects write a byte as three digits: Route 53 lists octal ones (`\052` is `*`; Route 53 Developer Guide, page DomainNameFormat),
 * master files, `dig` and our own DNS reader decimal ones (`\042` is `*`; RFC 1035, section 5.1). Text can't tell which it is, so the
 * caller says where it came from.
 */
export type Escapes = "octal" | "decimal";

/** One byte of the text, and whether it was written with a backslash: `\.` is no end of a label, `\"` no end of a string. */
export interface Unit {
  byte: number;
  escaped: boolean;
}

export const DOT = 0x2e;
export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;

const digits = { octal: { pattern: /[0-3][0-7]{2}/y, base: 8 }, decimal: { pattern: /[0-2]\d{2}/y, base: 10 } } as const;
const utf8 = new TextEncoder();

/** The bytes of `raw`, escapes undone. Text beyond ASCII counts as UTF-8. A backslash at the very end stands for itself. */
export function unitsOf(raw: string, escapes: Escapes): Unit[] {
  const units: Unit[] = [];
  for (let at = 0; at < raw.length; ) {
    const escaped = raw[at] === "\\" && at + 1 < raw.length;
    const byte = escaped ? numberedByte(raw, at + 1, escapes) : undefined;
    if (byte !== undefined) {
      units.push({ byte, escaped });
      at += 4;
      continue;
    }
    const character = String.fromCodePoint(raw.codePointAt(escaped ? at + 1 : at) ?? 0);
    for (const each of utf8.encode(character)) units.push({ byte: each, escaped });
    at += character.length + (escaped ? 1 : 0);
  }
  return units;
}

/** The three digits at `at` as a byte; undefined where there are none, or too large a number. */
function numberedByte(raw: string, at: number, escapes: Escapes): number | undefined {
  const { pattern, base } = digits[escapes];
  pattern.lastIndex = at;
  const found = pattern.exec(raw);
  const byte = found === null ? undefined : Number.parseInt(found[0], base);
  return byte === undefined || byte > 255 ? undefined : byte;
}

/** The byte as text: itself where printable, else `\DDD` in decimal. The caller escapes what is special to it. */
export function textOf(byte: number, blank: "keep-blank" | "escape-blank"): string {
  const first = blank === "keep-blank" ? 0x20 : 0x21;
  return byte >= first && byte < 0x7f ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, "0")}`;
}
