/** Carries out what core's confirmation rule wants to know of one pair: asks, judges, asks on, until there is a vote. */
import {
  type Answer,
  confirm,
  type Heard,
  type Judgement,
  judge,
  type Letter,
  type Ms,
  type PairDefinition,
  type Question,
  type Verdict,
} from "@flipwatch/core";

/** An answer with what it means. */
export interface Judged extends Heard {
  answer: Answer;
  judgement: Judgement;
  /** When it arrived. */
  at: Ms;
}

export interface Conclusion {
  vote: Verdict | "-";
  /** Everything that was asked on the way, in order. */
  heard: readonly Judged[];
}

export interface PairVote {
  definition: PairDefinition;
  /** At least one. */
  servers: readonly string[];
  /** The region's last vote on the pair. */
  last: Letter;
  /** Whose turn it is; any whole number. */
  start: number;
  timeoutMs: number;
  graceMs: number;
  /** `isFirst`: one of a whole shard's; the others are few and in a hurry. Never throws. */
  ask(question: Question, isFirst: boolean): Promise<Answer>;
}

/** The steps end by core's `questionLimit`. */
export async function voteOn(pair: PairVote): Promise<Conclusion> {
  const heard: Judged[] = [];
  for (;;) {
    const step = confirm({ last: pair.last, servers: pair.servers.length, start: pair.start, heard });
    if ("vote" in step) return { vote: step.vote, heard };
    const isFirst = heard.length === 0;
    const asked = step.ask.map(async ({ server, transport }): Promise<Judged> => {
      const answer = await pair.ask(questionTo(pair, pair.servers[server] ?? "", transport), isFirst);
      const at = answer.sentAt + answer.tookMs;
      const judgement = judge(pair.definition, answer, at, pair.graceMs, { authoritative: true });
      return { server, transport, verdict: judgement.verdict, answer, judgement, at };
    });
    heard.push(...(await Promise.all(asked)));
  }
}

function questionTo({ definition, timeoutMs }: PairVote, server: string, transport: "udp" | "tcp"): Question {
  return { name: definition.name, type: definition.type, server, transport, recursive: false, timeoutMs };
}
