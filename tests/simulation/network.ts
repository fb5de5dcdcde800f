/** The way from the regions to the name servers and resolvers: replies take a while, and get lost or spoilt as a test says. */
import type { Answer, Asker, Clock, Ms, Question } from "@flipwatch/core";
import { type Said, SERVERS, TTL_SECONDS, type World } from "./world.ts";

export const RESOLVER = "203.0.113.53:53";

/** Ways in which a reply goes wrong. `late` is later than anybody waits for; `truncated` fails over TCP too, as `garbage` and `spoofed` do at the socket. */
export const badReplies = [
  "dropped",
  "SERVFAIL",
  "REFUSED",
  "NXDOMAIN",
  "empty",
  "truncated",
  "garbage",
  "spoofed",
  "lame",
  "late",
] as const;
export type BadReply = (typeof badReplies)[number];

export interface Fault {
  bad: BadReply;
  /** All regions unless told. */
  regions?: readonly string[];
  /** All name servers and resolvers unless told. */
  servers?: readonly string[];
  from: Ms;
  to: Ms;
  /** It strikes this many questions of each region; any number unless told. */
  times?: number;
}

export interface Network {
  asker(region: string): Asker;
  fault(fault: Fault): void;
  /** No fault strikes any more. */
  heal(): void;
}

export function createNetwork(world: World, clock: Clock): Network {
  const faults: { fault: Fault; struck: Map<string, number> }[] = [];
  /** What each region's resolver has cached. */
  const caches = new Map<string, { said: Said; until: Ms }>();

  function faultOf(region: string, server: string): BadReply | undefined {
    const now = clock.now();
    for (const { fault, struck } of faults) {
      const isHit =
        now >= fault.from && now < fault.to && (fault.regions?.includes(region) ?? true) && (fault.servers?.includes(server) ?? true);
      const times = struck.get(region) ?? 0;
      if (!isHit || times >= (fault.times ?? Number.POSITIVE_INFINITY)) continue;
      struck.set(region, times + 1);
      return fault.bad;
    }
    return undefined;
  }

  function resolved(region: string): { said: Said; ttlSeconds: number } {
    const now = clock.now();
    const known = caches.get(region);
    const fresh =
      known !== undefined && known.until > now ? known : { said: world.saidBy(SERVERS[0], now), until: now + TTL_SECONDS * 1_000 };
    caches.set(region, fresh);
    return { said: fresh.said, ttlSeconds: Math.ceil((fresh.until - now) / 1_000) };
  }

  async function ask(region: string, question: Question): Promise<Answer> {
    const sentAt = clock.now();
    const bad = faultOf(region, question.server);
    const { said, ttlSeconds } = question.recursive
      ? resolved(region)
      : { said: world.saidBy(question.server, sentAt), ttlSeconds: TTL_SECONDS };
    await clock.until(sentAt + takes(bad, region, question));
    const base = { server: question.server, transport: question.transport, sentAt, tookMs: clock.now() - sentAt };
    const spoilt = bad === undefined ? undefined : spoiled(bad, base);
    if (spoilt !== undefined) return spoilt;
    const authoritative = !question.recursive && bad !== "lame";
    return { kind: "reply", ...base, authoritative, ...contentOf(said, question.name, ttlSeconds) };
  }

  return {
    asker: (region) => ({ ask: (question) => ask(region, question), close: async () => undefined }),
    fault: (fault) => void faults.push({ fault, struck: new Map() }),
    heal: () => void faults.splice(0),
  };
}

/** Near or far, but the same every time. */
function takes(bad: BadReply | undefined, region: string, { server, timeoutMs }: Question): number {
  if (bad === "dropped" || bad === "late" || bad === "spoofed") return timeoutMs;
  return 10 + ((region.length * 7 + server.charCodeAt(server.length - 4) * 3) % 40);
}

type Base = Pick<Answer, "server" | "transport" | "sentAt" | "tookMs">;

/** The answer as the asker gives it; undefined for a reply whose content stands. */
function spoiled(bad: BadReply, base: Base): Answer | undefined {
  if (bad === "lame") return undefined;
  if (bad === "SERVFAIL" || bad === "REFUSED") return { kind: "reply", ...base, rcode: bad, authoritative: false, records: [] };
  if (bad === "NXDOMAIN" || bad === "empty")
    return { kind: "reply", ...base, rcode: bad === "empty" ? "NOERROR" : bad, authoritative: true, records: [] };
  return { kind: "silence", ...base, reason: reasons[bad] };
}

const reasons = {
  dropped: "timeout",
  late: "timeout",
  spoofed: "timeout; ignored 3 packets that did not match the question",
  truncated: "malformed: truncated over TCP",
  garbage: "malformed: the name at byte 38 ends nowhere",
};

function contentOf(said: Said, name: string, ttlSeconds: number) {
  if ("rcode" in said) return { rcode: said.rcode, records: [] };
  return { rcode: "NOERROR", records: said.values.map((value) => ({ name, type: "A", ttlSeconds, value })) };
}
