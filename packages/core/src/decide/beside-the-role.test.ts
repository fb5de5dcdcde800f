import { describe, expect, it } from "vitest";
import type { Verdict } from "../answer.ts";
import { decide } from "./decide.ts";
import { allRegions, at, reading, Scene, view, vote } from "./scene.ts";

const [P, S] = ["primary", "secondary"] as const;
const served = () => new Scene().rounds(0, 60, [P, P, P]);
const away = () =>
  served()
    .tell(reading(60, "primary", "unhealthy"))
    .rounds(70, 100, [S, S, S]);

describe("the safety net", () => {
  it("is told as gone and as back, once each, whatever is served", () => {
    const scene = served().tell(reading(60, "secondary", "unhealthy"), reading(70, "secondary", "unhealthy", 60));
    expect(scene.told()).toEqual(["first-seen", "secondary-unhealthy"]);
    expect(scene.tell(reading(80, "secondary", "unknown")).told()).toEqual([]);
    expect(scene.tell(reading(90, "secondary", "healthy")).told()).toEqual(["secondary-healthy"]);
  });

  it("is told while nobody knows what is served", () => {
    expect(new Scene().tell(reading(60, "secondary", "unhealthy")).told()).toContain("secondary-unhealthy");
  });
});

describe("readings", () => {
  it.each<[string, Parameters<Scene["tell"]>]>([
    ["an older period", [reading(0, "primary", "unhealthy")]],
    ["the same period again", [reading(60, "primary", "healthy")]],
    [
      "another check",
      [
        {
          ...reading(120, "primary", "unhealthy"),
          reading: { check: "x", status: "unhealthy", period: at(120), since: at(120), readAt: at(200) },
        } as never,
      ],
    ],
  ])("%s changes nothing", (_name, inputs) => {
    const scene = served().tell(reading(60, "primary", "healthy"));
    const health = scene.head.health;
    expect(scene.tell(...inputs).head.health).toEqual(health);
  });

  it("of a primary's check say how many pairs share it, and so does the next event; of a secondary's they say nothing of that", () => {
    const shared = (input: ReturnType<typeof reading>) =>
      ({ ...input, reading: { ...(input as { reading: object }).reading, sharedBy: 300 } }) as typeof input;
    const scene = served().tell(shared(reading(60, "primary", "unhealthy")), shared(reading(60, "secondary", "unhealthy")));
    const { primary, secondary } = scene.log.at(-1)?.health ?? {};
    expect([primary?.sharedBy, secondary?.sharedBy]).toEqual([300, undefined]);
  });

  it("of one period the one fetched later stands, in whatever order they come", () => {
    const early = reading(60, "primary", "healthy");
    const late = {
      ...early,
      reading: { check: "check-primary", status: "unhealthy", period: at(60), since: at(60), readAt: at(200) },
    } as typeof early;
    for (const inputs of [
      [early, late],
      [late, early],
      [early, late, early],
    ]) {
      expect(served().tell(...inputs).head.health.primary.status).toBe("unhealthy");
    }
  });
});

describe("health and answer", () => {
  it("disagree when a healthy primary is still not served after the lag", () => {
    const scene = away()
      .tell(reading(120, "primary", "healthy"))
      .rounds(130, 410, [S, S, S]);
    expect(scene.told()).toEqual(["first-seen", "failover"]);
    scene.rounds(420, 420, [S, S, S]);
    expect(scene.told()).toEqual(["health-disagrees"]);
  });

  it("don't disagree by a reading from before the transition, and the next period is waited for", () => {
    // Healthy since before the flip, never read anew.
    const scene = served()
      .tell(reading(60, "primary", "healthy", 0))
      .rounds(70, 600, [S, S, S]);
    expect(scene.told()).toEqual(["first-seen", "failover"]);
    expect(scene.head.dueAt).toBe(at(610));
    scene.tell(reading(540, "primary", "healthy", 0));
    expect(scene.told()).toEqual(["health-disagrees"]);
  });

  it("agree again when the answer follows, or when the health does", () => {
    const disagreeing = () => {
      const scene = away()
        .tell(reading(120, "primary", "healthy"))
        .rounds(130, 420, [S, S, S]);
      scene.told();
      return scene;
    };
    expect(disagreeing().rounds(430, 440, [P, P, P]).told()).toEqual(["answer-back", "health-agrees"]);
    expect(
      disagreeing()
        .tell(reading(480, "primary", "unhealthy"))
        .told(),
    ).toEqual(["health-agrees"]);
    expect(
      disagreeing()
        .tell(reading(480, "primary", "unknown"))
        .told(),
    ).toEqual([]);
  });
});

