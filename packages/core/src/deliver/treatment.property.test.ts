/** Invariant 4 over random logs, mutes, routes and hours, by a model of its own: one end each, in order, and whoever hears of an opening hears of its end. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Cursor, Delivery } from "../delivery.ts";
import type { EventKind, FlipwatchEvent } from "../event.ts";
import type { Mute } from "../mutes.ts";
import { sampleEvent, samplePair } from "../timeline/sample.ts";
import { afterDigest } from "./after-digest.ts";
import { afterSend } from "./after-send.ts";
import { closeDue, closed } from "./closing.ts";
import { type DigestRef, digestEvent, digestPlace, marksIn } from "./digest.ts";
import { groupEvent } from "./group-event.ts";
import { nextStep } from "./next-step.ts";
import { deliveryPolicyOf } from "./policy.ts";
import type { Route } from "./route.ts";
import { newCursor } from "./settle.ts";
import { treatment } from "./treatment.ts";
import { type ChannelWindow, newWindow } from "./window.ts";

const channel = { id: "slack:ops", dedupes: false };
const policy = deliveryPolicyOf();
const STEP_MS = 20_000;

/** Between its opening and its end an incident goes any way; beside it things come and go. */
const during = ["dark", "stray", "answer-back", "last-resort", "reminder", "acknowledged", "unacknowledged", "split", "resumed"] as const;
const beside = ["secondary-unhealthy", "secondary-healthy", "flapping", "calm", "unknown", "vote-changed"] as const;
const story = fc.array(
  fc.record({
    opening: fc.constantFrom<EventKind>("failover", "stray", "dark", "both-unhealthy", "first-seen"),
    during: fc.array(fc.constantFrom<EventKind>(...during, ...beside), { maxLength: 4 }),
    end: fc.constantFrom<EventKind>("recovered", "unverified"),
    after: fc.array(fc.constantFrom<EventKind>(...beside), { maxLength: 2 }),
    flapping: fc.boolean(),
    named: fc.boolean(),
    shared: fc.boolean(),
  }),
  { minLength: 1, maxLength: 4 },
);
const mutes = fc.array(
  fc
    .record({ from: fc.nat(400_000), lasts: fc.nat(200_000) })
    .map(({ from, lasts }): Mute => ({ id: "m", pairs: "*", from, until: from + lasts, by: "somebody", via: "cli" })),
  { maxLength: 2 },
);
const route = fc.record<Route>(
  {
    pairs: fc.constantFrom("*.example.com", "other.example.com"),
    severity: fc.constantFrom("critical", "warning", "info"),
    kinds: fc.subarray<EventKind>(["failover", "dark", "answer-back", "reminder", "recovered"], { minLength: 1 }),
    hours: fc.constant({ from: "00:02", to: "00:05", timeZone: "UTC" }),
    channels: fc.constantFrom(["slack:ops"], ["pagerduty:0"], ["pagerduty:0", "slack:ops"]),
  },
  { requiredKeys: ["channels"] },
);
const routes = fc.option(fc.array(route, { maxLength: 3 }), { nil: undefined });

const severities: Partial<Record<EventKind, FlipwatchEvent["severity"]>> = {
  failover: "critical",
  dark: "critical",
  stray: "critical",
  "both-unhealthy": "critical",
  reminder: "warning",
  unacknowledged: "critical",
  "vote-changed": "record",
};

const sharedHealth = { primary: { status: "unhealthy", check: "check", sharedBy: 300 }, secondary: { status: "healthy" } } as const;

type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;
function logOf(parts: Story): FlipwatchEvent[] {
  const events: FlipwatchEvent[] = [];
  const add = (kind: EventKind, rest: Partial<FlipwatchEvent>) => {
    const by = events.length * STEP_MS;
    events.push(sampleEvent(events.length + 1, kind, { by }, { severity: severities[kind] ?? "info", recordedAt: by, ...rest }));
  };
  for (const { opening, during: middle, end, after, flapping, named, shared } of parts) {
    const openedAt = events.length * STEP_MS;
    const incident = { id: `${samplePair}!${openedAt}`, openedAt, opening };
    const detail = { ...(flapping ? { flapping } : {}), channels: named ? ["slack:ops"] : ["pagerduty:0"] };
    const health = shared ? sharedHealth : undefined;
    add(opening, { incident, detail, health });
    for (const kind of middle) add(kind, { incident, detail, health });
    add(end, { incident: { ...incident, closedAt: openedAt + 1 }, detail, health });
    for (const kind of after) add(kind, { detail, health });
  }
  return events;
}

