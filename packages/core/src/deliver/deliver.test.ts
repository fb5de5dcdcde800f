import { describe, expect, it } from "vitest";
import type { Cursor, Delivery } from "../delivery.ts";
import type { FlipwatchEvent } from "../event.ts";
import type { SendResult } from "../ports.ts";
import { sampleEvent, samplePair } from "../timeline/sample.ts";
import { type AfterSend, afterSend } from "./after-send.ts";
import { type DeliverySituation, type DeliveryStep, nextStep } from "./next-step.ts";
import { type DeliveryPolicy, deliveryPolicyOf } from "./policy.ts";
import { newCursor, type Sending } from "./settle.ts";

const policy: DeliveryPolicy = { ...deliveryPolicyOf(), giveUpMs: 100_000, leaseMs: 30_000 };
const alert = (number: number) => sampleEvent(number, "failover", { by: number }, { severity: "critical" });
const record = (number: number) => sampleEvent(number, "vote-changed", { by: number }, { severity: "record" });
const fresh = newCursor(samplePair, "slack:ops");
const people = { id: "slack:ops", dedupes: false };
const machine = { id: "slack:ops", dedupes: true };
const sending = (rest: Partial<Sending> = {}): Sending => ({
  number: 1,
  attempts: 1,
  firstTriedAt: 0,
  startedAt: 0,
  inFlight: true,
  ...rest,
});
const lease = { owner: "other", until: 5_000 };
const delivered: Delivery = {
  event: `${samplePair}#1`,
  log: samplePair,
  number: 1,
  channel: "slack:ops",
  state: "delivered",
  attempts: 1,
  settledAt: 900,
};

type Asked = Partial<Omit<DeliverySituation, "cursor">> & { cursor?: Partial<Cursor> };
function step({ cursor, ...rest }: Asked): DeliveryStep {
  return nextStep({ cursor: { ...fresh, ...cursor }, events: [alert(1)], now: 1_000, policy, owner: "me", channel: people, ...rest });
}

describe("the next step of a delivery", () => {
  it.each<[string, Asked, Partial<DeliveryStep>]>([
    ["is to keep away while another holds the lease", { cursor: { lease } }, { kind: "held", until: 5_000 }],
    ["is to go on with one's own lease", { cursor: { lease: { owner: "me", until: 5_000 } } }, { kind: "send" }],
    ["is to take over a lease that has run out", { cursor: { lease }, now: 5_000 }, { kind: "send" }],
    [
      "is to pass over a lease from before the clock was set back, and to say so if its event may have left",
      { cursor: { lease: { owner: "other", until: 36_001 }, sending: sending({ startedAt: 6_001, firstTriedAt: 6_001 }) } },
      { kind: "send", possibleRepeat: true, cursor: { sending: { firstTriedAt: 1_000 } } as Cursor },
    ],
    [
      "is to respect a lease of a clock that runs ahead a little",
      { cursor: { lease: { owner: "other", until: 36_000 } } },
      { kind: "held", until: 36_000 },
    ],
    [
      "is to pass over the wait of a retry from before the clock was set back",
      { cursor: { sending: sending({ inFlight: false, startedAt: 6_001, firstTriedAt: 6_001 }), retryAt: 6_500 } },
      { kind: "send", possibleRepeat: false, cursor: { sending: { firstTriedAt: 1_000, attempts: 2 } } as Cursor },
    ],
    ["is to send the first alert", {}, { kind: "send", event: alert(1), possibleRepeat: false }],
    ["is to send the next alert, past records", { events: [record(1), record(2), alert(3), alert(4)] }, { kind: "send", event: alert(3) }],
    ["ignores what is settled already", { cursor: { settledThrough: 1 }, events: [alert(1), alert(2)] }, { kind: "send", event: alert(2) }],
    ["is to pass records by", { events: [record(1), record(2)] }, { kind: "pass", cursor: { ...fresh, settledThrough: 2 } }],
    [
      "is to rest and free the lease at the log's end",
      { cursor: { lease: { owner: "me", until: 9 } }, events: [] },
      { kind: "idle", cursor: fresh },
    ],
    [
      "is to wait for the time of a retry",
      { cursor: { sending: sending({ inFlight: false }), retryAt: 1_001 } },
      { kind: "wait", until: 1_001 },
    ],
    [
      "is to retry when its time has come",
      { cursor: { sending: sending({ inFlight: false }), retryAt: 1_000 } },
      { kind: "send", possibleRepeat: false },
    ],
    ["is to repeat an interrupted send, and to say so", { cursor: { sending: sending() } }, { kind: "send", possibleRepeat: true }],
    [
      "is to say so even where the receiver can tell by itself",
      { cursor: { sending: sending() }, channel: machine },
      { kind: "send", possibleRepeat: true },
    ],
    [
      "is to repeat it even long after its time, since nobody may have been told",
      { cursor: { sending: sending() }, now: 1e9 },
      { kind: "send", possibleRepeat: true },
    ],
  ])("%s", (_name, asked, expected) => {
    expect(step(asked)).toMatchObject(expected);
  });

  it("claims before it sends: lease, attempt and records passed are one write", () => {
    const claimed = step({ events: [record(1), alert(2)] });
    expect(claimed).toMatchObject({
      cursor: {
        settledThrough: 1,
        lease: { owner: "me", until: 31_000 },
        sending: { number: 2, attempts: 1, firstTriedAt: 1_000, startedAt: 1_000, inFlight: true },
      },
    });
  });

  it("settles as unknown what may have reached people twice", () => {
    expect(step({ cursor: { sending: sending({ attempts: 2, unknowns: 1 }) } })).toEqual({
      kind: "settle",
      cursor: { ...fresh, settledThrough: 1 },
      delivery: {
        ...delivered,
        kind: "failover",
        state: "unknown",
        attempts: 2,
        firstTriedAt: 0,
        settledAt: 1_000,
        error: "interrupted while sending",
      },
    });
  });

  it("goes on repeating where the receiver can tell, until the time is up", () => {
    const cursor = { sending: sending({ attempts: 7, unknowns: 6 }) };
    expect(step({ cursor, channel: machine })).toMatchObject({ kind: "send" });
    expect(step({ cursor, channel: machine, now: 100_000 })).toMatchObject({ kind: "settle", delivery: { state: "unknown" } });
  });

  it("moves on without sending when a crash left only the cursor behind", () => {
    expect(step({ cursor: { sending: sending() }, delivery: delivered })).toEqual({
      kind: "settle",
      cursor: { ...fresh, settledThrough: 1 },
      delivery: delivered,
    });
  });
});

