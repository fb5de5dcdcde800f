import { describe, expect, it } from "vitest";
import type { EventKind, Role } from "../event.ts";
import { sampleEvent, sampleVote } from "./sample.ts";
import { stripsOf } from "./strip.ts";

const [a, b] = ["a.example.com/A", "b.example.com/A"];
const flip = (pair: string, number: number, kind: EventKind, from: Role | undefined, to: Role, at: number) =>
  sampleEvent(number, kind, { by: at }, { pair, to, ...(from === undefined ? {} : { from }) });
const shown = (events: Parameters<typeof stripsOf>[0], more: Partial<Parameters<typeof stripsOf>[1]> = {}) =>
  Object.fromEntries(
    Object.entries(stripsOf(events, { from: 100, to: 200, width: 102, ...more })).map(([pair, strip]) => [
      pair,
      strip.map(({ state, from, to, count }) => (count === undefined ? [state, from, to] : [state, from, to, count])),
    ]),
  );

describe("strips of the last while", () => {
  it("say of each pair with a transition what it was before, and what it became", () => {
    const events = [
      flip(b, 7, "failover", "primary", "secondary", 150),
      flip(a, 3, "answer-back", "secondary", "primary", 160),
      flip(b, 9, "answer-back", "secondary", "primary", 170),
    ];
    expect(shown(events)).toEqual({
      [a]: [
        ["secondary", 100, 160],
        ["primary", 160, 200],
      ],
      [b]: [
        ["primary", 100, 150],
        ["secondary", 150, 170],
        ["primary", 170, 200],
      ],
    });
  });

  it("begin where a pair was first seen", () => {
    expect(shown([flip(a, 1, "first-seen", undefined, "primary", 140)])).toEqual({ [a]: [["primary", 140, 200]] });
  });

  it("take what was recorded late for what it is dated to", () => {
    expect(shown([flip(a, 4, "unknown", "primary", "unknown", 90)])).toEqual({ [a]: [["unknown", 100, 200]] });
  });

  it("leave out pairs of which only something else was recorded", () => {
    expect(shown([sampleVote(1, "eu", "secondary", { by: 150 }), sampleEvent(2, "recovered", { by: 150 }, { to: "primary" })])).toEqual({});
  });

  it("say unknown for the time after which nobody vouches", () => {
    expect(shown([flip(a, 2, "failover", "primary", "secondary", 150)], { vouchedUntil: () => 180 })).toEqual({
      [a]: [
        ["primary", 100, 150],
        ["secondary", 150, 180],
        ["unknown", 180, 200],
      ],
    });
    expect(shown([flip(a, 2, "failover", "primary", "secondary", 150)], { vouchedUntil: () => 20 })).toEqual({
      [a]: [["unknown", 100, 200]],
    });
  });

  it("go on to the end for a pair that can't be observed", () => {
    expect(shown([flip(a, 2, "unobserved", "primary", "unobserved", 150)], { vouchedUntil: () => 180 })).toEqual({
      [a]: [
        ["primary", 100, 150],
        ["unobserved", 150, 200],
      ],
    });
  });

  it("show of many short roles the gravest", () => {
    const events = Array.from({ length: 40 }, (_, index) =>
      index % 2
        ? flip(a, index + 1, "answer-back", "dark", "primary", 150 + index)
        : flip(a, index + 1, "dark", "primary", "dark", 150 + index),
    );
    expect(shown(events, { width: 22 })).toEqual({
      [a]: [
        ["primary", 100, 150],
        ["dark", 150, 189, 39],
        ["primary", 189, 200],
      ],
    });
  });
});
