/** For the tests of probe: a shard of pairs, the name servers that say what a test wants, and what came of it. */
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import { type Answer, type Asker, type Ballot, type Ms, type PairDefinition, policyOf, type Question } from "@flipwatch/core";
import { type ProbeOptions, type ProbeSummary, probe } from "./probe.ts";
import { virtualClock } from "./virtual-clock.ts";

export const T0 = 1_800_000_000_000;
export const SECOND = 1_000;
export const PRIMARY = "192.0.2.10";
export const SECONDARY = "192.0.2.20";
export const servers = ["198.51.100.1:53", "198.51.100.2:53", "198.51.100.3:53", "198.51.100.4:53"];

/** What a server does at a moment: an address it answers with, an rcode, or nothing at all. */
export type Said = string | { rcode: string } | "silence";

export interface World {
  /** By seconds since T0. */
  says: (question: Question, seconds: number) => Said;
  pairs?: number;
  regions?: string[];
  resolvers?: string[];
  intervalSeconds?: number;
  /** How long a reply takes. */
  latencyMs?: number;
  startedAt?: Ms;
  maxSeconds?: number;
  records?: (records: Records) => Pick<Records, "manifests" | "definitions" | "ballots">;
  more?: Partial<ProbeOptions>;
}

export function definitionOf(index: number): PairDefinition {
  const name = index === 0 ? "failover.example.com" : `name-${index}.example.com`;
  const [primary, secondary] = [
    { values: [PRIMARY], ttlSeconds: 60 },
    { values: [SECONDARY], ttlSeconds: 60 },
  ];
  return {
    id: `${name}/A`,
    name,
    type: "A",
    source: "config",
    nameservers: servers,
    primary,
    secondary,
    ttlSeconds: 60,
    revision: 1,
    revisedAt: T0 - 900_000,
  };
}

export async function world(options: World) {
  const clock = virtualClock(options.startedAt ?? T0 + 100);
  const records = createRecords(createMemoryTable());
  const definitions = Array.from({ length: options.pairs ?? 1 }, (_, index) => definitionOf(index));
  for (const definition of definitions) await records.definitions.put(definition);
  await records.manifests.put({ shard: 0, version: 1, at: T0, slots: definitions.map(({ id, revision }) => ({ pair: id, revision })) });
  const asked: (Question & { at: Ms })[] = [];
  const asker: Asker = {
    async ask(question) {
      const sentAt = clock.now();
      asked.push({ ...question, at: sentAt });
      const said = options.says(question, (sentAt - T0) / SECOND);
      await clock.until(sentAt + (said === "silence" ? question.timeoutMs : (options.latencyMs ?? 10)));
      return answerOf(question, said, sentAt, clock.now() - sentAt);
    },
    close: async () => undefined,
  };
  const woken: { deduplication: string; at: Ms }[] = [];
  const logged: string[] = [];
  const policy = policyOf({
    regions: options.regions ?? ["us-east-2", "eu-central-1", "ap-northeast-1"],
    intervalSeconds: options.intervalSeconds ?? 10,
  });
  const run = (more: Partial<ProbeOptions> = {}): Promise<ProbeSummary> =>
    probe({
      records: options.records?.(records) ?? records,
      asker,
      nameServers: { of: async ({ nameservers }) => nameservers ?? [] },
      wakeUps: { wake: async (_shard, deduplication) => void woken.push({ deduplication, at: clock.now() }) },
      clock,
      policy,
      region: policy.regions[0] ?? "local",
      regionIndex: 0,
      resolvers: options.resolvers ?? [],
      timeoutMs: 1_500,
      startedAt: clock.now(),
      maxMs: (options.maxSeconds ?? 60) * SECOND,
      log: (level, message) => void logged.push(`${level} ${message}`),
      ...options.more,
      ...more,
    });
  const ballots = (region = policy.regions[0] ?? ""): Promise<Ballot[]> =>
    records.ballots.between(region, 0, T0 - 3_600_000, T0 + 3_600_000 - 10_000, policy.intervalMs);
  return { run, ballots, asked, woken, logged, records, clock, policy };
}

function answerOf(question: Question, said: Said, sentAt: Ms, tookMs: number): Answer {
  const base = { server: question.server, transport: question.transport, sentAt, tookMs };
  if (said === "silence") return { kind: "silence", ...base, reason: "timeout" };
  const authoritative = !question.recursive;
  if (typeof said !== "string") return { kind: "reply", ...base, rcode: said.rcode, authoritative, records: [] };
  return {
    kind: "reply",
    ...base,
    rcode: "NOERROR",
    authoritative,
    records: [{ name: question.name, type: "A", ttlSeconds: 60, value: said }],
  };
}

export const flipAt = (seconds: number) => (_question: Question, at: number) => (at < seconds ? PRIMARY : SECONDARY);
export const votes = (ballots: readonly Ballot[]): string => ballots.map((ballot) => ballot.votes).join(" ");
export const rounds = (ballots: readonly Ballot[]): number[] => ballots.map((ballot) => (ballot.round - T0) / SECOND);
