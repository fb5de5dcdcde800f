import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Delivery } from "../delivery.ts";
import type { EventKind, FlipwatchEvent, Role } from "../event.ts";
import { foldDeliveries, foldDelivery, foldEvents, foldTimeline } from "./fold.ts";
import { sampleEvent, sampleHealth, samplePair, sampleSilence, sampleView, sampleVote } from "./sample.ts";
import { emptyTimeline, healthLane, type Timeline } from "./timeline.ts";
import { timelineWindow } from "./window.ts";

const empty = emptyTimeline(samplePair, { primary: "p", secondary: "s" });
const fold = (...events: FlipwatchEvent[]) => events.reduce(foldTimeline, empty);
const to = (number: number, kind: EventKind, role: Role, by: number) => sampleEvent(number, kind, { after: by - 1, by }, { to: role });
const spans = (lane: readonly { state: string; from: number; to?: number }[]) => lane.map(({ state, from, to }) => [state, from, to]);

describe("the role lane", () => {
  it.each<[string, FlipwatchEvent[], unknown[]]>([
    ["is empty before the first role", [], []],
    ["stays open at its end", [to(1, "first-seen", "primary", 10)], [["primary", 10, undefined]]],
    [
      "ends a role where the next begins",
      [to(1, "first-seen", "primary", 10), to(2, "failover", "secondary", 20)],
      [
        ["primary", 10, 20],
        ["secondary", 20, undefined],
      ],
    ],
    [
      "is not moved by events that carry a role without changing it",
      [to(1, "first-seen", "primary", 10), to(2, "recovered", "primary", 20)],
      [["primary", 10, undefined]],
    ],
    [
      "ignores a doubled event",
      [to(1, "first-seen", "primary", 10), to(2, "failover", "secondary", 20), to(1, "first-seen", "primary", 10)],
      [
        ["primary", 10, 20],
        ["secondary", 20, undefined],
      ],
    ],
    [
      "drops a role that a later number dates to before its beginning",
      [to(1, "first-seen", "primary", 10), to(2, "split", "split", 30), to(3, "failover", "secondary", 25)],
      [
        ["primary", 10, 30],
        ["secondary", 30, undefined],
      ],
    ],
    [
      "carries on a role when what interrupted it had no length",
      [to(1, "first-seen", "primary", 10), to(2, "split", "split", 30), to(3, "resumed", "primary", 30)],
      [["primary", 10, undefined]],
    ],
    [
      "takes nothing from another pair's log",
      [to(1, "first-seen", "primary", 10), sampleEvent(2, "failover", { by: 20 }, { pair: "other.example.com/A", to: "secondary" })],
      [["primary", 10, undefined]],
    ],
  ])("%s", (_name, events, expected) => {
    expect(spans(fold(...events).role)).toEqual(expected);
  });
});

