/** What a resolver remembers, and for how long: lifetimes are lab seconds, positive and negative alike. Asking is left to `resolver.ts`. */
import type { LabTime } from "../types.ts";
import type { Rcode, WireRecord } from "./message.ts";

export interface Finding {
  rcode: Rcode;
  answers: readonly WireRecord[];
  /** The SOA of a negative answer. */
  authorities: readonly WireRecord[];
  /** How long it may be kept, in lab seconds; 0 is not kept. */
  lifetimeSeconds: number;
}

export interface ResolverCache {
  /** With every TTL counted down to what remains, in whole lab seconds; undefined once the lifetime is over. */
  get(name: string, type: number): Finding | undefined;
  put(name: string, type: number, finding: Finding): void;
  clear(): void;
  size(): number;
}

/** Beyond this the entry that was written first goes. */
const MAX_ENTRIES = 10_000;

export function createResolverCache(time: LabTime): ResolverCache {
  const entries = new Map<string, { finding: Finding; at: number }>();
  const keyOf = (name: string, type: number) => `${name}/${type}`;
  return {
    get: (name, type) => {
      const entry = entries.get(keyOf(name, type));
      if (!entry) return undefined;
      const agedSeconds = (time.now() - entry.at) / time.unitMs;
      if (agedSeconds >= entry.finding.lifetimeSeconds) {
        entries.delete(keyOf(name, type));
        return undefined;
      }
      const { answers, authorities } = entry.finding;
      return { ...entry.finding, answers: aged(answers, agedSeconds), authorities: aged(authorities, agedSeconds) };
    },
    put: (name, type, finding) => {
      if (finding.lifetimeSeconds <= 0) return;
      entries.delete(keyOf(name, type));
      entries.set(keyOf(name, type), { finding, at: time.now() });
      const oldest = entries.keys().next();
      if (entries.size > MAX_ENTRIES && !oldest.done) entries.delete(oldest.value);
    },
    clear: () => entries.clear(),
    size: () => entries.size,
  };
}

/** Rounded up, so that a kept record never says 0. */
function aged(records: readonly WireRecord[], agedSeconds: number): WireRecord[] {
  return records.map((record) => ({ ...record, ttlSeconds: Math.max(0, Math.ceil(record.ttlSeconds - agedSeconds)) }));
}
