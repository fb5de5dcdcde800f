/**
 * Domain names between text and wire. Every byte survives: what text can't show plainly is `\DDD` (RFC 1035, section 5.1), and a dot inside
 * a label is `\.`. dns-packet joins labels as UTF-8 without escapes, which merges different names, hence this module.
 */

/** The longest name on the wire, RFC 1035, section 2.3.4. */
const NAME_LIMIT = 255;
const LABEL_LIMIT = 63;
/** No honest name has more compression pointers than it has labels. */
const JUMP_LIMIT = 127;

const DOT = 0x2e;
const BACKSLASH = 0x5c;

/** Wire form of a name in text; undefined when it is no name: an empty or overlong label, a broken escape. Text beyond ASCII goes as UTF-8. */
export function nameToWire(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "utf8");
  const wire = Buffer.alloc(NAME_LIMIT);
  let start = 0;
  let end = 1;
  const closeLabel = (): boolean => {
    const length = end - start - 1;
    if (length < 1 || length > LABEL_LIMIT || end >= NAME_LIMIT) return false;
    wire[start] = length;
    start = end;
    end += 1;
    return true;
  };
  if (text === "" || text === ".") return Buffer.from([0]);
  for (let at = 0; at < bytes.length; at += 1) {
    let byte = bytes[at] ?? 0;
    if (byte === DOT) {
      if (!closeLabel()) return undefined;
      continue;
    }
    if (byte === BACKSLASH) {
      const escaped = /^\\(?:([0-9]{3})|([^0-9]))/.exec(bytes.toString("latin1", at, at + 4));
      if (escaped === null) return undefined;
      byte = escaped[1] === undefined ? (escaped[2] ?? "").charCodeAt(0) : Number(escaped[1]);
      if (byte > 255) return undefined;
      at += escaped[1] === undefined ? 1 : 3;
    }
    if (end >= NAME_LIMIT) return undefined;
    wire[end] = byte;
    end += 1;
  }
  if (end - start > 1 && !closeLabel()) return undefined;
  return wire.subarray(0, start + 1).fill(0, start);
}

export class MalformedMessage extends Error {}

/** Where reading goes on after a name, kept beside the text so that nothing is allocated twice. */
export interface ReadName {
  text: string;
  next: number;
}

/** Reads a possibly compressed name. Throws MalformedMessage on overruns, forward or endless pointers, and overlong names. */
export function readName(message: Buffer, offset: number): ReadName {
  let text = "";
  let next = -1;
  let at = offset;
  let total = 0;
  for (let jumps = 0; ; ) {
    const length = message[at];
    if (length === undefined) throw new MalformedMessage("a name runs over the end");
    if (length === 0) return { text: text === "" ? "." : text, next: next === -1 ? at + 1 : next };
    if (length >= 0xc0) {
      const low = message[at + 1];
      const target = ((length & 0x3f) << 8) | (low ?? 0);
      jumps += 1;
      if (low === undefined || target >= at || jumps > JUMP_LIMIT) throw new MalformedMessage("a name points nowhere");
      if (next === -1) next = at + 2;
      at = target;
      continue;
    }
    total += length + 1;
    if (length > LABEL_LIMIT || total >= NAME_LIMIT || at + 1 + length > message.length) throw new MalformedMessage("a label is too long");
    text += (text === "" ? "" : ".") + labelText(message, at + 1, at + 1 + length);
    at += length + 1;
  }
}

/** Where reading goes on after a name that nobody needs. Throws MalformedMessage on overruns. */
export function skipName(message: Buffer, offset: number): number {
  for (let at = offset; ; ) {
    const length = message[at];
    if (length === undefined) throw new MalformedMessage("a name runs over the end");
    if (length === 0) return at + 1;
    if (length >= 0xc0) return at + 2;
    at += length + 1;
  }
}

function labelText(message: Buffer, from: number, to: number): string {
  for (let at = from; at < to; at += 1) {
    const byte = message[at] ?? 0;
    if (byte <= 0x20 || byte >= 0x7f || byte === DOT || byte === BACKSLASH) return escapedLabel(message.subarray(from, to));
  }
  return message.toString("latin1", from, to);
}

function escapedLabel(label: Buffer): string {
  let text = "";
  for (const byte of label) {
    if (byte === DOT || byte === BACKSLASH) text += `\\${String.fromCharCode(byte)}`;
    else text += byte <= 0x20 || byte >= 0x7f ? decimalEscape(byte) : String.fromCharCode(byte);
  }
  return text;
}

export function decimalEscape(byte: number): string {
  return `\\${String(byte).padStart(3, "0")}`;
}