describe("clients", () => {
  // 60 s of TTL and 120 s of slack from when a resolver was first seen to differ: at 100 s, after the failover at 70 s.
  const resolvers = (verdicts: readonly Verdict[], seconds = 100) => verdicts.map((verdict, region) => view(seconds, region, verdict));

  it.each<[string, readonly Verdict[], boolean]>([
    ["resolvers of most regions that keep the old answer diverge", [P, P, S], true],
    ["one region's resolver does not", [P, S, S], false],
    ["resolvers that fail say nothing", ["failed", "failed", "failed"], false],
    ["resolvers that say there is no such name diverge", ["empty", "empty", S], true],
  ])("%s", (_name, verdicts, diverges) => {
    const scene = away()
      .tell(...resolvers(verdicts))
      .rounds(110, 270, [S, S, S]);
    expect(scene.told()).toEqual(["first-seen", "failover"]);
    scene.rounds(280, 300, [S, S, S]);
    expect(scene.told()).toEqual(diverges ? ["clients-diverge"] : []);
  });

  it("one public resolver's outage among several is no divergence", () => {
    const odd = (region: number) => view(100, region, P, "198.51.100.9");
    const scene = away()
      .tell(...resolvers([S, S, S]), odd(0), odd(1), odd(2))
      .rounds(110, 400, [S, S, S]);
    expect(scene.told()).toEqual(["first-seen", "failover"]);
  });

  it("that a hijack catches while the role stays are told too, after what caches explain", () => {
    const scene = served()
      .tell(...resolvers([P, P, P], 65))
      .rounds(70, 300, [P, P, P]);
    scene.tell(...resolvers(["stray", "stray", P], 301)).rounds(310, 480, [P, P, P]);
    expect(scene.told()).toEqual(["first-seen"]);
    expect(scene.head.dueAt).toBe(at(481));
    expect(scene.rounds(490, 490, [P, P, P]).told()).toEqual(["clients-diverge"]);
    expect(scene.last("clients-diverge")?.at).toBe(at(481));
  });

  it("agree again once fewer than most differ", () => {
    const scene = away()
      .tell(...resolvers([P, P, P]))
      .rounds(110, 290, [S, S, S]);
    scene.told();
    scene.tell(view(300, 0, S), view(301, 1, S));
    expect(scene.told()).toEqual(["clients-agree"]);
  });

  it("agree again once the resolvers that differed are not asked any more", () => {
    const scene = away()
      .tell(...resolvers([P, P, S]))
      .rounds(110, 290, [S, S, S]);
    scene.told();
    const unasked = { kind: "unasked", at: at(300), region: "eu-central-1", resolver: "203.0.113.53" } as const;
    scene.tell(unasked).tell(unasked);
    expect(scene.told()).toEqual(["clients-agree"]);
    expect(Object.keys(scene.head.views)).toEqual(["us-east-2 203.0.113.53", "ap-northeast-1 203.0.113.53"]);
    const records = scene.log.filter((event) => event.detail?.unasked === true);
    expect(records).toMatchObject([
      { kind: "view-changed", severity: "record", region: "eu-central-1", bounds: { after: at(100), by: at(300) } },
    ]);
  });

  it("leave a record of every resolver's change", () => {
    const scene = away().tell(view(100, 0, P), view(110, 0, P), view(120, 0, S));
    const changes = scene.log.filter((event) => event.kind === "view-changed");
    expect(changes.map((event) => [event.views?.[0]?.verdict, event.views?.[0]?.since])).toEqual([
      [P, { by: at(100) }],
      [S, { after: at(110), by: at(120) }],
    ]);
  });
});

describe("damping", () => {
  it("tells four changes in thirty minutes as flapping, and calm after thirty minutes without one", () => {
    const scene = served();
    for (const [second, verdict] of [
      [100, S],
      [200, P],
      [300, S],
      [400, P],
    ] as const)
      scene.rounds(second, second + 90, [verdict, verdict, verdict]);
    expect(scene.told()).toEqual(["first-seen", "failover", "answer-back", "failover", "answer-back", "flapping"]);
    expect(scene.head.flapping).toBe(true);
    scene.rounds(500, 2190, [P, P, P]);
    expect(scene.told()).not.toContain("calm");
    scene.rounds(2200, 2210, [P, P, P]);
    expect(scene.told()).toEqual(["calm"]);
    expect(scene.last("calm")?.at).toBe(at(2200.1));
  });

  it("goes on recording every change while it flaps, marked as such", () => {
    const scene = served();
    for (let index = 1; index <= 8; index += 1) scene.rounds(index * 100, index * 100 + 90, index % 2 === 1 ? [S, S, S] : [P, P, P]);
    expect(scene.log.filter((event) => event.kind === "failover")).toHaveLength(4);
    expect(scene.last("failover")?.detail).toMatchObject({ flapping: true });
    expect(scene.log.filter((event) => event.kind === "flapping")).toHaveLength(1);
  });

  it("four changes in a longer time are not flapping", () => {
    const scene = served();
    for (const [second, verdict] of [
      [700, S],
      [1400, P],
      [2100, S],
      [2800, P],
    ] as const)
      scene.rounds(second - 640, second + 60, [verdict, verdict, verdict], 60);
    expect(scene.told()).not.toContain("flapping");
  });
});

describe("stale and doubled input", () => {
  it.each([
    ["the same vote again", vote(60, 0, P)],
    ["an older vote, though it differs", vote(40, 0, S)],
    ["an older view", view(10, 0, S)],
    ["a re-read that nobody waits for", { kind: "reread" as const, at: at(60) }],
    ["an old tick", { kind: "tick" as const, at: at(5) }],
    ["the definition as it is known", { kind: "definition" as const, at: at(60), definition: served().context.definition }],
  ])("%s changes nothing", (_name, input) => {
    const scene = served().tell(view(20, 0, P), vote(61, 1, P));
    const { head, events } = decide(scene.head, input, scene.context);
    expect(events).toEqual([]);
    expect(head).toEqual(scene.head);
  });

  it("votes of different regions may come in any order", () => {
    const scene = served()
      .tell(vote(75, 1, S))
      .tell(vote(71, 0, S));
    expect(scene.last("failover")).toMatchObject({ at: at(71), evidence: { [String(allRegions[0])]: { verdict: S, at: at(71) } } });
  });
});
