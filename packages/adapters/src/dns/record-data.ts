/** A record's data in presentation form, by type, always within the length the record states. Unknown types show as RFC 3597 says. */
import { decimalEscape, MalformedMessage, readName } from "./name.ts";

/** Reads the data at `from`, exclusive `to`. Throws MalformedMessage where it doesn't fit its type. */
export function presentData(type: string, message: Buffer, from: number, to: number): string {
  const read = readers[type];
  if (read === undefined) return `\\# ${to - from} ${message.toString("hex", from, to)}`.trimEnd();
  return read({ message, at: from, to });
}

interface Reading {
  message: Buffer;
  at: number;
  readonly to: number;
}

const readers: Readonly<Record<string, (reading: Reading) => string>> = {
  A: (reading) => ended(reading, `${octet(reading)}.${octet(reading)}.${octet(reading)}.${octet(reading)}`),
  AAAA: (reading) => ended(reading, ipv6Text(Array.from({ length: 8 }, () => number16(reading)))),
  NS: (reading) => ended(reading, name(reading)),
  CNAME: (reading) => ended(reading, name(reading)),
  DNAME: (reading) => ended(reading, name(reading)),
  PTR: (reading) => ended(reading, name(reading)),
  MX: (reading) => ended(reading, `${number16(reading)} ${name(reading)}`),
  SRV: (reading) => ended(reading, `${number16(reading)} ${number16(reading)} ${number16(reading)} ${name(reading)}`),
  SOA: (reading) => {
    const names = `${name(reading)} ${name(reading)}`;
    return ended(reading, `${names} ${Array.from({ length: 5 }, () => number32(reading)).join(" ")}`);
  },
  TXT: strings,
  SPF: strings,
  CAA: (reading) => {
    const flags = octet(reading);
    const tagLength = octet(reading);
    const tag = slice(reading, tagLength).toString("latin1");
    return `${flags} ${tag} ${quoted(slice(reading, reading.to - reading.at))}`;
  },
};

function strings(reading: Reading): string {
  const parts: string[] = [];
  while (reading.at < reading.to) parts.push(quoted(slice(reading, octet(reading))));
  return parts.join(" ");
}

function quoted(bytes: Buffer): string {
  let text = "";
  for (const byte of bytes) {
    if (byte === 0x22 || byte === 0x5c) text += `\\${String.fromCharCode(byte)}`;
    else text += byte < 0x20 || byte >= 0x7f ? decimalEscape(byte) : String.fromCharCode(byte);
  }
  return `"${text}"`;
}

function octet(reading: Reading): number {
  return slice(reading, 1).readUInt8(0);
}

function number16(reading: Reading): number {
  return slice(reading, 2).readUInt16BE(0);
}

function number32(reading: Reading): number {
  return slice(reading, 4).readUInt32BE(0);
}

function slice(reading: Reading, length: number): Buffer {
  const from = reading.at;
  if (from + length > reading.to) throw new MalformedMessage("a record's data is shorter than its type needs");
  reading.at = from + length;
  return reading.message.subarray(from, from + length);
}

function name(reading: Reading): string {
  const found = readName(reading.message, reading.at);
  if (found.next > reading.to) throw new MalformedMessage("a name runs out of its record");
  reading.at = found.next;
  return found.text;
}

function ended(reading: Reading, text: string): string {
  if (reading.at !== reading.to) throw new MalformedMessage("a record's data is longer than its type needs");
  return text;
}

/** The canonical text of RFC 5952: lower case, no leading zeros, the longest run of zero groups shortened. */
function ipv6Text(groups: readonly number[]): string {
  let best = { start: 0, length: 1 };
  for (let start = 0; start < groups.length; start += 1) {
    let length = 0;
    while (groups[start + length] === 0) length += 1;
    if (length > best.length) best = { start, length };
  }
  const hex = groups.map((group) => group.toString(16));
  if (best.length < 2) return hex.join(":");
  return `${hex.slice(0, best.start).join(":")}::${hex.slice(best.start + best.length).join(":")}`;
}
