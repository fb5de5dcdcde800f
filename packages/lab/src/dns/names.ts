/**
 * Domain names between the wire's labels and Route 53's presentation form, where odd bytes are octal escapes.
 * Comparing is done on the normal form: lower case, no trailing dot.
 */

/** A name that cannot be one: a label over 63 bytes, a name over 255, an empty label, a pointer that leads nowhere. */
export class BadName extends Error {}

/** The labels of a name in presentation form; `\052` and `\.` undone, case kept. Throws BadName. */
export function labelsOf(name: string): Buffer[] {
  const labels: Buffer[] = [];
  let bytes: number[] = [];
  const end = () => {
    if (bytes.length === 0 || bytes.length > 63) throw new BadName(`a label of ${bytes.length} bytes in ${name}`);
    labels.push(Buffer.from(bytes));
    bytes = [];
  };
  for (let i = 0; i < name.length; i++) {
    const octal = /^\\([0-3][0-7]{2})/.exec(name.slice(i, i + 4));
    if (octal) {
      bytes.push(Number.parseInt(octal[1] ?? "", 8));
      i += 3;
    } else if (name[i] === "\\" && i + 1 < name.length) {
      bytes.push(name.charCodeAt(++i) & 0xff);
    } else if (name[i] !== ".") {
      bytes.push(...Buffer.from(name[i] ?? ""));
    } else if (i < name.length - 1 || bytes.length > 0) {
      if (name !== ".") end();
    }
  }
  if (bytes.length > 0) end();
  if (labels.reduce((sum, label) => sum + label.length + 1, 1) > 255) throw new BadName(`a name of more than 255 bytes: ${name}`);
  return labels;
}

/** Normal form of labels: lower case, no trailing dot, everything but letters, digits, `-`, `_` and `*` as octal escapes. The root is "". */
export function normalOf(labels: readonly Buffer[]): string {
  return labels.map((label) => [...label].map(presented).join("")).join(".");
}

/** Normal form of a name in presentation form. Throws BadName. */
export function normalName(name: string): string {
  return normalOf(labelsOf(name));
}

function presented(byte: number): string {
  const character = String.fromCharCode(byte);
  if (/[a-z0-9_*-]/.test(character)) return character;
  return /[A-Z]/.test(character) ? character.toLowerCase() : `\\${byte.toString(8).padStart(3, "0")}`;
}

/** The name without its first label; undefined at the root. Works on normal forms, where a dot always parts labels. */
export function parentOf(normal: string): string | undefined {
  if (normal === "") return undefined;
  const dot = normal.indexOf(".");
  return dot < 0 ? "" : normal.slice(dot + 1);
}

/** Whether a normal name is the other or lies below it. */
export function isWithin(normal: string, ancestor: string): boolean {
  return ancestor === "" || normal === ancestor || normal.endsWith(`.${ancestor}`);
}

/** Wire form, uncompressed. */
export function nameToWire(name: string): Buffer {
  const parts = labelsOf(name).flatMap((label) => [Buffer.from([label.length]), label]);
  return Buffer.concat([...parts, Buffer.from([0])]);
}

/** Reads a name, following pointers backwards only, so that no packet can make it loop. Throws BadName. */
export function nameFromWire(packet: Buffer, offset: number): { labels: Buffer[]; end: number } {
  const labels: Buffer[] = [];
  let at = offset;
  let end: number | undefined;
  let lowest = offset;
  for (let total = 1; total <= 255; ) {
    const length = packet[at];
    if (length === undefined) throw new BadName("a name runs out of the packet");
    if (length === 0) return { labels, end: end ?? at + 1 };
    if ((length & 0xc0) === 0xc0) {
      const target = ((length & 0x3f) << 8) | (packet[at + 1] ?? 0xff);
      if (target >= lowest) throw new BadName("a compression pointer does not point backwards");
      end ??= at + 2;
      lowest = target;
      at = target;
    } else if ((length & 0xc0) !== 0 || at + 1 + length > packet.length) {
      throw new BadName("a label is malformed");
    } else {
      labels.push(packet.subarray(at + 1, at + 1 + length));
      at += length + 1;
      total += length + 1;
    }
  }
  throw new BadName("a name of more than 255 bytes");
}