describe("the other lanes", () => {
  it("gives each region its own verdicts with the bounds of each change", () => {
    const timeline = fold(
      sampleVote(1, "eu", "primary", { by: 5 }),
      sampleVote(2, "us", "primary", { by: 6 }),
      sampleVote(3, "us", "secondary", { after: 16, by: 26 }),
    );
    expect(spans(timeline.regions.eu ?? [])).toEqual([["primary", 5, undefined]]);
    expect(timeline.regions.us?.[1]).toMatchObject({ state: "secondary", from: 26, after: 16, reason: "says secondary" });
  });

  it("learns from a transition's evidence how regions had voted when the fold starts in the middle of a log", () => {
    const evidence = sampleVote(41, "eu", "secondary", { after: 90, by: 95 }).evidence;
    const timeline = fold(sampleEvent(42, "failover", { after: 92, by: 97 }, { to: "secondary", evidence }));
    expect(spans(timeline.regions.eu ?? [])).toEqual([["secondary", 95, undefined]]);
  });

  it("keeps a resolver apart by the region that asks it", () => {
    const timeline = fold(
      sampleView(1, "eu", "192.0.2.53", "primary", { by: 5 }),
      sampleView(2, "us", "192.0.2.53", "secondary", { by: 7 }),
    );
    expect(spans(timeline.views["eu 192.0.2.53"] ?? [])).toEqual([["primary", 5, undefined]]);
    expect(spans(timeline.views["us 192.0.2.53"] ?? [])).toEqual([["secondary", 7, undefined]]);
  });

  it("ends the lane of a resolver that is not asked any more, and goes on with it when it is asked again", () => {
    const unasked = (number: number, by: number) =>
      sampleEvent(number, "view-changed", { by }, { region: "us-east-2", views: [], detail: { resolver: "203.0.113.53", unasked: true } });
    const view = (number: number, by: number) => sampleView(number, "us-east-2", "203.0.113.53", "primary", { by });
    const { views } = fold(view(1, 10), unasked(2, 20), unasked(3, 25), view(4, 30));
    expect(spans(views["us-east-2 203.0.113.53"] ?? [])).toEqual([
      ["primary", 10, 20],
      ["primary", 30, undefined],
    ]);
  });

  it("dates health by the period that showed it, status and percentage alike", () => {
    const timeline = fold(
      sampleHealth(1, "p", "healthy", 100, 60),
      sampleHealth(2, "p", "healthy", 40, 60, 180),
      sampleHealth(3, "p", "unhealthy", 0, 240),
    );
    expect(healthLane(timeline, "primary").map(({ state, from, to: end, percentage }) => [state, percentage, from, end])).toEqual([
      ["healthy", 100, 60, 180],
      ["healthy", 40, 180, 240],
      ["unhealthy", 0, 240, undefined],
    ]);
    expect(healthLane(timeline, "secondary")).toEqual([]);
  });

  it("reads a status it does not know as no fact at all", () => {
    const strange = { ...sampleHealth(1, "p", "healthy", 100, 60), detail: { status: "fine" } };
    expect(healthLane(fold(strange), "primary")).toEqual([]);
  });

  it("marks the times in which a region could not be heard", () => {
    const timeline = fold(sampleSilence(3, "eu", "region-silent", 100), sampleSilence(9, "eu", "region-back", 160));
    expect(spans(timeline.silences.eu ?? [])).toEqual([
      ["silent", 100, 160],
      ["heard", 160, undefined],
    ]);
  });

  it("marks a time whose ballots were found lost in hindsight", () => {
    const lost = sampleEvent(1, "ballots-lost", { by: 160 }, { pair: "FLEET", region: "eu", detail: { shard: 0, from: 100, to: 160 } });
    expect(spans(fold(lost).silences.eu ?? [])).toEqual([
      ["silent", 100, 160],
      ["heard", 160, undefined],
    ]);
  });

  it("notes a changed definition and leaves votes to their lanes", () => {
    const timeline = fold(sampleVote(1, "eu", "primary", { by: 5 }), sampleEvent(2, "definition-changed", { by: 8 }));
    expect(timeline.notes.map(({ kind, at }) => [kind, at])).toEqual([["definition-changed", 8]]);
  });

  it("notes the mutes whose glob means the pair, and no others", () => {
    const mute = (number: number, kind: "muted" | "unmuted", by: number, pairs: string) =>
      sampleEvent(number, kind, { by }, { pair: "FLEET", detail: { pairs } });
    const events = [mute(1, "muted", 5, "*.example.com/A"), mute(2, "muted", 6, "other.example.com"), mute(3, "muted", 7, "FLEET")];
    const timeline = fold(...events, mute(4, "unmuted", 9, "*.example.com/A"), sampleEvent(1, "definition-changed", { by: 8 }));
    expect(timeline.mutes.map(({ kind, at }) => [kind, at])).toEqual([
      ["muted", 5],
      ["unmuted", 9],
    ]);
    const { notes } = timelineWindow(timeline, { from: 5, to: 9, metricPeriodMs: 60 });
    expect(notes.map(({ kind }) => kind)).toEqual(["muted", "definition-changed"]);
  });

  it("lets a delivery sent again by hand replace the one given up, in whichever order they are read", () => {
    const gaveUp = delivery(3, "slack:ops", "given-up", 100);
    const sent = delivery(3, "slack:ops", "delivered", 900);
    const forwards = foldDelivery(foldDelivery(empty, gaveUp), sent);
    expect(Object.values(forwards.deliveries)).toEqual([sent]);
    expect(foldDelivery(foldDelivery(empty, sent), gaveUp)).toEqual(forwards);
  });
});

// ---- any order, any cut -------------------------------------------------------------------------------------------------

function delivery(number: number, channel: string, state: Delivery["state"], settledAt: number): Delivery {
  return { event: `${samplePair}#${number}`, log: samplePair, number, channel, state, attempts: 1, settledAt };
}

const moment = fc.integer({ min: 0, max: 200 });
const bounds = fc.record({ after: fc.option(moment, { nil: undefined }), by: moment });
const region = fc.constantFrom("eu", "us", "ap");
const verdict = fc.constantFrom("primary" as const, "secondary" as const, "empty" as const);
const kinds = fc.constantFrom<[EventKind, Role]>(
  ["failover", "secondary"],
  ["answer-back", "primary"],
  ["split", "split"],
  ["resumed", "primary"],
);
const incident = fc.option(
  fc.record({
    id: fc.constantFrom("a", "b"),
    openedAt: moment,
    opening: fc.constant<EventKind>("failover"),
    closedAt: fc.option(moment, { nil: undefined }),
  }),
  { nil: undefined },
);

