/**
 * DNS messages on the wire: takes any bytes apart without crashing, and puts replies together. The question is echoed byte by byte,
 * so its case (0x20) survives; what to answer is decided elsewhere.
 */
import { BadName, nameFromWire, nameToWire, normalOf } from "./names.ts";

export const rcodes = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5, BADVERS: 16 } as const;
export type Rcode = keyof typeof rcodes;

/** One record as it travels. */
export interface WireRecord {
  /** Normal form. */
  name: string;
  type: number;
  ttlSeconds: number;
  /** Without length; names inside are uncompressed. */
  rdata: Buffer;
}

export interface Query {
  id: number;
  opcode: number;
  recursionDesired: boolean;
  question: { raw: Buffer; name: string; type: number; class: number };
  /** The asker's EDNS; absent without an OPT record. Options such as client subnet are read over: no answer here depends on them. */
  edns?: { udpSize: number; version: number };
}

export interface Reply {
  rcode: Rcode;
  authoritative?: boolean;
  recursionAvailable?: boolean;
  answers?: readonly WireRecord[];
  authorities?: readonly WireRecord[];
  additionals?: readonly WireRecord[];
}

/**
 * A question, or what to do instead: `ignore` for bytes that are no query (too short for an id, or themselves a reply, which must never be
 * answered lest two servers answer each other for ever), otherwise the finished error reply.
 */
export function parseQuery(packet: Buffer): Query | "ignore" | { error: Buffer } {
  if (packet.length < 12 || (packet[2] ?? 0) & 0x80) return "ignore";
  const opcode = ((packet[2] ?? 0) >> 3) & 0x0f;
  if (opcode !== 0) return { error: bareError(packet, "NOTIMP") };
  if (packet.readUInt16BE(4) !== 1) return { error: bareError(packet, "FORMERR") };
  try {
    const name = nameFromWire(packet, 12);
    if (name.end + 4 > packet.length) return { error: bareError(packet, "FORMERR") };
    const raw = packet.subarray(12, name.end + 4);
    const question = { raw, name: normalOf(name.labels), type: packet.readUInt16BE(name.end), class: packet.readUInt16BE(name.end + 2) };
    const edns = findOpt(packet, name.end + 4);
    return { id: packet.readUInt16BE(0), opcode, recursionDesired: ((packet[2] ?? 0) & 1) === 1, question, ...(edns ? { edns } : {}) };
  } catch (error) {
    if (error instanceof BadName || error instanceof RangeError) return { error: bareError(packet, "FORMERR") };
    throw error;
  }
}

function findOpt(packet: Buffer, start: number): Query["edns"] {
  let opt: Query["edns"];
  const before = packet.readUInt16BE(6) + packet.readUInt16BE(8);
  for (const [i, record] of readRecords(packet, start, before + packet.readUInt16BE(10)).entries()) {
    if (record.type !== 41) continue;
    if (i < before || opt || record.name !== "") throw new BadName("a misplaced OPT record");
    opt = { udpSize: record.class, version: (record.ttlSeconds >>> 16) & 0xff };
  }
  return opt;
}

function bareError(packet: Buffer, rcode: Rcode): Buffer {
  const reply = Buffer.alloc(12);
  packet.copy(reply, 0, 0, 4);
  reply[2] = 0x80 | ((packet[2] ?? 0) & 0x79);
  reply[3] = rcodes[rcode];
  return reply;
}

/** Records from `offset` on. Throws BadName or RangeError when they run out of the packet. */
function readRecords(packet: Buffer, offset: number, count: number): (WireRecord & { class: number })[] {
  const found: (WireRecord & { class: number })[] = [];
  let at = offset;
  for (let i = 0; i < count; i++) {
    const { labels, end } = nameFromWire(packet, at);
    const length = packet.readUInt16BE(end + 8);
    if (end + 10 + length > packet.length) throw new BadName("a record runs out of the packet");
    const rdata = packet.subarray(end + 10, end + 10 + length);
    found.push({
      name: normalOf(labels),
      type: packet.readUInt16BE(end),
      class: packet.readUInt16BE(end + 2),
      ttlSeconds: packet.readUInt32BE(end + 4),
      rdata,
    });
    at = end + 10 + length;
  }
  return found;
}

