/** Deliverers that are killed at any point, over a store with conditional writes: what invariant 4 promises holds whatever happens. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Cursor, Delivery } from "../delivery.ts";
import type { FlipwatchEvent } from "../event.ts";
import type { SendResult } from "../ports.ts";
import { sampleEvent, samplePair } from "../timeline/sample.ts";
import { afterSend } from "./after-send.ts";
import { nextStep } from "./next-step.ts";
import { type DeliveryPolicy, deliveryPolicyOf } from "./policy.ts";
import { newCursor } from "./settle.ts";

const policy: DeliveryPolicy = { ...deliveryPolicyOf(), giveUpMs: 20_000, leaseMs: 2_000, baseDelayMs: 500, maxDelayMs: 4_000 };

/** Where an invocation is killed: before its claim is stored, before or after the send, between delivery and cursor, or never. */
const killPoints = ["claim", "send", "sent", "delivery", "never"] as const;
interface Turn {
  kill: (typeof killPoints)[number];
  result: SendResult["outcome"] | "refused";
  /** Another invocation read the cursor just before this one's claim. */
  rival: boolean;
}

class World {
  readonly log: FlipwatchEvent[];
  readonly dedupes: boolean;
  cursor: Cursor = newCursor(samplePair, "slack:ops");
  deliveries: Delivery[] = [];
  sends: { number: number; at: number; possibleRepeat: boolean; outcome: Turn["result"] }[] = [];
  now = 0;

  constructor(log: FlipwatchEvent[], dedupes: boolean) {
    this.log = log;
    this.dedupes = dedupes;
  }

  put(cursor: Cursor): Cursor | undefined {
    if (cursor.version !== this.cursor.version) return undefined;
    this.cursor = { ...cursor, version: cursor.version + 1 };
    return this.cursor;
  }

  /** One look of one invocation at the log; false when there is nothing left to do. */
  turn(owner: string, { kill, result, rival }: Turn): boolean {
    const channel = { id: "slack:ops", dedupes: this.dedupes };
    const { cursor } = this;
    const events = this.log.filter((event) => event.number > cursor.settledThrough);
    const delivery = this.deliveries.find((one) => one.number === cursor.sending?.number);
    const step = nextStep({ cursor, events, now: this.now, policy, owner, channel, delivery });
    if (rival) this.put({ ...this.cursor, lease: { owner: "rival", until: this.now + policy.leaseMs } });
    if (step.kind === "held" || step.kind === "wait") this.now = step.until;
    if (step.kind === "pass" || step.kind === "idle") this.put(step.cursor);
    if (step.kind === "settle") this.settle(step.cursor, step.delivery, kill);
    if (step.kind === "send" && kill !== "claim") {
      const claimed = this.put(step.cursor);
      if (claimed !== undefined) this.send(claimed, step.event, step.possibleRepeat, { kill, result, rival });
    }
    return step.kind !== "idle";
  }

  private send(cursor: Cursor, event: FlipwatchEvent, possibleRepeat: boolean, { kill, result }: Turn): void {
    if (kill === "send") return;
    this.sends.push({ number: event.number, at: this.now, possibleRepeat, outcome: kill === "sent" ? "unknown" : result });
    this.now += 100;
    if (kill === "sent") return;
    const sent: SendResult =
      result === "delivered"
        ? { outcome: result }
        : result === "unknown"
          ? { outcome: result, error: "?" }
          : { outcome: "failed", error: "!", retryable: result === "failed" };
    const channel = { id: "slack:ops", dedupes: this.dedupes };
    const after = afterSend({ cursor, event, result: sent, now: this.now, policy, channel, random: 0.5 });
    if (after.kind === "settled") this.settle(after.cursor, after.delivery, kill);
    else this.put(after.cursor);
  }

  private settle(cursor: Cursor, delivery: Delivery, kill: Turn["kill"]): void {
    const known = this.deliveries.find((one) => one.number === delivery.number);
    if (known !== undefined) expect(delivery).toEqual(known);
    this.deliveries = [...this.deliveries.filter((one) => one.number !== delivery.number), delivery];
    if (kill !== "delivery") this.put(cursor);
  }
}

const turn = fc.record<Turn>({
  kill: fc.constantFrom(...killPoints),
  result: fc.constantFrom("delivered", "unknown", "failed", "refused"),
  rival: fc.boolean(),
});
const severities = fc.array(fc.constantFrom("critical" as const, "record" as const), { minLength: 1, maxLength: 6 });
const calm: Turn = { kill: "never", result: "delivered", rival: false };

function play(kinds: readonly FlipwatchEvent["severity"][], dedupes: boolean, turns: readonly Turn[]): World {
  const log = kinds.map((severity, index) => sampleEvent(index + 1, "failover", { by: index }, { severity }));
  const world = new World(log, dedupes);
  turns.forEach((next, index) => {
    world.turn(`invocation ${index}`, next);
    world.now += 300;
  });
  // Faults stop: a few calm looks settle everything.
  for (let look = 0; look < 60 && world.turn("last", calm); look += 1);
  return world;
}

describe("delivering under faults", () => {
  it("settles every alerting event exactly once, in order, and no record", () => {
    fc.assert(
      fc.property(severities, fc.boolean(), fc.array(turn, { maxLength: 60 }), (kinds, dedupes, turns) => {
        const world = play(kinds, dedupes, turns);
        const alerts = kinds.flatMap((severity, index) => (severity === "critical" ? [index + 1] : []));
        expect(world.deliveries.map(({ number }) => number)).toEqual(alerts);
        expect(world.cursor).toMatchObject({ settledThrough: kinds.length });
        expect(world.cursor.sending).toBeUndefined();
        expect(world.cursor.lease).toBeUndefined();
        const order = world.sends.map(({ number }) => number);
        expect(order).toEqual(order.toSorted((a, b) => a - b));
      }),
      { numRuns: 500 },
    );
  });

  it("says delivered only of what was, given up only of what never may have arrived", () => {
    fc.assert(
      fc.property(severities, fc.boolean(), fc.array(turn, { maxLength: 60 }), (kinds, dedupes, turns) => {
        const world = play(kinds, dedupes, turns);
        for (const { number, state } of world.deliveries) {
          const outcomes = world.sends.filter((send) => send.number === number).map((send) => send.outcome);
          expect(outcomes.includes("delivered")).toBe(state === "delivered");
          if (state === "given-up") expect(outcomes).not.toContain("unknown");
        }
      }),
      { numRuns: 500 },
    );
  });

  it("reaches people at most once more after a send that may have arrived, and marks it", () => {
    fc.assert(
      fc.property(severities, fc.array(turn, { maxLength: 60 }), (kinds, turns) => {
        const world = play(kinds, false, turns);
        for (const { number } of world.deliveries) {
          const sends = world.sends.filter((send) => send.number === number);
          const doubtful = sends.findIndex((send) => send.outcome === "unknown");
          expect(sends.filter((send) => send.outcome === "unknown").length).toBeLessThanOrEqual(2);
          if (doubtful >= 0) expect(sends.slice(doubtful + 1).every((send) => send.possibleRepeat)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
