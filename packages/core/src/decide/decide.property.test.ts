/** Random regions, votes, readings, edits and steps of time, duplicates and reorderings included: what must hold whatever happens. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Verdict } from "../answer.ts";
import { eventSchema, type FlipwatchEvent } from "../event.ts";
import type { Head } from "../head.ts";
import type { PairDefinition } from "../pair.ts";
import type { Policy } from "../policy.ts";
import type { Health } from "../reading.ts";
import { decide } from "./decide.ts";
import { nextMoment } from "./due.ts";
import { type Context, type Input, withNewestDefinition } from "./input.ts";
import { newHead } from "./new-head.ts";
import { coverVotes, decideAll } from "./replay.ts";
import { allRegions, bareDefinition, sceneDefinition, scenePolicy, start } from "./scene.ts";
import { afterArchived, afterPublished, room } from "./settle.ts";

// ---- what can happen ----------------------------------------------------------------------------------------------------

const verdicts: Verdict[] = ["primary", "primary", "secondary", "secondary", "stray", "empty", "failed", "mixed", "ambiguous"];
const definitions: PairDefinition[] = [sceneDefinition(), bareDefinition(), sceneDefinition({ source: "config" })];

interface World {
  policy: Policy;
  definition: PairDefinition;
  inputs: Input[];
}

/** Soon enough to fall due within what can happen. */
const attention = { remindMs: 120_000, escalation: [{ afterMs: 90_000, channels: ["pagerduty:0"] }] };

/** Steps of time are mostly rounds, at times long enough for anything to run out. */
const step = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 12 }) },
  { weight: 1, arbitrary: fc.integer({ min: 13, max: 900 }) },
);

const happening = (regions: number) => {
  const region = fc.integer({ min: 0, max: regions }).map((index) => allRegions[index] ?? "elsewhere");
  const verdict = fc.constantFrom(...verdicts);
  const vote = fc.record({ region, verdict, revision: fc.constantFrom(1, 1, 2), evident: fc.boolean() });
  const status = fc.constantFrom<Health>("healthy", "unhealthy", "unknown");
  return fc.oneof(
    { weight: 10, arbitrary: vote.map((each) => ({ kind: "vote" as const, ...each })) },
    // All regions at once: without it five of them would hardly ever agree.
    { weight: 6, arbitrary: verdict.map((each) => ({ kind: "landslide" as const, verdict: each })) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("view" as const), region, verdict }) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("reading" as const),
        side: fc.constantFrom("primary" as const, "secondary" as const),
        status,
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: "definition" as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: "reread" as const }) },
    { weight: 2, arbitrary: fc.constant({ kind: "tick" as const }) },
    { weight: 2, arbitrary: fc.constant({ kind: "look" as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: "acknowledge" as const }) },
  );
};

const world: fc.Arbitrary<World> = fc.constantFrom(1, 2, 3, 5).chain((regions) =>
  fc
    .record({
      definition: fc.constantFrom(...definitions),
      happenings: fc.array(fc.tuple(step, happening(regions)), { maxLength: 60 }),
      swaps: fc.array(fc.nat(), { maxLength: 8 }),
      doubles: fc.array(fc.nat(), { maxLength: 8 }),
    })
    .map(({ definition, happenings, swaps, doubles }) => {
      const inputs = inputsOf(happenings, definition, regions);
      for (const index of swaps) if (inputs.length > 1) swap(inputs, index % (inputs.length - 1));
      for (const index of doubles) if (inputs.length > 0) inputs.push(...inputs.slice(index % inputs.length, (index % inputs.length) + 1));
      return { policy: { ...scenePolicy(regions), ...attention }, definition, inputs };
    }),
);

type Happening = ReturnType<typeof happening> extends fc.Arbitrary<infer T> ? T : never;

function inputsOf(happenings: [number, Happening][], definition: PairDefinition, regions: number): Input[] {
  let now = start;
  return happenings.flatMap(([seconds, each]) => {
    now += seconds * 1_000;
    return inputsFor(each, now, definition, regions);
  });
}

