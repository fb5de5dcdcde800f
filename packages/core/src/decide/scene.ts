/** A small stage for the tests of this folder and of tally: a pair, a policy, and a Head that is told things one after another. */
import type { Verdict } from "../answer.ts";
import type { EventKind, FlipwatchEvent } from "../event.ts";
import type { Head } from "../head.ts";
import type { PairDefinition, Side } from "../pair.ts";
import { type Policy, policyOf } from "../policy.ts";
import type { Health } from "../reading.ts";
import { type Ms, SECOND } from "../time.ts";
import type { Context, Input } from "./input.ts";
import { newHead } from "./new-head.ts";
import { decideAll } from "./replay.ts";
import { afterArchived, afterPublished, room } from "./settle.ts";

/** Where scenes begin: 22 November 2026, midnight UTC. Moments in scenes are seconds from here. */
export const start: Ms = Date.UTC(2026, 10, 22);
export const at = (seconds: number): Ms => start + seconds * SECOND;

export const allRegions = ["us-east-2", "eu-central-1", "ap-northeast-1", "sa-east-1", "eu-west-1"] as const;

export function scenePolicy(regions: number): Policy {
  return policyOf({ regions: allRegions.slice(0, regions), intervalSeconds: 10 });
}

export function sceneDefinition(changes: Partial<PairDefinition> = {}): PairDefinition {
  return {
    id: "failover.example.com/A",
    name: "failover.example.com",
    type: "A",
    source: "route53",
    zone: { id: "Z1", name: "example.com", private: false },
    primary: { values: ["192.0.2.10"], ttlSeconds: 60, healthCheckId: "check-primary" },
    secondary: { values: ["192.0.2.20"], ttlSeconds: 60, healthCheckId: "check-secondary" },
    ttlSeconds: 60,
    revision: 1,
    revisedAt: start,
    ...changes,
  };
}

/** A pair without health checks, named in the configuration. */
export function bareDefinition(): PairDefinition {
  const side = (value: string) => ({ values: [value], ttlSeconds: 60 });
  return sceneDefinition({ source: "config", zone: undefined, primary: side("192.0.2.10"), secondary: side("192.0.2.20") });
}

export interface SceneOptions {
  regions?: number;
  definition?: PairDefinition;
}

/** A pair from `start` on. Everything told is settled at once, so that the tail stays short; `log` keeps it. */
export class Scene {
  head: Head;
  readonly log: FlipwatchEvent[] = [];
  readonly context: Context;

  constructor({ regions = 3, definition = sceneDefinition() }: SceneOptions = {}) {
    this.context = { policy: scenePolicy(regions), definition, recordedAt: start };
    this.head = newHead(definition, this.context.policy, start);
  }

  /** Decides the inputs and all that falls due before them; ends at the last input. */
  tell(...inputs: Input[]): this {
    const until = Math.max(this.head.at, ...inputs.map((input) => input.at));
    for (let rest = inputs, done = false; !done; ) {
      const replay = decideAll(this.head, rest, until, this.context, room(this.head));
      this.log.push(...replay.events);
      const last = replay.head.nextNumber - 1;
      this.head = afterPublished(afterArchived(replay.head, last), last);
      ({ rest, done } = replay);
    }
    return this;
  }

  /** Every `stepSeconds` each region votes as told (`-` for not at all), from `from` to `to` seconds. */
  rounds(from: number, to: number, votes: readonly (Verdict | "-")[], stepSeconds = 10): this {
    for (let second = from; second <= to; second += stepSeconds) {
      this.tell(...votes.flatMap((verdict, index) => (verdict === "-" ? [] : [vote(second + index / 10, index, verdict)])));
    }
    return this;
  }

  /** Lets time pass. */
  until(seconds: number): this {
    return this.tell({ kind: "tick", at: at(seconds) });
  }

  /** Lets time pass, and then looks around, as tally does at the end of a run. */
  look(seconds: number): this {
    return this.tell({ kind: "look", at: at(seconds) });
  }

  /** The kinds told since the last call, records for the timeline left out. */
  told(): EventKind[] {
    const kinds = this.log.slice(this.#seen).flatMap((event) => (event.severity === "record" ? [] : [event.kind]));
    this.#seen = this.log.length;
    return kinds;
  }
  #seen = 0;

  last(kind: EventKind): FlipwatchEvent | undefined {
    return this.log.findLast((event) => event.kind === kind);
  }
}

export function vote(seconds: number, region: number, verdict: Verdict, revision = 1): Input {
  const name = allRegions[region] ?? `region-${region}`;
  const evidence = {
    at: at(seconds),
    reason: `A server says ${verdict}.`,
    values: valuesOf[verdict],
    server: "198.51.100.1:53",
    tookMs: 9,
  };
  return { kind: "vote", at: at(seconds), region: name, verdict, revision, evidence };
}

const valuesOf: Record<Verdict, readonly string[]> = {
  primary: ["192.0.2.10"],
  secondary: ["192.0.2.20"],
  mixed: ["192.0.2.10", "192.0.2.20"],
  stray: ["203.0.113.66"],
  empty: [],
  ambiguous: [],
  failed: [],
};

export function view(seconds: number, region: number, verdict: Verdict, resolver = "203.0.113.53"): Input {
  const reason = `The resolver says ${verdict}.`;
  const evidence = { at: at(seconds), reason, values: valuesOf[verdict], ttlSeconds: 60 };
  return { kind: "view", at: at(seconds), region: allRegions[region] ?? "", resolver, verdict, evidence };
}

/** A reading of the period that starts at `period`, fetched a minute and a half later. */
export function reading(period: number, side: Side, status: Health, since = period): Input {
  const read = { check: `check-${side}`, status, period: at(period), since: at(since), readAt: at(period + 90) };
  return { kind: "reading", at: at(period), side, reading: read };
}
