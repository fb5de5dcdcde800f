/** What a server said, and what it means for a pair. */
import type { Ms } from "./time.ts";

/** One record of an answer section, its data in presentation form. */
export interface AnswerRecord {
  name: string;
  type: string;
  ttlSeconds: number;
  value: string;
}

/** What came back from one server, or why nothing did. A failed question is data, never an exception. */
export type Answer = Reply | Silence;

interface Asked {
  /** Address and port that were asked, before the network table: `192.0.2.53:53`. */
  server: string;
  transport: "udp" | "tcp";
  /** When the question left. */
  sentAt: Ms;
  /** From question to reply, or to giving up. */
  tookMs: number;
}

export interface Reply extends Asked {
  kind: "reply";
  /** `NOERROR`, `NXDOMAIN`, `SERVFAIL`, `REFUSED`, … */
  rcode: string;
  /** AA: the server speaks for the zone. */
  authoritative: boolean;
  /** The answer section, in order, CNAMEs included. */
  records: readonly AnswerRecord[];
}

export interface Silence extends Asked {
  kind: "silence";
  /** `timeout`, `malformed`, `unreachable`, … with what was seen, for people. */
  reason: string;
}

/** What an answer means for a pair. */
export type Verdict = "primary" | "secondary" | "mixed" | "stray" | "empty" | "ambiguous" | "failed";

export interface Judgement {
  verdict: Verdict;
  /** Why, in words for people: names the values and the side. */
  reason: string;
  /** The values found, normalised. */
  values: readonly string[];
  /** The smallest TTL on the way to the values; for a recursive server what remains of it. */
  ttlSeconds?: number;
}