function inputsFor(each: Happening, moment: number, definition: PairDefinition, regions: number): Input[] {
  const evidence = { at: moment - 100, reason: "A server says so.", values: [], server: "198.51.100.1:53", tookMs: 9 };
  const period = moment - (moment % 60_000);
  switch (each.kind) {
    case "vote": {
      const { region, verdict, revision, evident } = each;
      return [{ kind: "vote", at: moment, region, verdict, revision, ...(evident ? { evidence } : {}) }];
    }
    case "landslide":
      return allRegions.slice(0, regions).map((region) => ({ kind: "vote", at: moment, region, verdict: each.verdict, revision: 1 }));
    case "view":
      return [{ kind: "view", at: moment, region: each.region, resolver: "203.0.113.53", verdict: each.verdict }];
    case "reading": {
      const reading = { check: `check-${each.side}`, status: each.status, period, since: period, readAt: moment };
      return [{ kind: "reading", at: period, side: each.side, reading }];
    }
    case "definition":
      return [{ kind: "definition", at: moment, definition: { ...definition, revision: 2, revisedAt: moment } }];
    case "reread":
      return [{ kind: "reread", at: moment, definition }];
    case "acknowledge":
      return [{ kind: "acknowledge", at: moment, by: "example-user", via: "cli" }];
    case "look":
      return [{ kind: "look", at: moment }];
    case "tick":
      return [{ kind: "tick", at: moment }];
  }
}

function swap(inputs: Input[], index: number): void {
  const [a, b] = inputs.slice(index, index + 2);
  if (a !== undefined && b !== undefined) inputs.splice(index, 2, b, a);
}

// ---- playing it ---------------------------------------------------------------------------------------------------------

interface Taken {
  before: Head;
  input: Input;
  context: Context;
  after: Head;
  events: FlipwatchEvent[];
}

/** Every decision of a world, its ticks included, one by one; the tail is settled after each. */
function play({ policy, definition, inputs }: World): Taken[] {
  let head = newHead(definition, policy, start);
  let context: Context = { policy, definition, recordedAt: start };
  return inputs.map((input) => {
    context = withNewestDefinition(context, input);
    const before = head;
    const { head: after, events } = decide(before, input, context);
    const last = after.nextNumber - 1;
    head = afterPublished(afterArchived(after, last), last);
    return { before, input, context, after, events };
  });
}

const check = (property: (taken: Taken[], world: World) => void) =>
  fc.assert(
    fc.property(world, (each) => property(play(each), each)),
    { numRuns: 100 },
  );

function grouped<T, K>(list: readonly T[], keyOf: (each: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const each of list) groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), each]);
  return groups;
}

const logOf = (taken: Taken[]) => taken.flatMap(({ events }) => events);
const transitionKinds = new Set(["first-seen", "failover", "answer-back", "stray", "dark", "split", "unknown", "unobserved", "resumed"]);

// ---- an oracle of its own -----------------------------------------------------------------------------------------------

/** Counts from the raw inputs: the last vote of each configured region up to here, by time, and how many rounds it has stood. */
function oracle(taken: Taken[], index: number, to: string): boolean {
  const { context, after } = taken[index] as Taken;
  const { regions, staleMs, graceMs } = context.policy;
  const revision = Math.max(...taken.slice(0, index + 1).map((each) => (each.input.kind === "definition" ? 2 : 1)));
  const speaks: Record<string, string[]> = { primary: ["primary"], secondary: ["secondary"], stray: ["stray"], dark: ["empty", "failed"] };
  let agreeing = 0;
  for (const region of regions) {
    const kept: Extract<Input, { kind: "vote" }>[] = [];
    for (const { input } of taken.slice(0, index + 1)) {
      if (input.kind === "vote" && input.region === region && input.at > (kept.at(-1)?.at ?? -1)) kept.push(input);
    }
    const last = kept.at(-1);
    if (last === undefined || after.at - last.at >= staleMs || !speaks[to]?.includes(last.verdict)) continue;
    if (last.revision < revision && (to === "stray" || after.at >= context.definition.revisedAt + graceMs)) continue;
    const lone = regions.length === 1 && (to === "stray" || to === "dark");
    const running = kept
      .slice(-3)
      .filter((each, i, three) => each.verdict === last.verdict && (i === 0 || each.at - (three[i - 1]?.at ?? 0) < staleMs));
    if (!lone || running.length === 3) agreeing += 1;
  }
  return agreeing * 2 > regions.length;
}

