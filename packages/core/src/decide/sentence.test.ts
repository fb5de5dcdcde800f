import { describe, expect, it } from "vitest";
import type { Verdict } from "../answer.ts";
import { at, bareDefinition, reading, Scene, sceneDefinition, vote } from "./scene.ts";
import { between, lasting, span, utc } from "./wording.ts";

const [P, S, X, F] = ["primary", "secondary", "stray", "failed"] as const;
const flip = (verdict: Verdict, definition = bareDefinition()) =>
  new Scene({ definition }).rounds(0, 60, [P, P, P]).rounds(70, 80, [verdict, verdict, verdict]);

describe("what somebody reads at 3 a.m.", () => {
  it.each([
    [
      "a failover: to what, when, seen by how many, and why",
      () =>
        new Scene()
          .rounds(0, 60, [P, P, P])
          .tell(reading(60, "primary", "unhealthy", 0))
          .rounds(70, 80, [S, S, S])
          .last("failover"),
      "failover.example.com/A failed over to its secondary (192.0.2.20) at 2026-11-22 00:01:10 UTC or up to 9.9 s earlier, seen by 2 of 3 regions; the primary's health check has been unhealthy since 2026-11-22 00:00:00 UTC.",
    ],
    [
      "first seen on the secondary",
      () => new Scene().rounds(0, 10, [S, S, S]).last("failover"),
      "failover.example.com/A was already on its secondary (192.0.2.20) when watching began at 2026-11-22 00:00:00 UTC, seen by 2 of 3 regions; the state of the primary's health check is unknown.",
    ],
    [
      "an answer back is not a recovery",
      () => new Scene().rounds(0, 60, [S, S, S]).rounds(70, 80, [P, P, P]).last("answer-back"),
      "failover.example.com/A has been answered with its primary (192.0.2.10) again since 2026-11-22 00:01:10 UTC, seen by 2 of 3 regions; not recovered yet: a health reading from after the return must confirm it.",
    ],
    [
      "stray values are named",
      () => flip(X).last("stray"),
      "failover.example.com/A has been answered with 203.0.113.66, which is neither its primary nor its secondary, since 2026-11-22 00:01:10 UTC, seen by 2 of 3 regions.",
    ],
    [
      "stray values of a zone that is read are not an edit's",
      () =>
        flip(X, sceneDefinition())
          .tell({ kind: "reread", at: at(85), definition: sceneDefinition() })
          .last("stray"),
      "failover.example.com/A has been answered with 203.0.113.66, which is neither its primary nor its secondary, since 2026-11-22 00:01:10 UTC, seen by 3 of 3 regions; an edit of the records does not explain it.",
    ],
    [
      "whether it was an edit is not said where the zone could not be read again",
      () => flip(X, sceneDefinition()).rounds(90, 150, [X, X, X]).last("stray"),
      "failover.example.com/A has been answered with 203.0.113.66, which is neither its primary nor its secondary, since 2026-11-22 00:01:10 UTC, seen by 3 of 3 regions.",
    ],
    [
      "a failover that the newest reading does not know of yet",
      () =>
        new Scene()
          .rounds(0, 60, [P, P, P])
          .tell(reading(60, "primary", "healthy", 0))
          .rounds(70, 80, [S, S, S])
          .last("failover"),
      "failover.example.com/A failed over to its secondary (192.0.2.20) at 2026-11-22 00:01:10 UTC or up to 9.9 s earlier, seen by 2 of 3 regions; the primary's health check was last read as healthy at 2026-11-22 00:01:00 UTC, before the flip.",
    ],
    [
      "no answer at all",
      () => flip(F).last("dark"),
      "failover.example.com/A has had no usable answer from its name servers since 2026-11-22 00:01:10 UTC, seen by 2 of 3 regions: A server says failed.",
    ],
    [
      "disagreement names each region's vote",
      () => new Scene().rounds(0, 60, [P, P, P]).rounds(70, 140, [P, S, X]).last("split"),
      "The regions have disagreed on what failover.example.com/A is answered with since 2026-11-22 00:01:10 UTC: us-east-2 primary, eu-central-1 secondary, ap-northeast-1 stray; no answer has a majority.",
    ],
    [
      "blindness is about us",
      () =>
        new Scene()
          .rounds(0, 60, [P, P, P])
          .tell(vote(100, 0, P))
          .until(300)
          .last("unknown"),
      "We have not been able to tell what failover.example.com/A is answered with since 2026-11-22 00:02:30 UTC: 0 of 3 regions have a fresh vote, 2 must agree. It is our view that is missing; whether the name works is not known.",
    ],
    [
      "from a single region",
      () => new Scene({ regions: 1 }).rounds(0, 10, [P]).last("first-seen"),
      "failover.example.com/A is now watched: its primary (192.0.2.10) is served, seen from us-east-2, since 2026-11-22 00:00:00 UTC or earlier.",
    ],
  ])("%s", (_name, event, message) => {
    expect(event()?.message).toBe(message);
  });
});

describe("times and durations", () => {
  it.each([
    [0, "0 s"],
    [400, "0.4 s"],
    [9_940, "9.9 s"],
    [9_960, "10 s"],
    [59_600, "1 min"],
    [380_000, "6 min 20 s"],
    [3_600_000, "1 h"],
    [11_100_000, "3 h 5 min"],
    [187_200_000, "2 d 4 h"],
  ])("%d ms is %s", (ms, words) => {
    expect(span(ms)).toBe(words);
  });

  it("moments are UTC, bounds say how far back they may lie, and an unknown error is not zero", () => {
    expect(utc(0)).toBe("1970-01-01 00:00:00 UTC");
    expect(between({ by: 1_000 })).toBe("at 1970-01-01 00:00:01 UTC or earlier");
    expect(between({ after: 0, by: 1_000 })).toBe("at 1970-01-01 00:00:01 UTC or up to 1 s earlier");
    expect(lasting({ durationMs: 60_000, errorMs: 500 })).toBe("1 min ± 0.5 s");
    expect(lasting({ durationMs: 60_000 })).toBe("about 1 min");
    expect(lasting(undefined)).toBe("an unknown time");
  });
});
