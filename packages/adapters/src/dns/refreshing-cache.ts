/** A bounded cache of looked-up facts: fresh for their TTL, looked up anew shortly before it ends, served stale for a while when that fails. */
import type { Ms } from "@flipwatch/core";

/** A fact with its lifetime; undefined when it could not be found out. */
export type Looked<Value> = { value: Value; lifetimeMs: number } | undefined;

export interface RefreshingCache<Value> {
  /** The fact, at once where one is held. Undefined when nothing is known and looking failed. */
  get(key: string): Promise<Value | undefined>;
}

interface Held<Value> {
  value: Value;
  /** From here on a new look is started in the background, while this one still serves. */
  refreshAt: Ms;
  expiresAt: Ms;
  /** After this, nothing is better than this. */
  staleUntil: Ms;
}

export interface CacheLimits {
  entries: number;
  /** How long beyond its lifetime a fact may serve while looking fails. */
  staleMs: number;
  /** Not sooner than this after a failed look. */
  retryMs: number;
}

/** `look` must not throw for what others do. One look a key at a time; the oldest key makes room. */
export function createRefreshingCache<Value>(
  options: CacheLimits & { now: () => Ms; look: (key: string) => Promise<Looked<Value>> },
): RefreshingCache<Value> {
  const held = new Map<string, Held<Value>>();
  /** Where nothing is held: not before this moment again. */
  const failedUntil = new Map<string, Ms>();
  const looking = new Map<string, Promise<Value | undefined>>();

  async function refresh(key: string): Promise<Value | undefined> {
    const found = await options.look(key);
    const now = options.now();
    const old = held.get(key);
    held.delete(key);
    if (found !== undefined) {
      // A fifth of the lifetime before its end leaves room for a failed look and its retry.
      const expiresAt = now + found.lifetimeMs;
      held.set(key, { value: found.value, refreshAt: now + found.lifetimeMs * 0.8, expiresAt, staleUntil: expiresAt + options.staleMs });
    } else if (old !== undefined && old.staleUntil > now) {
      held.set(key, { ...old, refreshAt: now + options.retryMs });
    } else {
      failedUntil.set(key, now + options.retryMs);
    }
    dropOldest(held, options.entries);
    dropOldest(failedUntil, options.entries);
    return held.get(key)?.value;
  }

  function once(key: string): Promise<Value | undefined> {
    const running = looking.get(key);
    if (running !== undefined) return running;
    const started = refresh(key).finally(() => looking.delete(key));
    looking.set(key, started);
    return started;
  }

  return {
    async get(key) {
      const known = held.get(key);
      const now = options.now();
      if (known === undefined || known.staleUntil <= now) return (failedUntil.get(key) ?? 0) > now ? undefined : once(key);
      if (known.refreshAt <= now) void once(key);
      return known.value;
    },
  };
}

function dropOldest(map: Map<string, unknown>, limit: number): void {
  const oldest = map.size > limit ? map.keys().next().value : undefined;
  if (oldest !== undefined) map.delete(oldest);
}