// ---- after the send -----------------------------------------------------------------------------------------------------

const failed = (rest: { retryable?: boolean; retryAfterMs?: number } = {}): SendResult => ({
  outcome: "failed",
  error: "500",
  retryable: true,
  ...rest,
});
const unknown: SendResult = { outcome: "unknown", error: "no reply in 5 s" };
const claimed = (rest: Partial<Sending> = {}): Cursor => ({
  ...fresh,
  version: 3,
  lease: { owner: "me", until: 9_000 },
  sending: sending(rest),
});
const after = (result: SendResult, rest: Partial<Sending> = {}, now = 1_000, channel = people): AfterSend =>
  afterSend({ cursor: claimed(rest), event: alert(1), result, now, policy, channel, random: 0 });

describe("after a send", () => {
  it.each<[string, AfterSend, object]>([
    [
      "a delivered event is settled",
      after({ outcome: "delivered", reference: "17" }),
      { kind: "settled", delivery: { state: "delivered", reference: "17", settledAt: 1_000 } },
    ],
    [
      "a failure that may pass is retried",
      after(failed()),
      { kind: "retry", until: 1_500, cursor: { retryAt: 1_500, sending: { inFlight: false, error: "500" } } },
    ],
    [
      "a failure for good gives up at once",
      after(failed({ retryable: false })),
      { kind: "settled", delivery: { state: "given-up", error: "500", attempts: 1 } },
    ],
    ["a receiver that asks for time gets it", after(failed({ retryAfterMs: 7_000 })), { kind: "retry", until: 8_000 }],
    [
      "the last failure in the time gives up",
      after(failed(), { attempts: 9 }, 100_000),
      { kind: "settled", delivery: { state: "given-up", attempts: 9 } },
    ],
    [
      "a send without an answer is repeated",
      after(unknown),
      { kind: "retry", cursor: { sending: { unknowns: 1, error: "no reply in 5 s" } } },
    ],
    ["a second one without an answer is not", after(unknown, { unknowns: 1 }), { kind: "settled", delivery: { state: "unknown" } }],
    ["a second one is, where the receiver can tell", after(unknown, { unknowns: 1 }, 1_000, machine), { kind: "retry" }],
    [
      "what may have arrived is never given up, but unknown",
      after(failed({ retryable: false }), { unknowns: 1 }),
      { kind: "settled", delivery: { state: "unknown" } },
    ],
    [
      "a failure after one without an answer is retried",
      after(failed(), { unknowns: 1 }),
      { kind: "retry", cursor: { sending: { unknowns: 1 } } },
    ],
  ])("%s", (_name, result, expected) => {
    expect(result).toMatchObject(expected);
  });

  it("keeps the lease of a settled cursor, and frees one that waits for its retry", () => {
    expect(after({ outcome: "delivered" }).cursor).toEqual({
      ...fresh,
      version: 3,
      settledThrough: 1,
      lease: { owner: "me", until: 9_000 },
    });
    expect(after(failed()).cursor).not.toHaveProperty("lease");
  });

  it("keeps when SNS accepted the event", () => {
    const event: FlipwatchEvent = alert(1);
    const result = afterSend({
      cursor: claimed(),
      event,
      result: { outcome: "delivered" },
      now: 9,
      policy,
      channel: people,
      random: 0,
      publishedAt: 7,
    });
    expect(result).toMatchObject({ delivery: { publishedAt: 7 } });
  });

  it("refuses the result of a send that was never claimed", () => {
    const wrong = { cursor: fresh, event: alert(1), result: failed(), now: 1, policy, channel: people, random: 0 };
    expect(() => afterSend(wrong)).toThrow("without a claim");
  });
});