/** Delivers the log at the pace it is recorded, with a window that is stored at once and digests that are closed at their time. */
function play(log: readonly FlipwatchEvent[], held: readonly Mute[], given: readonly Route[] | undefined, audience: "people" | "machines") {
  let cursor: Cursor = newCursor(samplePair, channel.id);
  let window: ChannelWindow | undefined = audience === "people" ? newWindow(channel.id) : undefined;
  const deliveries: Delivery[] = [];
  const refs = new Map<string, DigestRef[]>();
  let heldUntil = 0;
  // A minute's digest is waited for in twelve steps.
  for (let step = 0; step < 15 * log.length + 3; step += 1) {
    const now = Math.max(cursor.settledThrough * STEP_MS, heldUntil);
    if (window !== undefined) window = afterClosing(window, refs, now);
    const situation = { channel: { ...channel, audience }, routes: given, tags: {}, mutes: held, now, policy };
    const treat = (event: FlipwatchEvent) =>
      treatment(event, {
        ...situation,
        told: cursor.told ?? {},
        window,
        digest: cursor.digest === undefined ? undefined : { id: cursor.digest, isUnsent: false },
      });
    const events = log.filter((event) => event.number > cursor.settledThrough);
    const next = nextStep({ cursor, events, now, policy, owner: "me", channel, treat });
    if (next.kind === "idle") return deliveries;
    if (next.kind === "pass") cursor = next.cursor;
    if (next.kind === "hold") [cursor, heldUntil] = [next.cursor, next.until];
    if (next.kind === "settle") [cursor] = [next.cursor, deliveries.push(next.delivery)];
    if (next.kind === "send" || next.kind === "digest") {
      window = next.window ?? window;
      if (next.kind === "digest") refs.set(next.digest, [...(refs.get(next.digest) ?? []), next.ref]);
      const after =
        next.kind === "digest"
          ? afterDigest(next.cursor, next.event, "in", now, 1)
          : afterSend({ cursor: next.cursor, event: next.event, result: { outcome: "delivered" }, now, policy, channel, random: 0.5 });
      cursor = after.cursor;
      if (after.kind === "settled") deliveries.push(after.delivery);
    }
  }
  throw new Error("it does not come to an end");
}

/** Its due digests put together at once, and counted as told. */
function afterClosing(window: ChannelWindow, refs: ReadonlyMap<string, DigestRef[]>, now: number): ChannelWindow {
  const closing = closeDue(window, now, policy);
  let after = closing?.window ?? window;
  for (const digest of closing?.window.closing ?? []) {
    const own = refs.get(digest.id) ?? [];
    const story = after.stories?.find(({ log }) => log === digestPlace(digest.id).log);
    const contents = { refs: own, count: own.length, ...marksIn(own), ...(story && { story }) };
    after = closed(after, digest, "cause" in digest ? groupEvent(digest, contents) : digestEvent(digest, own, own.length), now);
  }
  return after;
}

const alarms: readonly EventKind[] = ["failover", "dark", "stray", "both-unhealthy", "last-resort"];

describe("telling a log", () => {
  it("ends every alerting event once, in order, and tells the end exactly to who was told of the incident", () => {
    fc.assert(
      fc.property(story, mutes, routes, fc.constantFrom("people", "machines"), (parts, held, given, audience) => {
        const log = logOf(parts);
        const deliveries = play(log, held, given, audience);
        expect(deliveries.map(({ number }) => number)).toEqual(
          log.filter(({ severity }) => severity !== "record").map(({ number }) => number),
        );
        const isTold = ({ number }: FlipwatchEvent) =>
          deliveries.some((one) => one.number === number && (one.state === "delivered" || one.state === "digested"));
        for (const incident of new Set(log.flatMap((event) => event.incident?.id ?? []))) {
          const own = log.filter((event) => event.incident?.id === incident);
          const begun = own.filter(
            (event) =>
              event.incident?.closedAt === undefined &&
              (alarms.includes(event.kind) ||
                event.kind === event.incident?.opening ||
                (event.kind === "unacknowledged" && (event.detail?.channels as string[] | undefined)?.includes("slack:ops"))),
          );
          const [end] = own.filter((event) => event.incident?.closedAt !== undefined);
          expect(end !== undefined && isTold(end), `${incident}: told of its end`).toBe(begun.some(isTold));
          const first = begun.find(isTold)?.number ?? Number.POSITIVE_INFINITY;
          const early = own.filter(({ number, kind }) => number < first && ["answer-back", "reminder", "acknowledged"].includes(kind));
          expect(early.filter(isTold), `${incident}: nothing of it before`).toEqual([]);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