type Numbered = (number: number) => FlipwatchEvent;
const pairEvent: fc.Arbitrary<Numbered> = fc.oneof(
  fc.tuple(kinds, bounds, incident).map(
    ([[kind, role], when, ref]): Numbered =>
      (number) =>
        sampleEvent(number, kind, when, { to: role, incident: ref }),
  ),
  fc.tuple(region, verdict, bounds).map(
    ([where, what, when]): Numbered =>
      (number) =>
        sampleVote(number, where, what, when),
  ),
  fc.tuple(region, verdict, bounds).map(
    ([where, what, when]): Numbered =>
      (number) =>
        sampleView(number, where, "192.0.2.53", what, when),
  ),
  bounds.map(
    (when): Numbered =>
      (number) =>
        sampleEvent(number, "definition-changed", when),
  ),
);
const healthEvent = (check: string): fc.Arbitrary<Numbered> =>
  fc.tuple(fc.constantFrom("healthy" as const, "unhealthy" as const), fc.constantFrom(0, 50, 100), moment, moment).map(
    ([status, percentage, since, period]): Numbered =>
      (number) =>
        sampleHealth(number, check, status, percentage, since, period),
  );
const silence: fc.Arbitrary<Numbered> = fc.tuple(region, fc.constantFrom("region-silent" as const, "region-back" as const), moment).map(
  ([where, kind, at]): Numbered =>
    (number) =>
      sampleSilence(number, where, kind, at),
);
const told = fc
  .tuple(
    fc.integer({ min: 1, max: 9 }),
    fc.constantFrom("slack:ops", "webhook:0"),
    fc.constantFrom("delivered" as const, "given-up" as const),
    moment,
  )
  .map((parts) => delivery(...parts));

const log = (event: fc.Arbitrary<Numbered>) =>
  fc.array(event, { maxLength: 12 }).map((events) => events.map((make, index) => make(index + 1)));
const inputs = fc.record({
  logs: fc.tuple(log(pairEvent), log(healthEvent("p")), log(healthEvent("s")), log(silence)),
  deliveries: fc.array(told, { maxLength: 6 }),
  /** Which source gives the next one. */
  picks: fc.array(fc.nat({ max: 4 }), { maxLength: 80 }),
});

type Input = { event: FlipwatchEvent } | { delivery: Delivery };
const feed = (timeline: Timeline, input: Input): Timeline =>
  "event" in input ? foldTimeline(timeline, input.event) : foldDelivery(timeline, input.delivery);

/** Takes from the sources in the order of the picks, then what is left; each log keeps its own order. */
function interleave(logs: readonly FlipwatchEvent[][], deliveries: readonly Delivery[], picks: readonly number[]): Input[] {
  const sources: Input[][] = [...logs.map((events) => events.map((event) => ({ event }))), deliveries.map((one) => ({ delivery: one }))];
  const picked = picks.flatMap((pick) => sources[pick]?.shift() ?? []);
  return [...picked, ...sources.flat()];
}

describe("folding", () => {
  it("gives the same for a prefix and then the rest as for the whole, wherever it is cut and whatever is doubled", () => {
    fc.assert(
      fc.property(inputs, fc.nat(), fc.nat(), ({ logs, deliveries, picks }, cut, again) => {
        const all = interleave(logs, deliveries, picks);
        const prefix = all.slice(0, cut % (all.length + 1));
        const whole = all.reduce(feed, empty);
        const resumed = [...prefix.slice(0, again % (prefix.length + 1)), ...all].reduce(feed, prefix.reduce(feed, empty));
        expect(resumed).toEqual(whole);
        expect(all.reduce(feed, whole)).toEqual(whole);
      }),
    );
  });

  it("gives the same in whichever order the logs are read among themselves", () => {
    fc.assert(
      fc.property(inputs, ({ logs, deliveries, picks }) => {
        const inOrder = interleave(logs, deliveries, []).reduce(feed, empty);
        const mixed = interleave(logs, deliveries.toReversed(), picks).reduce(feed, empty);
        expect(mixed).toEqual(inOrder);
        expect(deliveries.reduce(foldDelivery, foldEvents(empty, logs.flat().toReversed()))).toEqual(inOrder);
      }),
    );
  });

  it("leaves the timeline that it goes on from as it was, however long the batch", () => {
    fc.assert(
      fc.property(inputs, ({ logs, deliveries }) => {
        const events = logs.flat();
        const base = foldDeliveries(foldEvents(empty, events.slice(0, events.length / 2)), deliveries.slice(0, 1));
        const before = structuredClone(base);
        expect(foldDeliveries(foldEvents(base, events), deliveries)).toEqual(foldDeliveries(foldEvents(empty, events), deliveries));
        expect(base).toEqual(before);
      }),
    );
  });

  it("leaves every lane in order, without gaps and without empty segments, and lets neighbours differ", () => {
    fc.assert(
      fc.property(inputs, ({ logs, deliveries, picks }) => {
        const timeline = interleave(logs, deliveries, picks).reduce(feed, empty);
        const lanes = [
          timeline.role,
          ...Object.values(timeline.regions),
          ...Object.values(timeline.views),
          ...Object.values(timeline.silences),
        ];
        for (const lane of lanes) {
          lane.forEach((segment, index) => {
            const next = lane[index + 1];
            expect(segment.to).toBe(next?.from);
            if (next !== undefined) expect(segment.from).toBeLessThan(next.from);
            expect(next?.state).not.toBe(segment.state);
          });
        }
      }),
    );
  });
});