describe("whatever happens", () => {
  it("event numbers have no gap and no double, and every event keeps to its schema", () => {
    check((taken) => {
      const log = logOf(taken);
      expect(log.map((event) => event.number)).toEqual(log.map((_, index) => index + 1));
      for (const event of log) expect(eventSchema.parse(event)).toEqual(event);
    });
  });

  it("adjacent transitions differ in role and chain from one to the next", () => {
    check((taken) => {
      const changes = logOf(taken).filter((event) => transitionKinds.has(event.kind));
      changes.forEach((event, index) => {
        expect(event.from).toBe(changes[index - 1]?.to);
        expect(event.to).not.toBe(event.from);
        expect(event.bounds.after ?? 0).toBeLessThanOrEqual(event.bounds.by);
        expect(event.at).toBeGreaterThanOrEqual(changes[index - 1]?.at ?? 0);
      });
    });
  });

  it("a served role has equal fresh votes from a strict majority of the configured regions", () => {
    check((taken) => {
      taken.forEach(({ events }, index) => {
        for (const { kind, to } of events) {
          if (transitionKinds.has(kind) && ["primary", "secondary", "stray", "dark"].includes(String(to))) {
            expect(oracle(taken, index, String(to)), `${kind} to ${to}`).toBe(true);
          }
        }
      });
    });
  });

  it("nothing has recovered without a healthy reading dated after the return, unless there is no check", () => {
    check((taken, { definition }) => {
      let backAt = 0;
      taken.forEach(({ events }, index) => {
        for (const event of events) {
          if (event.kind === "answer-back") backAt = event.bounds.by;
          if (event.kind !== "recovered" || definition.primary.healthCheckId === undefined) continue;
          const healthy = taken
            .slice(0, index + 1)
            .flatMap(({ input }) =>
              input.kind === "reading" && input.side === "primary" && input.reading.status === "healthy" ? [input.reading.period] : [],
            );
          const left = events.some(() => event.incident?.durationMs !== undefined) && backAt > (event.incident?.openedAt ?? 0);
          expect(Math.max(0, ...healthy)).toBeGreaterThanOrEqual(left ? backAt : 1);
        }
      });
    });
  });

  it("an incident is open exactly while one was opened and not ended, and each ends once", () => {
    check((taken) => {
      let open: string | undefined;
      const ended = new Set<string>();
      for (const event of logOf(taken)) {
        const { incident } = event;
        if (incident === undefined) {
          expect(open).toBeUndefined();
        } else if (incident.closedAt === undefined) {
          expect(open ?? incident.id).toBe(incident.id);
          open = incident.id;
        } else {
          expect(incident.id).toBe(open);
          expect(ended.has(incident.id)).toBe(false);
          ended.add(incident.id);
          open = undefined;
        }
        expect(["recovered", "unverified"].includes(event.kind)).toBe(incident?.closedAt !== undefined);
      }
    });
  });

  it("an incident is acknowledged once, and then nobody is reminded of it", () => {
    check((taken) => {
      const asked = logOf(taken).filter(({ kind }) => ["acknowledged", "reminder", "unacknowledged"].includes(kind));
      const said = grouped(asked, ({ incident }) => incident?.id);
      for (const [id, events] of said) {
        const kinds = events.map(({ kind }) => kind);
        expect(id).toBeDefined();
        expect(kinds.filter((kind) => kind === "acknowledged").length).toBeLessThanOrEqual(1);
        if (kinds.includes("acknowledged")) expect(kinds.at(-1)).toBe("acknowledged");
        const told = events.map(({ kind, detail }) => `${kind} ${String(detail?.reminder ?? detail?.step)}`);
        expect(new Set(told).size).toBe(told.length);
      }
    });
  });

  it("away from the primary there is an incident, and blind roles neither open nor end one", () => {
    check((taken) => {
      for (const { before, after, events } of taken) {
        if (["secondary", "stray", "dark"].includes(after.role)) expect(after.incident).toBeDefined();
        const blind = events.every(({ kind }) => ["split", "unknown", "vote-changed", "view-changed"].includes(kind));
        if (blind) expect(after.incident?.id).toBe(before.incident?.id);
      }
    });
  });

  it("the same inputs give the same log, and deciding them again changes nothing", () => {
    check((taken, each) => {
      expect(play(each)).toEqual(taken);
      const last = taken.at(-1);
      if (last === undefined) return;
      const settled = { ...last.after, tail: [] };
      for (const { input } of taken) {
        const again = decide(settled, input, last.context);
        expect(again.events).toEqual([]);
        expect(again.head).toEqual(settled);
      }
    });
  });

  it("in a replay with ticks at every due moment, a crash and a repeat of any part ends in the same head and log", () => {
    fc.assert(
      fc.property(world, fc.nat(), (each, cut) => {
        const inputs = each.inputs.toSorted((a, b) => a.at - b.at);
        const whole = replay(each, [inputs]);
        const middle = inputs.length === 0 ? 0 : cut % inputs.length;
        const parts = replay(each, [inputs.slice(0, middle), inputs.slice(0, middle), inputs.slice(Math.max(0, middle - 5))]);
        expect(parts.log).toEqual(whole.log);
        expect(parts.head).toEqual(whole.head);
      }),
      { numRuns: 100 },
    );
  });

  it("a replay gives what deciding every input and every due moment one by one gives", () => {
    fc.assert(
      fc.property(world, steadyTail, (each, tail) => {
        const inputs = [...each.inputs, ...tail(each)].toSorted((a, b) => a.at - b.at);
        const { head, log } = replay(each, [inputs]);
        const plain = plainly(each, inputs);
        expect(log).toEqual(plain.log);
        expect(head).toEqual(plain.head);
      }),
      { numRuns: 100 },
    );
  });

  it("votes brought forward read as if they had been cast", () => {
    fc.assert(
      fc.property(world, (each) => {
        const { head } = replay(each, [each.inputs.toSorted((a, b) => a.at - b.at)]);
        const covered = Object.fromEntries(Object.keys(head.votes).map((region) => [region, head.at + 60_000]));
        const forward = coverVotes(head, covered);
        for (const [region, vote] of Object.entries(forward.votes)) expect(vote).toEqual({ ...head.votes[region], at: head.at + 60_000 });
      }),
      { numRuns: 50 },
    );
  });
});