/** The reply in at most `limit` bytes: what does not fit goes, with TC set, so that the asker comes back over TCP. */
export function encodeReply(query: Query, reply: Reply, limit: number): Buffer {
  const whole = assemble(query, reply, false);
  return whole.length <= limit ? whole : assemble(query, { ...reply, answers: [], authorities: [], additionals: [] }, true);
}

/** What the asker can take over UDP: 512 bytes, or what its EDNS says up to 4,096. */
export function udpLimit(query: Query): number {
  return query.edns ? Math.min(Math.max(query.edns.udpSize, 512), 4_096) : 512;
}

function assemble(query: Query, reply: Reply, truncated: boolean): Buffer {
  const { answers = [], authorities = [], additionals = [] } = reply;
  const header = Buffer.alloc(12);
  header.writeUInt16BE(query.id, 0);
  header[2] = 0x80 | (reply.authoritative ? 0x04 : 0) | (truncated ? 0x02 : 0) | (query.recursionDesired ? 0x01 : 0);
  header[3] = (reply.recursionAvailable ? 0x80 : 0) | (rcodes[reply.rcode] & 0x0f);
  const counts = [1, answers.length, authorities.length, additionals.length + (query.edns ? 1 : 0)];
  for (const [i, count] of counts.entries()) header.writeUInt16BE(count, 4 + 2 * i);
  const records = [...answers, ...authorities, ...additionals].map((record) => encodeRecord(query, record));
  return Buffer.concat([header, query.question.raw, ...records, ...(query.edns ? [optRecord(reply.rcode)] : [])]);
}

/** Owner names equal to the question's point at it, which keeps its case too. */
function encodeRecord(query: Query, record: WireRecord): Buffer {
  const owner = record.name === query.question.name ? Buffer.from([0xc0, 0x0c]) : nameToWire(record.name);
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(record.type, 0);
  fixed.writeUInt16BE(1, 2);
  fixed.writeUInt32BE(record.ttlSeconds, 4);
  fixed.writeUInt16BE(record.rdata.length, 8);
  return Buffer.concat([owner, fixed, record.rdata]);
}

/** We take 1,232 bytes ourselves; the high bits of a large rcode (BADVERS) travel here. */
function optRecord(rcode: Rcode): Buffer {
  const opt = Buffer.from([0, 0, 41, 0, 0, 0, 0, 0, 0, 0, 0]);
  opt.writeUInt16BE(1_232, 3);
  opt[5] = rcodes[rcode] >> 4;
  return opt;
}

/** A question as a resolver sends it: RD 0, EDNS 1,232. */
export function encodeQuery(id: number, name: string, type: number): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt16BE(id, 0);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(1, 10);
  const tail = Buffer.alloc(4);
  tail.writeUInt16BE(type, 0);
  tail.writeUInt16BE(1, 2);
  return Buffer.concat([header, nameToWire(name), tail, optRecord("NOERROR")]);
}

export interface ParsedReply {
  id: number;
  rcode: number;
  truncated: boolean;
  name: string;
  type: number;
  answers: readonly WireRecord[];
  authorities: readonly WireRecord[];
}

/** A reply taken apart; undefined for anything that is none. */
export function parseReply(packet: Buffer): ParsedReply | undefined {
  if (packet.length < 12 || !((packet[2] ?? 0) & 0x80) || packet.readUInt16BE(4) !== 1) return undefined;
  try {
    const name = nameFromWire(packet, 12);
    const answers = packet.readUInt16BE(6);
    const records = readRecords(packet, name.end + 4, answers + packet.readUInt16BE(8));
    return {
      id: packet.readUInt16BE(0),
      rcode: (packet[3] ?? 0) & 0x0f,
      truncated: ((packet[2] ?? 0) & 0x02) !== 0,
      name: normalOf(name.labels),
      type: packet.readUInt16BE(name.end),
      answers: records.slice(0, answers),
      authorities: records.slice(answers),
    };
  } catch (error) {
    if (error instanceof BadName || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The SOA's negative lifetime: the smaller of its TTL and its last field (RFC 2308). */
export function negativeTtl(soa: WireRecord): number {
  return Math.min(soa.ttlSeconds, soa.rdata.readUInt32BE(soa.rdata.length - 4));
}
