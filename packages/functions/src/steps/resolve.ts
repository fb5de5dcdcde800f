/** One look from here at a name: what each of its name servers and each resolver answers right now. Remembers and decides nothing. */
import {
  type Answer,
  type AnswerRecord,
  type Asker,
  chainFrom,
  judge,
  type Ms,
  type NameServers,
  type PairDefinition,
  type Policy,
  type RecordType,
  type Verdict,
} from "@flipwatch/core";

export interface ResolveOptions {
  asker: Pick<Asker, "ask">;
  nameServers: NameServers;
  /** In normal form. */
  name: string;
  type: RecordType;
  /** Where the pair is known: what its answers are judged by. */
  definition?: PairDefinition;
  /** Asked instead of the zone's own: `host`, `host:port`, `address`, `address:port` or `[v6]:port`. */
  nameservers?: readonly string[];
  /** Asked too, with recursion. */
  resolvers: readonly string[];
  policy: Pick<Policy, "graceMs">;
  /** Per try. */
  timeoutMs: number;
}

/** What one server said. */
export interface ResolveRow {
  kind: "name server" | "resolver";
  /** As given: a resolver's name, or a name server's `address:port`. */
  server: string;
  transport: "udp" | "tcp";
  at: Ms;
  tookMs: number;
  /** Absent when nothing came back; `reason` then says why. */
  rcode?: string;
  authoritative?: boolean;
  /** The values at the end of the chain, as the server wrote them, in its order. */
  values: readonly string[];
  /** The name asked for, then every CNAME's target. */
  path: readonly string[];
  /** The smallest on the way; for a resolver what remains of it. */
  ttlSeconds?: number;
  /** Only where the pair is known. */
  verdict?: Verdict;
  /** The verdict's, or why nothing came back. */
  reason?: string;
}

/** Name servers first, in their order, then resolvers in theirs. No rows of the first kind: none could be found. Never throws for what servers do. */
export async function resolveOnce(options: ResolveOptions): Promise<ResolveRow[]> {
  const { definition } = options;
  const nameservers = options.nameservers ?? definition?.nameservers ?? definition?.zone?.nameservers;
  const found = await options.nameServers.of({ name: options.name, nameservers });
  const own = found.map((server) => look(options, "name server", server));
  const recursive = options.resolvers.map((server) => look(options, "resolver", server));
  return Promise.all([...own, ...recursive]);
}

async function look(options: ResolveOptions, kind: ResolveRow["kind"], server: string): Promise<ResolveRow> {
  const { name, type, timeoutMs } = options;
  const answer = await options.asker.ask({ name, type, server, transport: "udp", recursive: kind === "resolver", timeoutMs });
  const { transport, tookMs } = answer;
  const base = { kind, server, transport, at: answer.sentAt + tookMs, tookMs, ...saidBy(answer, name, type) };
  return { ...base, ...judged(options, kind, answer) };
}

function saidBy(
  answer: Answer,
  name: string,
  type: RecordType,
): Pick<ResolveRow, "rcode" | "authoritative" | "values" | "path" | "ttlSeconds"> {
  if (answer.kind === "silence") return { values: [], path: [name] };
  const { values, path, ttlSeconds } = chainFrom(name, type, answer.records as readonly AnswerRecord[]);
  return { rcode: answer.rcode, authoritative: answer.authoritative, values, path, ...(ttlSeconds === undefined ? {} : { ttlSeconds }) };
}

function judged(options: ResolveOptions, kind: ResolveRow["kind"], answer: Answer): Pick<ResolveRow, "verdict" | "reason"> {
  if (options.definition === undefined) return answer.kind === "silence" ? { reason: answer.reason } : {};
  const at = answer.sentAt + answer.tookMs;
  const { verdict, reason } = judge(options.definition, answer, at, options.policy.graceMs, { authoritative: kind === "name server" });
  return { verdict, reason };
}
