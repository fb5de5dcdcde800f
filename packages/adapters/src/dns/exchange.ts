/** What both transports share: one packet out, one matching packet in, or the reason for silence. */
import type { Endpoint } from "./endpoint.ts";
import { type EncodedQuestion, repeatsQuestion, replyId } from "./message.ts";

export interface Exchange {
  endpoint: Endpoint;
  question: EncodedQuestion;
  edns: boolean;
  timeoutMs: number;
}

/** A packet that matches by id, question and source, or why there is none, for people. */
export type Exchanged = { packet: Buffer } | { silence: string };

/** Packets that were not taken, by why. They only grow. */
export interface Ignored {
  /** No question with this id is waiting: late, doubled, or a guess. */
  late: number;
  wrongSource: number;
  wrongQuestion: number;
  /** Too short for a header, or not a reply. */
  malformed: number;
}

/** Whether a packet repeats id and question; counts it where not. */
export function matches(packet: Buffer, id: number, question: EncodedQuestion, ignored: Ignored): boolean {
  const found = replyId(packet);
  if (found === undefined) ignored.malformed += 1;
  else if (found !== id || !repeatsQuestion(packet, question.section)) ignored.wrongQuestion += 1;
  else return true;
  return false;
}

const plainWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection reset",
  EPIPE: "connection reset",
  EHOSTUNREACH: "no route to the host",
  ENETUNREACH: "no route to the network",
  ENETDOWN: "the network is down",
  EADDRNOTAVAIL: "no address to send from",
  EACCES: "sending is not permitted",
  EPERM: "sending is not permitted",
  ETIMEDOUT: "connecting timed out",
  EMFILE: "no file descriptor is left here",
  EMSGSIZE: "the packet is too large to send",
};

/** `unreachable: connection refused`. */
export function unreachable(error: NodeJS.ErrnoException): string {
  const code = error.code ?? error.name;
  return `unreachable: ${plainWords[code] ?? code}`;
}

/** `timeout after 1500 ms`, and how many packets were seen that did not match. */
export function timedOut(timeoutMs: number, ignored: number): string {
  const seen = ignored === 0 ? "" : `; ignored ${ignored} packet${ignored === 1 ? "" : "s"} that did not match the question`;
  return `timeout after ${Math.round(timeoutMs)} ms${seen}`;
}
