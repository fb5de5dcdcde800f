import { describe, expect, it } from "vitest";
import type { EventKind } from "../event.ts";
import { at, bareDefinition, reading, Scene, sceneDefinition, vote } from "./scene.ts";

const [P, S, F, none] = ["primary", "secondary", "failed", "-"] as const;

/** On the secondary since 70 s, back on the primary since 310 s; the primary unhealthy from 60 s on. */
const away = () =>
  new Scene()
    .rounds(0, 60, [P, P, P])
    .tell(reading(60, "primary", "unhealthy"))
    .rounds(70, 300, [S, S, S]);
const back = () => away().rounds(310, 330, [P, P, P]);
const kinds = (scene: Scene) => scene.told();

describe("an incident", () => {
  it("opens when the answer leaves the primary, and names what it saw", () => {
    const scene = away();
    expect(scene.told()).toEqual(["first-seen", "failover"]);
    expect(scene.last("failover")).toMatchObject({
      severity: "critical",
      from: "primary",
      to: "secondary",
      lastServed: "primary",
      bounds: { after: at(60.1), by: at(70) },
      incident: { id: `failover.example.com/A!${at(70)}`, openedAt: at(70), opening: "failover" },
      health: { primary: { status: "unhealthy", check: "check-primary" } },
      phases: { unhealthy: { after: at(60), by: at(70.1) } },
    });
  });

  it("is not over when the answer is back: Route 53 serves the primary when both sides are down", () => {
    const scene = back();
    expect(scene.told()).toEqual(["first-seen", "failover", "answer-back"]);
    expect(scene.head.incident?.back).toEqual({ after: at(300.1), by: at(310) });
  });

  it.each<[string, Parameters<Scene["tell"]>, EventKind[]]>([
    ["a healthy reading from after the return ends it", [reading(310, "primary", "healthy")], ["recovered"]],
    ["a healthy reading from before the return does not", [reading(300, "primary", "healthy")], []],
    ["an unhealthy reading from after the return is a last resort", [reading(360, "primary", "unhealthy", 60)], ["last-resort"]],
    ["an unhealthy reading from before the return tells nothing", [reading(300, "primary", "unhealthy", 60)], []],
    ["missing data is not health", [reading(360, "primary", "unknown")], []],
    ["another check's health is not the primary's", [reading(360, "secondary", "healthy")], []],
    [
      "after a last resort a healthy reading ends it",
      [reading(360, "primary", "unhealthy", 60), reading(420, "primary", "healthy")],
      ["last-resort", "recovered"],
    ],
    ["a last resort is told once", [reading(360, "primary", "unhealthy", 60), reading(420, "primary", "unhealthy", 60)], ["last-resort"]],
  ])("%s", (_name, inputs, told) => {
    const scene = back();
    scene.told();
    expect(kinds(scene.rounds(340, 400, [P, P, P]).tell(...inputs))).toEqual(told);
  });

  it("without a reading for ten minutes it ends unverified, and a poll asks for one every period until then", () => {
    const scene = back();
    expect(scene.head.dueAt).toBe(at(370));
    scene.rounds(340, 900, [P, P, P]);
    expect(scene.told()).toEqual(["first-seen", "failover", "answer-back"]);
    scene.rounds(910, 920, [P, P, P]);
    expect(scene.told()).toEqual(["unverified"]);
    expect(scene.last("unverified")).toMatchObject({ at: at(910), severity: "warning", incident: { closedAt: at(910) } });
    expect(scene.head.incident).toBeUndefined();
  });

  it("after an unverified end a later unhealthy reading opens a new one", () => {
    const scene = back().rounds(340, 920, [P, P, P]);
    scene.told();
    scene.tell(reading(960, "primary", "unhealthy", 900)).rounds(970, 1300, [P, P, P]);
    expect(scene.told()).toEqual(["primary-unhealthy-served"]);
  });

  it("goes on when the answer leaves the primary again before it was verified", () => {
    const scene = back().rounds(340, 400, [S, S, S]);
    expect(scene.told()).toEqual(["first-seen", "failover", "answer-back", "failover"]);
    expect(scene.last("failover")?.incident?.openedAt).toBe(at(70));
    scene.rounds(410, 420, [P, P, P]).tell(reading(480, "primary", "healthy"));
    expect(scene.last("recovered")?.incident).toMatchObject({ openedAt: at(70), durationMs: 340_000 });
  });

  it("goes on when the secondary dies while it serves", () => {
    const scene = away().rounds(310, 330, [F, F, F]);
    expect(scene.told()).toEqual(["first-seen", "failover", "dark"]);
    expect(scene.last("dark")).toMatchObject({ from: "secondary", incident: { openedAt: at(70), opening: "failover" } });
  });

  it("lasts from the first new answer away to the first back, with the error of both", () => {
    const scene = back().tell(reading(360, "primary", "healthy"));
    // Away within (60.1, 70], back within (300.1, 310], by the two regions that decided it.
    expect(scene.last("recovered")?.incident).toMatchObject({ durationMs: 240_000, errorMs: 9_900, openedAt: at(70), closedAt: at(360) });
    expect(scene.last("recovered")?.message).toContain("the incident lasted 4 min ± 9.9 s");
  });

  it("of a pair without health checks ends with the answer back", () => {
    const scene = new Scene({ definition: bareDefinition() })
      .rounds(0, 60, [P, P, P])
      .rounds(70, 100, [S, S, S])
      .rounds(110, 120, [P, P, P]);
    expect(scene.told()).toEqual(["first-seen", "failover", "answer-back", "recovered"]);
    expect(scene.last("recovered")).toMatchObject({ at: at(110), incident: { durationMs: 40_000, errorMs: 9_900 } });
  });

  it("does not end while we can't tell what is served", () => {
    const scene = new Scene().rounds(0, 300, [S, S, S]).rounds(310, 330, [P, P, P]).until(600);
    expect(scene.told()).toEqual(["failover", "answer-back", "unknown"]);
    scene.tell(reading(600, "primary", "healthy"));
    expect(scene.told()).toEqual([]);
    scene.rounds(610, 620, [P, P, P]);
    expect(scene.told()).toEqual(["resumed", "recovered"]);
  });
});

