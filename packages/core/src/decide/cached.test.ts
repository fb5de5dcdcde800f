import { describe, expect, it } from "vitest";
import { at, reading, Scene, sceneDefinition, view } from "./scene.ts";

const [P, S, X, F] = ["primary", "secondary", "stray", "failed"] as const;
const primary = { values: ["192.0.2.10"], ttlSeconds: 300, healthCheckId: "check-primary" };
const definition = sceneDefinition({ primary, ttlSeconds: 300 });
const watched = () => new Scene({ definition }).rounds(0, 60, [P, P, P]);

describe("what clients may still hold", () => {
  it("is the old side's answer, until its own TTL has passed", () => {
    const scene = watched().rounds(70, 80, [S, S, S]).rounds(90, 100, [P, P, P]);
    expect(scene.last("failover")?.detail).toMatchObject({ cachedUntil: at(70 + 300), cachedTtlSeconds: 300, regions: 3 });
    expect(scene.last("answer-back")?.detail).toMatchObject({ cachedUntil: at(90 + 60), cachedTtlSeconds: 60 });
  });

  it("is told also where nothing usable, or something unknown, took its place", () => {
    expect(watched().rounds(70, 80, [F, F, F]).last("dark")?.detail).toMatchObject({ cachedUntil: at(370) });
    const named = new Scene({ definition: { ...definition, source: "config" } }).rounds(0, 60, [P, P, P]).rounds(70, 80, [X, X, X]);
    expect(named.last("stray")?.detail).toMatchObject({ cachedUntil: at(370) });
  });

  it("counts the resolvers that still give it, those that fail left out", () => {
    const scene = watched()
      .tell(view(61, 0, P), view(62, 1, P), view(63, 2, S), view(64, 2, F, "203.0.113.54"))
      .rounds(70, 80, [S, S, S]);
    expect(scene.last("failover")?.detail?.resolvers).toEqual({ old: 2, of: 3 });
  });

  it.each([
    ["nothing was served before", () => new Scene({ definition }).rounds(0, 10, [S, S, S]).last("failover")],
    ["the same is served again", () => watched().until(300).rounds(310, 320, [P, P, P]).last("resumed")],
    ["we can't tell what is served", () => watched().until(300).last("unknown")],
  ])("is not told where %s", (_name, event) => {
    const told = event();
    expect(told).toBeDefined();
    expect(told?.detail).not.toHaveProperty("cachedUntil");
  });
});

describe("how the last incident went", () => {
  it("is told by the event that opens the next, and by no other", () => {
    const scene = watched()
      .rounds(70, 80, [S, S, S])
      .rounds(130, 140, [P, P, P])
      .tell(reading(180, "primary", "healthy"))
      .rounds(200, 210, [S, S, S])
      .rounds(220, 230, [P, P, P]);
    const [first, second] = scene.log.filter((event) => event.kind === "failover");
    expect(first?.detail).not.toHaveProperty("lastIncident");
    expect(second?.detail?.lastIncident).toEqual({ openedAt: at(70), closedAt: at(180), durationMs: 60_000, errorMs: expect.any(Number) });
    expect(scene.last("answer-back")?.detail).not.toHaveProperty("lastIncident");
    // The end tells both legs: how it left, and how it came back.
    const { detail, phases } = scene.last("recovered") ?? {};
    expect(detail?.away).toMatchObject({ firstRegion: { by: at(70) }, majority: { by: at(70.1) } });
    expect(phases).toMatchObject({ firstRegion: { by: at(130) }, lastRegion: { by: at(130.2) } });
  });
});
