import { describe, expect, it } from "vitest";
import { healthLooks, roleLooks, verdictLooks } from "../look/states.ts";
import { isCalm, type LaneKind, type LaneState, lanesOf, lookOf } from "./lanes.ts";
import { sampleWindow } from "./sample.ts";
import { textureOf } from "./texture.ts";

const window = sampleWindow({ seed: 1, segments: 4, to: 1_795_345_200_000 });
const both = { primary: true, secondary: true };

describe("the lanes", () => {
  it("stand in order: the role, regions, resolvers, health checks", () => {
    const names = lanesOf(window, both).map(({ id }) => id);
    expect(names).toEqual([
      "role",
      "region ap-northeast-1",
      "region eu-central-1",
      "region us-east-2",
      "view ap-northeast-1 192.0.2.53",
      "view ap-northeast-1 198.51.100.53",
      "view eu-central-1 192.0.2.53",
      "view eu-central-1 198.51.100.53",
      "view us-east-2 192.0.2.53",
      "view us-east-2 198.51.100.53",
      "health primary",
      "health secondary",
    ]);
  });

  it("tell a resolver from the region that asks it, also one of IPv6", () => {
    const views = { "eu-central-1 2001:db8::53": [] };
    const view = lanesOf({ ...window, views }, both).find(({ kind }) => kind === "view");
    expect(view).toMatchObject({ region: "eu-central-1", resolver: "2001:db8::53" });
  });

  it("give a region's silence to its own lane and to those of the resolvers it asks", () => {
    const silent = lanesOf(window, both).filter(({ silences }) => silences.length > 0);
    expect(silent.map(({ id }) => id)).toEqual(["region us-east-2", "view us-east-2 192.0.2.53", "view us-east-2 198.51.100.53"]);
  });

  it("leave out the check of a side that has none, unless it had one in this window", () => {
    const one = { ...window, health: { ...window.health, secondary: [] } };
    expect(lanesOf(one, { primary: true, secondary: false }).map(({ id }) => id)).not.toContain("health secondary");
    expect(lanesOf(window, { primary: true, secondary: false }).map(({ id }) => id)).toContain("health secondary");
    expect(lanesOf(one, both).map(({ id }) => id)).toContain("health secondary");
  });
});

describe("states", () => {
  it.each<[LaneKind, LaneState[]]>([
    ["role", Object.keys(roleLooks) as LaneState[]],
    ["region", Object.keys(verdictLooks) as LaneState[]],
    ["health", ["healthy", "unhealthy", "unknown"]],
  ])("of a %s differ by mark, and by texture or height where their colours may not be told apart", (kind, states) => {
    const marks = states.map((state) => lookOf(kind, state).mark);
    expect(new Set(marks).size).toBe(marks.length);
    const shapes = states.map((state) => (kind === "health" ? state : `${textureOf(state)} ${isCalm(state)}`));
    expect(new Set(shapes).size).toBe(shapes.length);
  });

  it("are drawn lower only where nothing is wrong", () => {
    const all = [...Object.keys(roleLooks), ...Object.keys(verdictLooks), ...Object.keys(healthLooks)].filter((state) => state !== "none");
    expect(new Set((all as LaneState[]).filter(isCalm))).toEqual(new Set(["primary", "healthy", "unobserved"]));
  });
});