describe("an incident that never leaves the primary", () => {
  const served = () => new Scene().rounds(0, 60, [P, P, P]);

  it("opens when both sides are unhealthy", () => {
    const scene = served().tell(reading(60, "primary", "unhealthy"), reading(60, "secondary", "unhealthy"));
    expect(scene.told()).toEqual(["first-seen", "secondary-unhealthy", "both-unhealthy"]);
    expect(scene.last("both-unhealthy")).toMatchObject({ severity: "critical", incident: { opening: "both-unhealthy" } });
  });

  it("ends at the first healthy reading of the primary", () => {
    const scene = served().tell(reading(60, "primary", "unhealthy"), reading(60, "secondary", "unhealthy"));
    scene.rounds(70, 240, [P, P, P]);
    scene.told();
    scene.tell(reading(240, "primary", "healthy"));
    expect(scene.told()).toEqual(["recovered"]);
    expect(scene.head.told).toEqual({ secondaryUnhealthy: true });
  });

  it("does not end by the secondary's health", () => {
    const scene = served().tell(reading(60, "primary", "unhealthy"), reading(60, "secondary", "unhealthy"));
    scene.told();
    expect(scene.tell(reading(120, "secondary", "healthy")).told()).toEqual(["secondary-healthy"]);
    expect(scene.head.incident).toBeDefined();
  });

  it("opens when an unhealthy primary is still served after five minutes", () => {
    const scene = served()
      .tell(reading(60, "primary", "unhealthy"))
      .rounds(70, 350, [P, P, P]);
    expect(scene.told()).toEqual(["first-seen"]);
    expect(scene.head.dueAt).toBe(at(360));
    scene.rounds(360, 360, [P, P, P]);
    expect(scene.told()).toEqual(["primary-unhealthy-served"]);
    expect(scene.head.incident).toMatchObject({ openedAt: at(120), opening: "primary-unhealthy-served" });
  });

  it("does not open where the failover comes within the five minutes", () => {
    const scene = served()
      .tell(reading(60, "primary", "unhealthy"))
      .rounds(70, 300, [P, P, P])
      .rounds(310, 900, [S, S, S]);
    expect(scene.told()).toEqual(["first-seen", "failover"]);
  });

  it("becomes a failover's when the answer leaves the primary, and then ends as one", () => {
    const scene = served()
      .tell(reading(60, "primary", "unhealthy"))
      .rounds(70, 370, [P, P, P])
      .rounds(380, 400, [S, S, S]);
    expect(scene.last("failover")?.incident?.opening).toBe("primary-unhealthy-served");
    scene.rounds(410, 430, [P, P, P]).tell(reading(480, "primary", "healthy", 420));
    expect(scene.told()).toEqual(["first-seen", "primary-unhealthy-served", "failover", "answer-back", "recovered"]);
  });

  it("of a pair first seen with an unhealthy primary opens after the lag, from when it was seen", () => {
    const scene = new Scene().tell(reading(0, "primary", "unhealthy", -3600)).rounds(10, 320, [P, P, P]);
    expect(scene.told()).toEqual(["first-seen"]);
    scene.tell(reading(300, "primary", "unhealthy", -3600)).rounds(330, 330, [P, none, none]);
    expect(scene.told()).toEqual(["primary-unhealthy-served"]);
  });

  it.each<[string, () => Scene]>([
    ["while it is away", away],
    ["while its return waits for a reading", back],
  ])("of a pair whose zone turns private %s ends unverified; what is seen when it is public again begins anew", (_name, scene) => {
    const pair = scene();
    pair.told();
    const hidden = sceneDefinition({ revision: 2, revisedAt: at(340), zone: { id: "Z1", name: "example.com", private: true } });
    pair.tell({ kind: "definition", at: at(340), definition: hidden });
    pair.context.definition = hidden;
    expect(pair.told()).toEqual(["definition-changed", "unobserved", "unverified"]);
    expect(pair.last("unverified")).toMatchObject({
      detail: { reason: "private" },
      incident: { id: `failover.example.com/A!${at(70)}`, closedAt: at(340) },
    });
    expect(pair.head.incident).toBeUndefined();
    pair.context.definition = sceneDefinition({ revision: 3, revisedAt: at(3_700) });
    pair.tell(...[0, 1, 2].map((region) => vote(3_710, region, S, 3)));
    expect(pair.told()).toEqual(["definition-changed", "failover"]);
    pair.tell(...[0, 1, 2].map((region) => vote(3_720, region, P, 3)), reading(3_720, "primary", "healthy"));
    expect(pair.told()).toEqual(["answer-back", "recovered"]);
  });

  it.each<[string, () => Scene, EventKind[]]>([
    ["away", away, ["unobserved", "unverified"]],
    ["back, but not verified", back, ["unobserved", "unverified"]],
    [
      "served although unhealthy",
      () =>
        new Scene()
          .tell(reading(0, "primary", "unhealthy"))
          .rounds(0, 360, [P, P, P])
          .tell(reading(320, "primary", "unhealthy", 0)),
      ["unobserved", "unverified"],
    ],
    ["on its primary", () => new Scene().rounds(0, 60, [P, P, P]), ["unobserved"]],
  ])("of a pair that is retired ends with it: %s", (_name, scene, expected) => {
    const pair = scene();
    pair.told();
    pair.context.retired = true;
    pair.until(90_000);
    expect(pair.told()).toEqual(expected);
    expect(pair.head).toMatchObject({ role: "unobserved", since: { by: at(90_000) } });
    expect([pair.head.incident, pair.head.dueAt]).toEqual([undefined, undefined]);
    expect(pair.until(180_000).told()).toEqual([]);
  });

  it("in a private zone, which nobody can ask, goes by health alone", () => {
    const definition = sceneDefinition({ zone: { id: "Z1", name: "example.com", private: true } });
    const scene = new Scene({ definition }).tell(reading(60, "primary", "unhealthy"), reading(60, "secondary", "unhealthy"));
    scene.tell(reading(120, "primary", "healthy"));
    expect(scene.told()).toEqual(["unobserved", "secondary-unhealthy", "both-unhealthy", "recovered"]);
  });
});
