/** DNS messages on the wire: encodes a question, checks that a packet repeats it, decodes a reply. Knows no sockets. */
import type { AnswerRecord } from "@flipwatch/core";
import { MalformedMessage, readName, skipName } from "./name.ts";
import { presentData } from "./record-data.ts";
import { OPT, rcodeName, typeName } from "./record-types.ts";

/** The UDP size offered: fits a path's smallest usual MTU, so that replies come unfragmented (DNS Flag Day 2020). */
export const EDNS_SIZE = 1_232;
const HEADER = 12;
const CLASS_IN = 1;
/** More records than any honest reply has; beyond it reading stops with MalformedMessage. */
const RECORD_LIMIT = 1_000;
/** Root name, OPT, our size, no flags, no options. */
const EDNS_RECORD = Buffer.from([0, 0, OPT, EDNS_SIZE >> 8, EDNS_SIZE & 0xff, 0, 0, 0, 0, 0, 0]);

/** A question ready to send, but for its id. */
export interface EncodedQuestion {
  /** The whole message, offering EDNS. */
  message: Buffer;
  /** Name, type and class as they lie in the message, in lower case. */
  section: Buffer;
}

export function encodeQuestion(name: Buffer, type: number, recursive: boolean): EncodedQuestion {
  const end = HEADER + name.length + 4;
  const message = Buffer.alloc(end + EDNS_RECORD.length);
  message[2] = recursive ? 0x01 : 0;
  message[5] = 1;
  message[11] = 1;
  name.copy(message, HEADER);
  message.writeUInt16BE(type, end - 4);
  message.writeUInt16BE(CLASS_IN, end - 2);
  EDNS_RECORD.copy(message, end);
  return { message, section: lowerCased(message.subarray(HEADER, end)) };
}

/** A copy with this id, with EDNS or without. Copied because a packet being sent must not change. */
export function packetOf(question: EncodedQuestion, id: number, edns: boolean): Buffer {
  const packet = Buffer.from(edns ? question.message : question.message.subarray(0, HEADER + question.section.length));
  packet.writeUInt16BE(id, 0);
  if (!edns) packet[11] = 0;
  return packet;
}

/** ASCII letters in lower case. Length bytes are below 64, type and class are few, so only letters change, on both sides alike. */
function lowerCased(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  for (let at = 0; at < copy.length; at += 1) {
    const byte = copy[at] ?? 0;
    if (byte >= 0x41 && byte <= 0x5a) copy[at] = byte + 0x20;
  }
  return copy;
}

/** The id of a packet that may be a reply to a question; undefined for anything else. */
export function replyId(packet: Buffer): number | undefined {
  if (packet.length < HEADER) return undefined;
  const isReplyToQuery = ((packet[2] ?? 0) & 0xf8) === 0x80;
  return isReplyToQuery ? packet.readUInt16BE(0) : undefined;
}

/**
 * Whether the packet repeats the question, letters in any case. A server that could not read the question may leave it out,
 * which only FORMERR and NOTIMP excuse.
 */
export function repeatsQuestion(packet: Buffer, section: Buffer): boolean {
  const questions = packet.readUInt16BE(4);
  const rcode = (packet[3] ?? 0) & 0x0f;
  if (questions === 0) return rcode === 1 || rcode === 4;
  if (questions !== 1 || packet.length < HEADER + section.length) return false;
  for (let at = 0; at < section.length; at += 1) {
    const byte = packet[HEADER + at] ?? 0;
    const lower = byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
    if (lower !== section[at]) return false;
  }
  return true;
}

export interface DecodedReply {
  rcode: string;
  authoritative: boolean;
  truncated: boolean;
  /** The answer section, in order. */
  records: AnswerRecord[];
}

/** Decodes a reply that repeats its question. Throws MalformedMessage. Of the other sections only EDNS is read, for its part of the rcode. */
export function decodeReply(packet: Buffer): DecodedReply {
  const flags = packet.readUInt16BE(2);
  const truncated = (flags & 0x0200) !== 0;
  const answers = packet.readUInt16BE(6);
  const total = answers + packet.readUInt16BE(8) + packet.readUInt16BE(10);
  let at = packet.readUInt16BE(4) === 0 ? HEADER : skipName(packet, HEADER) + 4;
  const records: AnswerRecord[] = [];
  let extended = 0;
  // A truncated reply is asked again over TCP, and may end anywhere.
  for (let index = 0; !truncated && index < total; index += 1) {
    if (index >= RECORD_LIMIT) throw new MalformedMessage(`more than ${RECORD_LIMIT} records`);
    const place = placeOf(packet, at);
    const type = packet.readUInt16BE(place.fixed);
    if (type === OPT) extended = packet[place.fixed + 4] ?? 0;
    else if (index < answers && packet.readUInt16BE(place.fixed + 2) === CLASS_IN) records.push(recordAt(packet, at, type, place));
    at = place.end;
  }
  return { rcode: rcodeName((extended << 4) | (flags & 0x0f)), authoritative: (flags & 0x0400) !== 0, truncated, records };
}

/** Where a record's parts lie: the fixed fields after its name, its data, and the next record. */
interface Place {
  fixed: number;
  data: number;
  end: number;
}

function placeOf(packet: Buffer, offset: number): Place {
  const fixed = skipName(packet, offset);
  const data = fixed + 10;
  if (data > packet.length) throw new MalformedMessage("a record runs over the end");
  const end = data + packet.readUInt16BE(fixed + 8);
  if (end > packet.length) throw new MalformedMessage("a record's data runs over the end");
  return { fixed, data, end };
}

function recordAt(packet: Buffer, offset: number, type: number, place: Place): AnswerRecord {
  const ttl = packet.readUInt32BE(place.fixed + 4);
  const name = typeName(type);
  return {
    name: readName(packet, offset).text,
    type: name,
    // RFC 2181, section 8: a TTL with the top bit set is zero.
    ttlSeconds: ttl > 0x7fff_ffff ? 0 : ttl,
    value: presentData(name, packet, place.data, place.end),
  };
}
