/**
 * Record values between Route 53's presentation form and the wire. SVCB and HTTPS are stored by the lab but not served: their
 * parameter syntax is a language of its own and no failover lesson needs it; asking for one is answered SERVFAIL.
 */
import { isIPv4, isIPv6 } from "node:net";
import { nameToWire } from "./names.ts";

/** Type numbers (IANA) of everything the lab may be asked for; other types keep their number as `TYPE999`. */
const numbers: Record<string, number> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  HINFO: 13,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  NAPTR: 35,
  DS: 43,
  SSHFP: 44,
  TLSA: 52,
  SVCB: 64,
  HTTPS: 65,
  SPF: 99,
  ANY: 255,
  CAA: 257,
};
const names = new Map(Object.entries(numbers).map(([name, number]) => [number, name]));

export function typeName(number: number): string {
  return names.get(number) ?? `TYPE${number}`;
}

export function typeNumber(name: string): number {
  const known = numbers[name] ?? Number(/^TYPE(\d+)$/.exec(name)?.[1]);
  if (!Number.isInteger(known)) throw new UnservableValue(`type ${name} is not served by the lab`);
  return known;
}

/** A value that cannot be put on the wire; the question is answered SERVFAIL. */
export class UnservableValue extends Error {}

/** The data of a record, without its length. Throws UnservableValue for a value or type that the lab cannot encode. */
export function rdataOf(type: string, value: string): Buffer {
  const encode = encoders[type];
  if (!encode) throw new UnservableValue(`type ${type} is not served by the lab`);
  try {
    return encode(value.trim());
  } catch (cause) {
    throw new UnservableValue(`${type} value ${value} cannot be encoded`, { cause });
  }
}

const encoders: Record<string, (value: string) => Buffer> = {
  A: ipv4,
  AAAA: ipv6,
  CNAME: nameToWire,
  NS: nameToWire,
  PTR: nameToWire,
  MX: (value) => numbersThenName(value, 1),
  SRV: (value) => numbersThenName(value, 3),
  TXT: (value) => Buffer.concat(strings(value).map(characterString)),
  SPF: (value) => Buffer.concat(strings(value).map(characterString)),
  HINFO: (value) => Buffer.concat(strings(value).map(characterString)),
  SOA: startOfAuthority,
  CAA: certificationAuthority,
  NAPTR: namingAuthorityPointer,
  DS: (value) => numbersThenHex(value, [2, 1, 1]),
  SSHFP: (value) => numbersThenHex(value, [1, 1]),
  TLSA: (value) => numbersThenHex(value, [1, 1, 1]),
};

function ipv4(value: string): Buffer {
  if (!isIPv4(value)) throw new UnservableValue(`${value} is no IPv4 address`);
  return Buffer.from(value.split(".").map(Number));
}

function ipv6(value: string): Buffer {
  if (!isIPv6(value)) throw new UnservableValue(`${value} is no IPv6 address`);
  const dotted = /[0-9.]+$/.exec(value)?.[0] ?? "";
  const plain = dotted.includes(".")
    ? value.slice(0, -dotted.length) +
      ipv4(dotted)
        .toString("hex")
        .replace(/^(....)/, "$1:")
    : value;
  const [head = "", tail] = plain.split("::");
  const groups = (text: string | undefined) => (text ? text.split(":").map((group) => group.padStart(4, "0")) : []);
  const gap = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  return Buffer.from([...groups(head), ...Array<string>(gap).fill("0000"), ...groups(tail)].join(""), "hex");
}

function unsigned(text: string | undefined, bytes: number): Buffer {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || number >= 2 ** (8 * bytes))
    throw new UnservableValue(`${text} is not a number of ${bytes} bytes`);
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(number, 0, bytes);
  return buffer;
}

function numbersThenName(value: string, count: number): Buffer {
  const parts = value.split(/\s+/);
  return Buffer.concat([...parts.slice(0, count).map((part) => unsigned(part, 2)), nameToWire(parts[count] ?? "")]);
}

function numbersThenHex(value: string, sizes: readonly number[]): Buffer {
  const parts = value.split(/\s+/);
  const hex = parts.slice(sizes.length).join("");
  return Buffer.concat([...sizes.map((size, i) => unsigned(parts[i], size)), Buffer.from(hex, "hex")]);
}

function startOfAuthority(value: string): Buffer {
  const [server = "", mailbox = "", ...timers] = value.split(/\s+/);
  return Buffer.concat([nameToWire(server), nameToWire(mailbox), ...[0, 1, 2, 3, 4].map((i) => unsigned(timers[i], 4))]);
}

function certificationAuthority(value: string): Buffer {
  const [flags, tag = "", ...rest] = value.split(/\s+/);
  const [text = Buffer.alloc(0)] = strings(rest.join(" "));
  return Buffer.concat([unsigned(flags, 1), characterString(Buffer.from(tag)), text]);
}

function namingAuthorityPointer(value: string): Buffer {
  const [order, preference] = value.split(/\s+/);
  const fields = strings(value.replace(/^\S+\s+\S+\s+/, ""));
  const [flags, services, expression, replacement] = fields;
  const texts = [flags, services, expression].map((field) => characterString(field ?? Buffer.alloc(0)));
  return Buffer.concat([unsigned(order, 2), unsigned(preference, 2), ...texts, nameToWire(replacement?.toString("latin1") ?? "")]);
}

function characterString(bytes: Buffer): Buffer {
  if (bytes.length > 255) throw new UnservableValue("a string of more than 255 bytes");
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

/** Quoted (or bare) strings, `\"`, `\\` and octal escapes undone. */
function strings(value: string): Buffer[] {
  const found = value.match(/"(?:\\.|[^"\\])*"|[^\s"]+/g) ?? [];
  return found.map((text) => {
    const inner = text.startsWith('"') ? text.slice(1, -1) : text;
    const bytes = inner.replace(/\\([0-3][0-7]{2}|.)/g, (_, escaped: string) =>
      escaped.length === 3 ? String.fromCharCode(Number.parseInt(escaped, 8)) : escaped,
    );
    // Escapes stand for single bytes; Route 53 has no other way to write what is beyond ASCII.
    return Buffer.from(bytes, "latin1");
  });
}
