/** Reads the quoted strings of TXT and CAA data, and writes their content in one way. */
import { BACKSLASH, type Escapes, QUOTE, textOf, type Unit, unitsOf } from "./escapes.ts";

/**
 * The content of one or more quoted strings, joined as clients join them: `"v=spf1 " "-all"` is `v=spf1 -all`. Text that doesn't start
 * with a quote is the content itself, blanks included. Undefined where a quote isn't closed, or something stands between the strings.
 */
export function joinedStrings(raw: string, escapes: Escapes): number[] | undefined {
  const units = unitsOf(raw, escapes);
  return raw.startsWith('"') ? quotedContent(units) : units.map((unit) => unit.byte);
}

function quotedContent(units: readonly Unit[]): number[] | undefined {
  const content: number[] = [];
  let inside = false;
  for (const { byte, escaped } of units) {
    if (byte === QUOTE && !escaped) inside = !inside;
    else if (inside) content.push(byte);
    else if (escaped || !isBlank(byte)) return undefined;
  }
  return inside ? undefined : content;
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09;
}

/** Content as bare text that `joinedStrings` reads back, in decimal escapes: a backslash, a quote at the start and what can't be shown are escaped. */
export function bareText(content: readonly number[]): string {
  return content
    .map((byte, index) => (byte === BACKSLASH || (byte === QUOTE && index === 0) ? escaped(byte) : textOf(byte, "keep-blank")))
    .join("");
}

/** Content as one quoted string. */
export function quotedText(content: readonly number[]): string {
  return `"${content.map((byte) => (byte === BACKSLASH || byte === QUOTE ? escaped(byte) : textOf(byte, "keep-blank"))).join("")}"`;
}

function escaped(byte: number): string {
  return `\\${String.fromCharCode(byte)}`;
}
