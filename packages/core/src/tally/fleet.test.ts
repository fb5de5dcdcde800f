import { describe, expect, it } from "vitest";
import { at, scenePolicy } from "../decide/scene.ts";
import { afterArchived, afterPublished } from "../decide/settle.ts";
import { type EventKind, eventSchema, FLEET, type FlipwatchEvent } from "../event.ts";
import type { LogHead } from "../tally-state.ts";
import type { FleetFact } from "./facts.ts";
import { fleet, newLogHead } from "./fleet.ts";

const policy = scenePolicy(3);
const [us, eu, ap] = policy.regions as [string, string, string];
const unasked = (region: string): FleetFact => ({ kind: "region-unasked", region, shard: 0 });
const silent = (region: string, since = 0): FleetFact => ({ kind: "region-silent", region, shard: 0, since: at(since) });
const voting = (region: string, second: number): FleetFact => ({ kind: "region-voting", region, shard: 0, at: at(second) });
const lost = (from: number, to: number): FleetFact => ({ kind: "ballots-lost", region: ap, shard: 0, from: at(from), to: at(to) });
const setBack = (second: number): FleetFact => ({ kind: "clock-set-back", at: at(second), byMs: 3_600_000 });
const future: FleetFact = { kind: "ballots-future", region: us, shard: 0, count: 2, aheadMs: 18_500 };
const failing: FleetFact = { kind: "step-failing", step: "health", error: "CloudWatch refuses us.", at: at(5) };
const working: FleetFact = { kind: "step-working", step: "health", at: at(65) };
const refused: FleetFact = { kind: "unpublishable", event: "a/A#3", error: "too large", at: at(5) };
const givenUp = (channel: string): FleetFact => ({ kind: "delivery-given-up", event: "a/A#3", channel, error: "HTTP 500", at: at(5) });

/** Runs one after another; everything told is settled in between. */
function runs(...facts: FleetFact[][]): { head: LogHead; events: FlipwatchEvent[] } {
  let head = newLogHead(FLEET);
  const events = facts.flatMap((each, index) => {
    const result = fleet(head, each, at(200 + index), { policy, recordedAt: at(200 + index) });
    expect(result.rest).toEqual([]);
    const last = result.head.nextNumber - 1;
    head = afterPublished(afterArchived(result.head, last), last);
    return result.events;
  });
  return { head, events };
}

describe("the FLEET log", () => {
  it.each<[string, FleetFact[][], EventKind[]]>([
    ["tells a silent region once", [[silent(ap)], [silent(ap)]], ["region-silent"]],
    ["ends it where nobody is asked there any more", [[silent(ap)], [unasked(ap)], [unasked(ap)]], ["region-silent", "region-back"]],
    ["tells that it is back once", [[silent(ap)], [voting(ap, 200)], [voting(ap, 210)]], ["region-silent", "region-back"]],
    ["says nothing of regions that vote", [[voting(us, 200), voting(eu, 200)]], []],
    ["tells a gap that was never told as silence", [[lost(10, 200), voting(ap, 200)]], ["ballots-lost"]],
    [
      "tells a gap that was told as silence only by its end",
      [[silent(ap, 10)], [lost(10, 200), voting(ap, 200)]],
      ["region-silent", "region-back"],
    ],
    ["tells a gap once, though an interrupted run finds it again", [[lost(10, 200)], [lost(10, 200)]], ["ballots-lost"]],
    [
      "tells once of a clock that was set back, though every shard finds it",
      [[setBack(200), setBack(201)], [setBack(230)]],
      ["clock-set-back"],
    ],
    ["tells of a clock that is set back again later", [[setBack(200)], [setBack(1_900)]], ["clock-set-back", "clock-set-back"]],
    [
      "tells a gap of now, though one was told that lies in the future",
      [[lost(3_000, 3_600)], [setBack(200), lost(10, 210)]],
      ["ballots-lost", "clock-set-back", "ballots-lost"],
    ],
    ["tells another gap", [[lost(10, 200)], [lost(300, 500)]], ["ballots-lost", "ballots-lost"]],
    [
      "tells ballots of the future until they end",
      [[future, voting(us, 1)], [future, voting(us, 1)], [voting(us, 9)], [future]],
      ["ballots-future", "ballots-future"],
    ],
    ["tells a refused event once", [[refused], [refused]], ["unpublishable"]],
    [
      "tells a delivery given up once a channel",
      [[givenUp("slack:ops"), givenUp("webhook:0")], [givenUp("slack:ops")]],
      ["delivery-given-up", "delivery-given-up"],
    ],
    ["tells a failing step and its end once each", [[failing], [failing], [working], [working]], ["step-failing", "step-working"]],
  ])("%s", (_name, facts, kinds) => {
    const { events } = runs(...facts);
    expect(events.map((event) => event.kind)).toEqual(kinds);
    expect(events.map((event) => event.number)).toEqual(kinds.map((_, index) => index + 1));
    for (const event of events) expect(eventSchema.parse(event)).toEqual(event);
  });

  it("says how many regions are left, and is loud once they are too few", () => {
    const { events } = runs([silent(ap), voting(us, 190), voting(eu, 190)], [silent(ap), silent(eu, 100), voting(us, 200)]);
    expect(events.map((event) => [event.region, event.severity])).toEqual([
      [ap, "warning"],
      [eu, "critical"],
    ]);
    expect(events[1]?.message).toContain("1 of 3 regions still vote, 2 must agree");
  });

  it("dates a silence by its last vote and by when that ran out", () => {
    const { events } = runs([silent(ap, 30)]);
    expect(events[0]).toMatchObject({ at: at(120), bounds: { after: at(30), by: at(120) }, region: ap });
  });

  it("ends what was told of a region that is not configured any more", () => {
    const { head } = runs([silent(ap)]);
    const result = fleet(head, [], at(300), { policy: scenePolicy(2), recordedAt: at(300) });
    expect(result.events).toMatchObject([{ kind: "region-back", detail: { shard: 0 } }]);
    expect(result.events).toHaveLength(1);
    expect(result.head.open).toEqual({});
  });

  it("gives back the facts for which the tail has no room", () => {
    const many = Array.from({ length: 25 }, (_, index) => givenUp(`webhook:${index}`));
    const first = fleet(newLogHead(FLEET), many, at(10), { policy, recordedAt: at(10) });
    expect([first.events.length, first.rest.length]).toEqual([20, 5]);
    const settled = afterPublished(afterArchived(first.head, 20), 20);
    expect(fleet(settled, first.rest, at(10), { policy, recordedAt: at(10) }).events.map((event) => event.number)).toEqual([
      21, 22, 23, 24, 25,
    ]);
  });

  it("remembers a bounded number of what is told once", () => {
    const many = Array.from({ length: 15 }, (_, run) => Array.from({ length: 15 }, (_, index) => givenUp(`webhook:${run}-${index}`)));
    expect(Object.keys(runs(...many).head.open).length).toBe(100);
  });
});
