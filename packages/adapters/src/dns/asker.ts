/** Asks one server one question, over UDP or TCP, and says what came back. Judging the answer is core's. */
import type { Answer, Asker, Ms, Question } from "@flipwatch/core";
import { type Translator, translator } from "./endpoint.ts";
import type { Exchange, Exchanged, Ignored } from "./exchange.ts";
import { type DecodedReply, decodeReply, encodeQuestion } from "./message.ts";
import { MalformedMessage, nameToWire } from "./name.ts";
import { typeNumbers } from "./record-types.ts";
import { createTcp } from "./tcp.ts";
import { createUdp } from "./udp.ts";

/** Servers remembered as not understanding EDNS, and for how long. */
const PLAIN_LIMIT = 1_000;
const PLAIN_MS = 3_600_000;
/** Replies to a question with EDNS that only mean "ask without" (RFC 6891, section 7). */
const ednsRefusals = new Set(["FORMERR", "NOTIMP", "BADVERS"]);

export interface AskerOptions {
  /** Endpoint to endpoint, translated at the socket: `{ "198.51.100.1:53": "127.0.0.1:5300" }`. */
  network?: Readonly<Record<string, string>>;
  /** Shared UDP sockets a family; 4 unless told. */
  sockets?: number;
  now: () => Ms;
  /** 0 to 65,535, unpredictable: it is what keeps a stranger from answering. */
  randomId: () => number;
}

export interface DnsAsker extends Asker {
  /** Packets that were not taken, since the start. */
  ignored(): Readonly<Ignored>;
}

export function createAsker(options: AskerOptions): DnsAsker {
  const ignored: Ignored = { late: 0, wrongSource: 0, wrongQuestion: 0, malformed: 0 };
  const udp = createUdp({ perFamily: options.sockets ?? 4, randomId: options.randomId, ignored });
  const tcp = createTcp({ randomId: options.randomId, ignored });
  const plainUntil = new Map<string, Ms>();
  const transports = { udp, tcp };
  const translate = translator(options.network ?? {});
  let closed = false;

  /** One try; a second without EDNS where the server doesn't know it. */
  async function tried(transport: "udp" | "tcp", exchange: Omit<Exchange, "edns">, server: string): Promise<Tried> {
    const edns = (plainUntil.get(server) ?? 0) <= options.now();
    const first = read(await transports[transport].exchange({ ...exchange, edns }));
    if (!edns || "silence" in first || !ednsRefusals.has(first.rcode)) return first;
    const second = read(await transports[transport].exchange({ ...exchange, edns: false }));
    if ("silence" in second || ednsRefusals.has(second.rcode)) return second;
    if (plainUntil.size >= PLAIN_LIMIT) plainUntil.clear();
    plainUntil.set(server, options.now() + PLAIN_MS);
    return second;
  }

  return {
    async ask(question) {
      const sentAt = options.now();
      const asked = { server: question.server, sentAt };
      const ended = (transport: "udp" | "tcp", outcome: Tried): Answer =>
        answerOf({ ...asked, transport, tookMs: options.now() - sentAt }, outcome);
      const exchange = closed ? closedSilence : exchangeOf(question, translate);
      if ("silence" in exchange) return ended(question.transport, exchange);
      const first = await tried(question.transport, exchange, question.server);
      if ("silence" in first || !first.truncated || question.transport === "tcp") return ended(question.transport, first);
      const second = await tried("tcp", exchange, question.server);
      return ended("tcp", "silence" in second ? { silence: `${second.silence}, after a truncated reply over UDP` } : second);
    },
    ignored: () => ignored,
    async close() {
      closed = true;
      await Promise.all([udp.close(), tcp.close()]);
    },
  };
}

type Tried = DecodedReply | { silence: string };

const closedSilence = { silence: "unreachable: the asker was closed" };

function exchangeOf(question: Question, translate: Translator): Omit<Exchange, "edns"> | { silence: string } {
  const endpoint = translate(question.server);
  if (endpoint === undefined) return { silence: `unreachable: ${question.server} is no address with a port` };
  const name = nameToWire(question.name);
  if (name === undefined) return { silence: `malformed: ${question.name} can't be asked for: it is no domain name` };
  return { endpoint, question: encodeQuestion(name, typeNumbers[question.type], question.recursive), timeoutMs: question.timeoutMs };
}

function read(exchanged: Exchanged): Tried {
  if ("silence" in exchanged) return exchanged;
  try {
    return decodeReply(exchanged.packet);
  } catch (error) {
    // Out of range is what reading past a buffer's end throws.
    if (error instanceof MalformedMessage || error instanceof RangeError) return { silence: `malformed: ${error.message}` };
    throw error;
  }
}

function answerOf(asked: { server: string; transport: "udp" | "tcp"; sentAt: Ms; tookMs: number }, outcome: Tried): Answer {
  if ("silence" in outcome) return { kind: "silence", ...asked, reason: outcome.silence };
  if (outcome.truncated) return { kind: "silence", ...asked, reason: "malformed: truncated over TCP" };
  return { kind: "reply", ...asked, rcode: outcome.rcode, authoritative: outcome.authoritative, records: outcome.records };
}