/** Rounds of equal votes by some of the regions, as most of a real log is. */
const steadyTail = fc
  .record({ verdict: fc.constantFrom(...verdicts), voting: fc.integer({ min: 1, max: 5 }), rounds: fc.integer({ min: 0, max: 40 }) })
  .map(({ verdict, voting, rounds }) => ({ policy, inputs }: World): Input[] => {
    const from = Math.max(start, ...inputs.map((input) => input.at));
    const regions = policy.regions.slice(0, voting);
    return Array.from({ length: rounds }, (_, round) => round).flatMap((round) =>
      regions.map((region, index) => ({ kind: "vote", at: from + round * 10_000 + index, region, verdict, revision: 1 })),
    );
  });

/** The obvious way: nothing skipped, nothing remembered. */
function plainly({ policy, definition }: World, inputs: Input[]): { head: Head; log: FlipwatchEvent[] } {
  let head = newHead(definition, policy, start);
  let context: Context = { policy, definition, recordedAt: start };
  const log: FlipwatchEvent[] = [];
  const one = (input: Input) => {
    const result = decide(head, input, context);
    log.push(...result.events);
    const last = result.head.nextNumber - 1;
    head = afterPublished(afterArchived(result.head, last), last);
  };
  for (const input of inputs) {
    context = withNewestDefinition(context, input);
    for (let moment = nextMoment(head, context); moment !== undefined && moment < input.at; moment = nextMoment(head, context)) {
      one({ kind: "tick", at: moment });
    }
    one(input);
  }
  return { head, log };
}

function replay({ policy, definition }: World, parts: Input[][]): { head: Head; log: FlipwatchEvent[] } {
  let head = newHead(definition, policy, start);
  const log: FlipwatchEvent[] = [];
  const context: Context = { policy, definition, recordedAt: start };
  for (const part of parts) {
    const until = Math.max(head.at, ...part.map((input) => input.at));
    for (let rest = part, done = false; !done; ) {
      const run = decideAll(head, rest, until, context, room(head));
      log.push(...run.events);
      const last = run.head.nextNumber - 1;
      head = afterPublished(afterArchived(run.head, last), last);
      ({ rest, done } = run);
    }
  }
  return { head, log };
}
