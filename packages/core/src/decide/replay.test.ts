import { describe, expect, it } from "vitest";
import { coverVotes, decideAll, differs } from "./replay.ts";
import { allRegions, at, Scene, vote } from "./scene.ts";

const [P, S] = ["primary", "secondary"] as const;
const served = () => new Scene().rounds(0, 60, [P, P, P]);

describe("a replay", () => {
  it("stops before the decision whose events don't fit, and goes on with the rest", () => {
    const { head, context } = served();
    const inputs = [vote(70, 0, S), vote(71, 1, S), vote(72, 2, S)];
    // The second vote brings its own record and the failover.
    const first = decideAll(head, inputs, at(80), context, 2);
    expect(first.events.map((event) => event.kind)).toEqual(["vote-changed"]);
    expect(first).toMatchObject({ done: false, rest: inputs.slice(1) });
    const second = decideAll({ ...first.head, tail: [] }, first.rest, at(80), context, 20);
    expect(second.events.map((event) => event.kind)).toEqual(["vote-changed", "failover", "vote-changed"]);
    expect(second).toMatchObject({ done: true, rest: [] });
  });

  it("without any room decides nothing that has to be told", () => {
    const { head, context } = served();
    expect(decideAll(head, [], at(70), context, 0)).toMatchObject({ done: true, events: [] });
    expect(decideAll(head, [vote(70, 0, S)], at(70), context, 0)).toMatchObject({ done: false, events: [], head });
  });

  it("stops at what falls due in between, at its own time", () => {
    const { head, context } = served();
    const { events } = decideAll(head, [vote(600, 0, P), vote(601, 1, P)], at(700), context, 20);
    // All but one vote have run out at 150.1 s, and the hold a minute later.
    expect(events.map((event) => [event.kind, event.at])).toEqual([
      ["unknown", at(150.1)],
      ["vote-changed", at(600)],
      ["vote-changed", at(601)],
      ["resumed", at(600)],
    ]);
  });

  it("ends with a tick at its end, and an end that has passed is no step back", () => {
    const { head, context } = served();
    expect(decideAll(head, [], at(75), context, 20).head.at).toBe(at(75));
    expect(decideAll(head, [], at(5), context, 20).head).toEqual(head);
  });
});

describe("votes brought forward", () => {
  it("count as cast then, and no time passes by it", () => {
    const { head, context } = served();
    const covered = coverVotes(head, { [allRegions[0]]: at(500), [allRegions[1]]: at(500), [allRegions[2]]: at(30), elsewhere: at(500) });
    expect(Object.values(covered.votes).map((each) => each.at)).toEqual([at(500), at(500), at(60.2)]);
    expect(decideAll(covered, [], at(520), context, 20).events).toEqual([]);
  });
});

describe("a Head is to be written", () => {
  const { head, context } = served();
  const after = (...inputs: Parameters<Scene["tell"]>) => decideAll(head, inputs, at(75), context, 20).head;

  it.each([
    ["when it is new", { ...head, version: 0 }, { ...head, version: 0 }, true],
    ["not when only time has passed", { ...head, version: 1 }, { ...after(), version: 1 }, false],
    ["not when votes were cast once more", { ...head, version: 1 }, { ...after(vote(70, 0, P)), version: 1 }, false],
    ["when a vote changed", { ...head, version: 1 }, { ...after(vote(70, 0, S)), version: 1 }, true],
    ["when it was settled", { ...head, version: 1 }, { ...head, version: 1, publishedThrough: 99 }, true],
    ["when a timer moved", { ...head, version: 1 }, { ...head, version: 1, dueAt: at(99) }, true],
  ])("%s", (_name, before, later, written) => {
    expect(differs(before, later)).toBe(written);
  });
});
