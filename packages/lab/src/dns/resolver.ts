/**
 * A caching resolver, as clients use one: asks the lab's name servers over UDP (TCP on truncation), keeps what it learns for its TTL, positive
 * and negative, and counts the TTL down. The lab is its whole internet: names outside its zones do not resolve (SERVFAIL).
 */
import type { LabTime, LabZone } from "../types.ts";
import { type DnsFaults, NAME_SERVER_COUNT, type Vantage } from "./faults.ts";
import { negativeTtl, type ParsedReply, type Query, type Rcode, type Reply, rcodes } from "./message.ts";
import { nameFromWire, normalName, normalOf } from "./names.ts";
import { rdataOf, typeNumber } from "./rdata.ts";
import { createResolverCache, type Finding } from "./resolver-cache.ts";
import { listenDns } from "./sockets.ts";
import { askUpstream } from "./upstream.ts";

export interface ResolverOptions {
  vantage: Vantage;
  /** Where this vantage reaches server 0 to 3, `address:port`. */
  upstreams: readonly string[];
  /** For the names of the name servers, which lie in nobody's zone here: `ns-1.awsdns-01.com` is 198.51.100.1 and so on. */
  zones(): readonly LabZone[];
  time: LabTime;
  faults: DnsFaults;
  /** Told of what no answer foresaw. */
  onTrouble(error: unknown): void;
  /** 0 or absent picks a free one. */
  port?: number;
}

export interface Resolver {
  /** `127.0.0.1:port` */
  address: string;
  /** Forgets everything, as a restarted resolver would. */
  flush(): void;
  cached(): number;
  close(): Promise<void>;
}

/** The documentation addresses of server 0 to 3. */
export const nameServerAddresses: readonly string[] = Array.from({ length: NAME_SERVER_COUNT }, (_, i) => `198.51.100.${i + 1}`);

const MAX_CHAIN = 8;
/** A try at one server: 1.5 lab seconds, but never less than a busy machine needs. */
const TRY_SECONDS = 1.5;
const MIN_TRY_MS = 300;
/** How long the name servers' own addresses may be kept, as the TTL of such records is. */
const NAME_SERVER_TTL_SECONDS = 172_800;

export async function startResolver(options: ResolverOptions): Promise<Resolver> {
  const worker = new ResolverWorker(options);
  const server = await listenDns({
    port: options.port ?? 0,
    respond: (query) => worker.respond(query),
    fault: (transport) => options.faults.take({ vantage: options.vantage, server: "resolver", transport }),
    onTrouble: options.onTrouble,
  });
  return {
    address: server.address,
    flush: () => worker.cache.clear(),
    cached: () => worker.cache.size(),
    close: async () => {
      worker.stop();
      await server.close();
    },
  };
}

class ResolverWorker {
  readonly cache;
  private readonly options: ResolverOptions;
  private readonly lifetime = new AbortController();
  /** One question to the servers however many clients wait for it. */
  private readonly underWay = new Map<string, Promise<Finding>>();
  private turn = 0;

  constructor(options: ResolverOptions) {
    this.options = options;
    this.cache = createResolverCache(options.time);
  }

  stop(): void {
    this.lifetime.abort();
  }

  async respond(query: Query): Promise<Reply> {
    if (!query.recursionDesired) return { rcode: "REFUSED", recursionAvailable: true };
    const { rcode, answers, authorities } = await this.resolve(query.question.name, query.question.type);
    return { rcode, answers, authorities, recursionAvailable: true };
  }

  /** Follows CNAMEs out of a zone by asking anew. */
  private async resolve(name: string, type: number): Promise<Finding> {
    const answers = [];
    let current = name;
    for (let links = 0; links < MAX_CHAIN; links++) {
      const found = this.own(current, type) ?? this.cache.get(current, type) ?? (await this.ask(current, type));
      answers.push(...found.answers);
      const last = found.answers.at(-1);
      const target = last?.type === typeNumber("CNAME") && type !== last.type ? normalOf(nameFromWire(last.rdata, 0).labels) : undefined;
      if (target === undefined || found.rcode !== "NOERROR" || found.authorities.length > 0) return { ...found, answers };
      current = target;
    }
    return failed;
  }

  /** Addresses of name servers, which the lab's own zones do not hold. */
  private own(name: string, type: number): Finding | undefined {
    const index = this.options
      .zones()
      .map((zone) => zone.nameservers.findIndex((server) => normalName(server) === name))
      .find((at) => at >= 0);
    const address = index === undefined ? undefined : nameServerAddresses[index];
    if (!address) return undefined;
    const record = { name, type: typeNumber("A"), ttlSeconds: NAME_SERVER_TTL_SECONDS, rdata: rdataOf("A", address) };
    return { rcode: "NOERROR", answers: type === record.type ? [record] : [], authorities: [], lifetimeSeconds: 0 };
  }

  private ask(name: string, type: number): Promise<Finding> {
    const key = `${name}/${type}`;
    const known = this.underWay.get(key);
    if (known) return known;
    const asking = this.askServers(name, type).finally(() => this.underWay.delete(key));
    this.underWay.set(key, asking);
    return asking;
  }

  /** Every server once, beginning with the next in turn, until one gives a usable reply. */
  private async askServers(name: string, type: number): Promise<Finding> {
    const { upstreams, time } = this.options;
    const first = this.turn++;
    const tryMs = Math.max(TRY_SECONDS * time.unitMs, MIN_TRY_MS);
    for (let i = 0; i < upstreams.length && !this.lifetime.signal.aborted; i++) {
      const server = upstreams[(first + i) % upstreams.length] ?? "";
      const reply = await askUpstream(server, name, type, tryMs, this.lifetime.signal);
      const finding = reply && usable(reply);
      if (!finding) continue;
      this.cache.put(name, type, finding);
      return finding;
    }
    return failed;
  }
}

/** Kept by nobody: the next question tries again. */
const failed: Finding = { rcode: "SERVFAIL", answers: [], authorities: [], lifetimeSeconds: 0 };

function usable(reply: ParsedReply): Finding | undefined {
  const { answers, authorities } = reply;
  const rcode = (Object.keys(rcodes) as Rcode[]).find((name) => rcodes[name] === reply.rcode);
  if (rcode !== "NOERROR" && rcode !== "NXDOMAIN") return undefined;
  const soa = authorities.find((record) => record.type === typeNumber("SOA"));
  const ttls = [...answers.map((record) => record.ttlSeconds), ...(soa ? [negativeTtl(soa)] : [])];
  return { rcode, answers, authorities: soa ? [soa] : [], lifetimeSeconds: ttls.length > 0 ? Math.min(...ttls) : 0 };
}
