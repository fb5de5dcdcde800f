import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DeliveryPolicy, deliveryPolicyOf, nextAttemptAt } from "./policy.ts";

const policy: DeliveryPolicy = { ...deliveryPolicyOf(), giveUpMs: 3_600_000, baseDelayMs: 1_000, maxDelayMs: 60_000 };

describe("the next attempt", () => {
  it.each<[string, { attempts: number; retryAfterMs?: number }, number, number, number | undefined]>([
    ["comes after half the base delay at the earliest", { attempts: 1 }, 0, 0, 500],
    ["comes after the base delay at the latest", { attempts: 1 }, 0, 1, 1_000],
    ["is twice as far off after each failure", { attempts: 4 }, 0, 1, 8_000],
    ["is never farther off than the longest wait", { attempts: 40 }, 0, 1, 60_000],
    ["waits as long as the receiver asks", { attempts: 1, retryAfterMs: 30_000 }, 0, 1, 30_000],
    ["waits longer than the receiver asks when our own turn is later", { attempts: 6, retryAfterMs: 10_000 }, 0, 1, 32_000],
    ["is a last one at the deadline when our own wait leads beyond", { attempts: 9 }, 3_590_000, 1, 3_600_000],
    ["is none when the receiver asks for more time than is left", { attempts: 2, retryAfterMs: 20_000 }, 3_590_000, 0, undefined],
    ["is none once the time is up", { attempts: 2 }, 3_600_000, 0, undefined],
  ])("%s", (_name, tried, now, random, expected) => {
    expect(nextAttemptAt(policy, { firstTriedAt: 0, ...tried }, now, random)).toBe(expected);
  });

  it("lies ahead, within the deadline, and not before what the receiver asks", () => {
    const tried = fc.record({
      attempts: fc.integer({ min: 1, max: 5_000 }),
      firstTriedAt: fc.nat(1_000),
      retryAfterMs: fc.option(fc.nat(5_000_000), { nil: undefined }),
    });
    fc.assert(
      fc.property(tried, fc.nat(4_000_000), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (known, later, random) => {
        const now = known.firstTriedAt + later;
        const at = nextAttemptAt(policy, known, now, random);
        if (at === undefined) return;
        expect(at).toBeGreaterThan(now);
        expect(at).toBeLessThanOrEqual(known.firstTriedAt + 3_600_000);
        expect(at).toBeGreaterThanOrEqual(now + (known.retryAfterMs ?? 0));
      }),
    );
  });

  it("scales with the lab's speed, all but the lease", () => {
    expect(deliveryPolicyOf(10)).toEqual({
      giveUpMs: 360_000,
      leaseMs: 60_000,
      baseDelayMs: 100,
      maxDelayMs: 6_000,
      windowMs: 6_000,
      windowAlerts: 5,
      flappingMs: 360_000,
      groupMs: 1_000,
      brokenMs: 30_000,
    });
  });

  it.each([
    [1, 10, 5_000],
    [1, 60, 15_000],
    [1, 1, 1_000],
    [5, 10, 1_000],
    [2, 30, 7_500],
  ])("at speed %i, with a round of %i s, a group waits %i ms for more of it", (speed, intervalSeconds, groupMs) => {
    expect(deliveryPolicyOf(speed, intervalSeconds).groupMs).toBe(groupMs);
  });
});
