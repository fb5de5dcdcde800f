/** Finds out which addresses answer for a name: those that are given, or the zone's own, looked up through resolvers and kept fresh. */
import { type Answer, type AnswerRecord, type Asker, chainFrom, type Ms, type NameServers, normaliseName } from "@flipwatch/core";
import { formatEndpoint, hostPortOf } from "./endpoint.ts";
import { createRefreshingCache, type Looked } from "./refreshing-cache.ts";
import { hasGlobalIpv6 } from "./system-resolvers.ts";

/** Names walked up at most: a name has no more labels. */
const DEPTH_LIMIT = 127;
/** Name servers of one zone, and addresses of one server, that are used at most. */
const SERVERS_LIMIT = 13;
const ADDRESSES_LIMIT = 8;
/** Bounds of what a TTL may ask for, in TTL seconds: not to ask all the time, nor to miss a moved zone for days. */
const TTL_SECONDS = { least: 30, most: 3_600 };
/** How long "no zone starts at this name" or "no such address" is believed; the reply's own SOA is not read. */
const ABSENT_SECONDS = 300;
const limits = { entries: 10_000, staleSeconds: 86_400, retrySeconds: 5 };

export interface NameServersOptions {
  asker: Asker;
  /** `address`, `address:port` or `[v6]:port`; asked in order until one replies. */
  resolvers: readonly string[];
  now: () => Ms;
  /** Per try. */
  timeoutMs: number;
  /** One second of a TTL in real milliseconds; 1,000 unless told. */
  ttlUnitMs?: number;
  /** Whether IPv6 addresses are of use; unless told, whether this machine has a global one. */
  ipv6?: boolean;
}

export function createNameServers(options: NameServersOptions): NameServers {
  const unit = options.ttlUnitMs ?? 1_000;
  const types = (options.ipv6 ?? hasGlobalIpv6()) ? (["A", "AAAA"] as const) : (["A"] as const);
  const cacheLimits = {
    entries: limits.entries,
    staleMs: limits.staleSeconds * unit,
    retryMs: limits.retrySeconds * unit,
    now: options.now,
  };
  const ask = (name: string, type: "NS" | "A" | "AAAA") => askResolvers(options, name, type);

  /** The zone's servers if one starts at this very name, an empty list if none does. */
  const cuts = createRefreshingCache<readonly string[]>({
    ...cacheLimits,
    look: async (name) => servedBy(name, await ask(name, "NS"), unit),
  });
  const addresses = createRefreshingCache<readonly string[]>({
    ...cacheLimits,
    look: async (host) => reachedAt(host, await Promise.all(types.map((type) => ask(host, type))), types, unit),
  });

  async function endpointsOf(hosts: readonly string[], port: number): Promise<string[]> {
    const found = await Promise.all(hosts.map((host) => addresses.get(host)));
    return found.flatMap((list) => (list ?? []).map((address) => formatEndpoint(address, port)));
  }

  async function given(entry: string): Promise<readonly string[]> {
    const parsed = hostPortOf(entry.replace(/\.$/, ""));
    if (parsed === undefined) return [];
    return parsed.family === 0
      ? endpointsOf([normaliseName(parsed.host, "decimal")], parsed.port)
      : [formatEndpoint(parsed.host, parsed.port)];
  }

  /** Walks up from the name to where its zone starts. A level that can't be found out ends the walk: its parent would only refer us back. */
  async function zoneServers(name: string): Promise<readonly string[]> {
    let rest: string | undefined = name;
    for (let depth = 0; rest !== undefined && depth < DEPTH_LIMIT; depth += 1) {
      const hosts: readonly string[] | undefined = await cuts.get(rest);
      if (hosts === undefined || hosts.length > 0) return hosts ?? [];
      rest = parentOf(rest);
    }
    return [];
  }

  return {
    async of(target) {
      const lists = target.nameservers?.length
        ? await Promise.all(target.nameservers.map(given))
        : [await endpointsOf(await zoneServers(normaliseName(target.name, "decimal")), 53)];
      return [...new Set(lists.flat())];
    },
  };
}

/** The name without its first label; undefined where that would be a top-level domain, whose servers only refer. */
function parentOf(name: string): string | undefined {
  const labels = name.match(/(?:\\.|[^.\\])+/g) ?? [];
  return labels.length < 3 ? undefined : labels.slice(1).join(".");
}

/** The first resolver's word that settles it: NOERROR or NXDOMAIN. */
async function askResolvers(options: NameServersOptions, name: string, type: "NS" | "A" | "AAAA"): Promise<Answer | undefined> {
  for (const server of options.resolvers) {
    const answer = await options.asker.ask({ name, type, server, transport: "udp", recursive: true, timeoutMs: options.timeoutMs });
    if (answer.kind === "reply" && (answer.rcode === "NOERROR" || answer.rcode === "NXDOMAIN")) return answer;
  }
  return undefined;
}

/** Records of another owner, such as those of a CNAME's target, don't make the name a zone. */
function servedBy(name: string, answer: Answer | undefined, unit: number): Looked<readonly string[]> {
  if (answer?.kind !== "reply") return undefined;
  const own = answer.records.filter((record) => record.type === "NS" && normaliseName(record.name, "decimal") === name);
  const hosts = [...new Set(own.map((record) => normaliseName(record.value, "decimal")))].sort().slice(0, SERVERS_LIMIT);
  const ttls = own.map((record) => record.ttlSeconds);
  return { value: hosts, lifetimeMs: lifetimeSeconds(ttls) * unit };
}

/** IPv4 before IPv6, each sorted. No word on one family matters only where the other has nothing. */
function reachedAt(
  host: string,
  answers: readonly (Answer | undefined)[],
  types: readonly ("A" | "AAAA")[],
  unit: number,
): Looked<readonly string[]> {
  const chains = types.map((type, index) => chainFrom(host, type, recordsOf(answers[index])));
  const value = chains.flatMap((chain) => [...new Set(chain.values)].sort()).slice(0, ADDRESSES_LIMIT);
  if (value.length === 0 && answers.includes(undefined)) return undefined;
  const ttls = chains.flatMap((chain) => (chain.values.length > 0 && chain.ttlSeconds !== undefined ? [chain.ttlSeconds] : []));
  return { value, lifetimeMs: lifetimeSeconds(ttls) * unit };
}

function recordsOf(answer: Answer | undefined): readonly AnswerRecord[] {
  return answer?.kind === "reply" ? answer.records : [];
}

function lifetimeSeconds(ttls: readonly number[]): number {
  return ttls.length === 0 ? ABSENT_SECONDS : Math.min(TTL_SECONDS.most, Math.max(TTL_SECONDS.least, Math.min(...ttls)));
}
