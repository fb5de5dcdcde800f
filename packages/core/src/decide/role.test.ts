import { describe, expect, it } from "vitest";
import type { Verdict } from "../answer.ts";
import type { Role } from "../event.ts";
import { allRegions, at, bareDefinition, reading, Scene, sceneDefinition, vote } from "./scene.ts";

type Votes = readonly (Verdict | "-")[];
const [P, S, X, E, F, M, A, none] = ["primary", "secondary", "stray", "empty", "failed", "mixed", "ambiguous", "-"] as const;

/** Seventy seconds of the same votes: longer than the hold. */
function settled(votes: Votes): Scene {
  return new Scene({ regions: votes.length, definition: bareDefinition() }).rounds(0, 70, votes);
}

describe("what the regions together say", () => {
  it.each<[string, Votes, Role]>([
    ["one region of one is a majority", [P], "primary"],
    ["one region that sees neither side is stray after three rounds", [X], "stray"],
    ["one region that gets no answer is dark after three rounds", [F], "dark"],
    ["one region that sees both sides at once is split", [M], "split"],
    ["one silent region of one leaves it unknown", [none], "unknown"],
    ["two of two agree", [S, S], "secondary"],
    ["one of two is no majority", [P, none], "unknown"],
    ["one against one is split", [P, S], "split"],
    ["two of three agree, whatever the third says", [P, S, P], "primary"],
    ["two of three agree, the third silent", [none, S, S], "secondary"],
    ["one of three is too few", [P, none, none], "unknown"],
    ["three of three differ", [P, S, X], "split"],
    ["no data and failures count together as dark", [E, F, P], "dark"],
    ["a mixed answer is no vote for a side", [P, M, M], "split"],
    ["an ambiguous answer is no vote at all", [P, A, A], "unknown"],
    ["three of five agree", [P, P, P, S, S], "primary"],
    ["two of five are no majority, even unopposed", [P, P, none, none, none], "unknown"],
    ["two against two of five is split", [P, P, S, S, none], "split"],
    ["two against one of five is split", [S, S, P, none, none], "split"],
  ])("%s", (_name, votes, role) => {
    expect(settled(votes).head.role).toBe(role);
  });

  it("votes of a region that is not configured are ignored", () => {
    const scene = new Scene({ regions: 1 });
    scene.tell({ kind: "vote", at: at(1), region: "mars-north-1", verdict: "secondary", revision: 1 });
    expect(scene.head.votes).toEqual({});
    expect(scene.log).toEqual([]);
  });

  it.each<[string, Votes]>([
    ["stray", [X]],
    ["dark", [F]],
  ])("a single region's %s needs three rounds running, each of them anew", (role, votes) => {
    const scene = new Scene({ regions: 1, definition: bareDefinition() }).rounds(0, 20, [P]).rounds(30, 40, votes);
    expect(scene.head.role).toBe("primary");
    scene.rounds(50, 50, [P]).rounds(60, 70, votes);
    expect(scene.head.role).toBe("primary");
    scene.rounds(80, 80, votes);
    expect(scene.head.role).toBe(role);
    expect(scene.last("dark")?.bounds ?? scene.last("stray")?.bounds).toEqual({ after: at(50), by: at(60) });
  });
});

describe("the first role", () => {
  it.each<[string, Votes, string[]]>([
    ["the primary is told as first seen", [P, P, P], ["first-seen"]],
    ["the secondary opens an incident", [S, S, S], ["failover"]],
    ["no answer opens an incident", [E, E, E], ["dark"]],
    ["values of neither side open an incident", [X, X, X], ["stray"]],
    ["disagreement is told after the hold", [P, S, X], ["split"]],
    ["too few votes are told after the hold", [P, none, none], ["unknown"]],
  ])("%s", (_name, votes, kinds) => {
    const scene = settled(votes);
    expect(scene.told()).toEqual(kinds);
    const first = scene.log.find((event) => event.severity !== "record");
    expect(first?.from).toBeUndefined();
    expect(first?.detail).toMatchObject({ firstSeen: true });
    expect(scene.head.incident !== undefined).toBe(["failover", "dark", "stray"].includes(String(kinds[0])));
  });

  it("a pair never seen yet is told as first seen once it is, though it was unknown before", () => {
    const scene = settled([P, none, none]).rounds(80, 90, [P, P, none]);
    expect(scene.told()).toEqual(["unknown", "first-seen"]);
    expect(scene.last("first-seen")).toMatchObject({ from: "unknown", to: "primary" });
  });

  it("is no transition that counts towards flapping", () => {
    expect(settled([P, P, P]).head.transitions).toEqual([]);
  });

  it("of a pair in a private zone is unobserved, and stays so", () => {
    const definition = sceneDefinition({ zone: { id: "Z1", name: "example.com", private: true } });
    expect(new Scene({ definition }).until(1).until(900).told()).toEqual(["unobserved"]);
  });
});

describe("freshness", () => {
  it("a vote counts for 90 seconds, and its loss is dated by when it ran out", () => {
    const scene = new Scene().rounds(0, 60, [P, P, P]);
    scene.rounds(70, 140, [P, none, none]).until(155);
    expect(scene.head.role).toBe("primary");
    // The others' votes of 60.1 and 60.2 s run out at 150.1 and 150.2 s, when one is left; the hold ends a minute later.
    scene.rounds(160, 210, [P, none, none]);
    expect(scene.told()).toEqual(["first-seen"]);
    scene.rounds(211, 211, [P, none, none]);
    expect(scene.told()).toEqual(["unknown"]);
    expect(scene.last("unknown")).toMatchObject({ at: at(150.2), from: "primary", to: "unknown", lastServed: "primary" });
  });

  it("blindness that ends on the same role is told as resumed, and is no flip", () => {
    const scene = new Scene().rounds(0, 60, [P, P, P]).until(400).rounds(410, 420, [P, P, P]);
    expect(scene.told()).toEqual(["first-seen", "unknown", "resumed"]);
    expect(scene.head.incident).toBeUndefined();
  });

  it("blindness that ends on another role is told as what it is", () => {
    const scene = new Scene().rounds(0, 60, [P, P, P]).until(400).rounds(410, 420, [S, S, S]);
    expect(scene.told()).toEqual(["first-seen", "unknown", "failover"]);
    expect(scene.last("failover")).toMatchObject({ from: "unknown", lastServed: "primary" });
  });

  it("after blindness the first votes that come back are no disagreement yet", () => {
    const scene = new Scene().rounds(0, 60, [P, P, P]).until(400).rounds(410, 410, [P, S, none]).rounds(420, 430, [P, S, P]);
    expect(scene.told()).toEqual(["first-seen", "unknown", "resumed"]);
  });

  it("a region that comes back with the verdict it had is recorded with the gap, since nobody saw what was between", () => {
    const scene = new Scene().rounds(0, 60, [P, P, P]).rounds(70, 200, [P, P, none]).rounds(210, 210, [P, P, P]);
    expect(scene.last("vote-changed")).toMatchObject({
      region: allRegions[2],
      bounds: { by: at(210.2) },
      detail: { from: "primary", to: "primary", silentSince: at(60.2) },
    });
  });

  it("a split whose regions fall silent becomes unknown", () => {
    const scene = new Scene().rounds(0, 100, [P, S, X]).until(300);
    expect(scene.told()).toEqual(["split", "unknown"]);
  });
});

describe("holds", () => {
  it("a majority that is lost for less than the hold is not told", () => {
    const scene = new Scene().rounds(0, 60, [P, P, P]).rounds(70, 120, [P, S, X]).rounds(130, 200, [P, P, P]);
    expect(scene.told()).toEqual(["first-seen"]);
  });

  it("one lost for the hold is split, from when it was lost", () => {
    const scene = new Scene().rounds(0, 60, [P, P, P]).rounds(70, 140, [P, S, X]);
    expect(scene.told()).toEqual(["first-seen", "split"]);
    // The second region was the first to differ, the third took the majority away.
    expect(scene.last("split")?.at).toBe(at(70.2));
  });

  it("split neither opens an incident nor ends one, and the way back from it is no recovery", () => {
    const scene = new Scene().rounds(0, 60, [S, S, S]).rounds(70, 140, [P, S, X]).rounds(150, 160, [S, S, S]);
    const opened = scene.log.find((event) => event.kind === "failover")?.incident?.id;
    expect(scene.told()).toEqual(["failover", "split", "resumed"]);
    expect(scene.head.incident?.id).toBe(opened);
  });

  it("wait the grace of an edit out", () => {
    const definition = sceneDefinition({ revision: 2, revisedAt: at(65) });
    const scene = new Scene().rounds(0, 60, [P, P, P]);
    scene.tell({ kind: "definition", at: at(65), definition });
    for (let second = 70; second <= 240; second += 10) scene.tell(vote(second, 0, P, 2), vote(second, 1, S, 2), vote(second, 2, X, 2));
    expect(scene.told()).toEqual(["first-seen", "definition-changed"]);
    scene.until(246);
    expect(scene.told()).toEqual(["split"]);
  });
});

describe("an edit", () => {
  const edited = (scene: Scene) =>
    scene.tell({ kind: "definition", at: at(65), definition: sceneDefinition({ revision: 2, revisedAt: at(65) }) });

  it("leaves votes under the revision before valid for the grace, and not longer", () => {
    const scene = edited(new Scene().rounds(0, 60, [P, P, P])).rounds(70, 240, [P, P, P]);
    expect(scene.head.role).toBe("primary");
    scene.rounds(250, 310, [P, P, P]);
    expect(scene.told()).toEqual(["first-seen", "definition-changed", "unknown"]);
    expect(scene.last("unknown")?.at).toBe(at(245));
  });

  it("is noticed from the context as well, whoever forgot to say so", () => {
    const scene = new Scene().rounds(0, 60, [P, P, P]);
    const context = { ...scene.context, definition: sceneDefinition({ revision: 2, revisedAt: at(65) }) };
    Object.assign(scene, { context });
    scene.until(70);
    expect(scene.told()).toEqual(["first-seen", "definition-changed"]);
    expect(scene.last("definition-changed")?.at).toBe(at(65));
  });

  it("that gives a side another health check leaves it unread", () => {
    const scene = new Scene().tell(reading(0, "primary", "healthy"));
    const primary = { values: ["192.0.2.10"], healthCheckId: "another" };
    scene.tell({ kind: "definition", at: at(65), definition: sceneDefinition({ revision: 2, revisedAt: at(65), primary }) });
    expect(scene.head.health.primary).toEqual({ status: "unknown", check: "another" });
  });
});

describe("stray", () => {
  const seen = () => new Scene().rounds(0, 60, [P, P, P]).rounds(70, 70, [X, X, X]);

  it("asks for one re-read of the definition before it is told", () => {
    const scene = seen();
    expect(scene.head.stray).toEqual({ since: at(70.1), reread: "wanted" });
    expect(scene.told()).toEqual(["first-seen"]);
  });

  it("is told at once when the re-read comes back unchanged", () => {
    const scene = seen().tell({ kind: "reread", at: at(75), definition: sceneDefinition() });
    expect(scene.told()).toEqual(["first-seen", "stray"]);
    expect(scene.last("stray")).toMatchObject({ at: at(70), severity: "critical", incident: { opening: "stray" } });
  });

  it("is told after the hold when no re-read comes back, or one that could not read", () => {
    const scene = seen()
      .tell({ kind: "reread", at: at(75) })
      .rounds(80, 120, [X, X, X]);
    expect(scene.told()).toEqual(["first-seen"]);
    scene.rounds(130, 130, [X, X, X]);
    expect(scene.told()).toEqual(["stray"]);
  });

  it("that an edit explains is not told", () => {
    const definition = sceneDefinition({
      revision: 2,
      revisedAt: at(72),
      primary: { values: ["203.0.113.66"], healthCheckId: "check-primary" },
    });
    const scene = seen().tell({ kind: "reread", at: at(75), definition });
    for (let second = 80; second < 400; second += 10) scene.tell(...[0, 1, 2].map((region) => vote(second, region, P, 2)));
    expect(scene.told()).toEqual(["first-seen", "definition-changed"]);
  });

  it("that goes on under the edited definition is told, after a re-read of its own", () => {
    const scene = seen().tell({ kind: "reread", at: at(75), definition: sceneDefinition({ revision: 2, revisedAt: at(72) }) });
    scene.tell(...[0, 1, 2].map((region) => vote(80, region, X, 2)));
    expect(scene.told()).toEqual(["first-seen", "definition-changed"]);
    scene.tell({ kind: "reread", at: at(85), definition: sceneDefinition({ revision: 2, revisedAt: at(72) }) });
    expect(scene.told()).toEqual(["stray"]);
  });

  it("of a pair named in the configuration does not wait: there is nothing to read again", () => {
    expect(settled([P, P, P]).rounds(80, 80, [X, X, X]).told()).toEqual(["first-seen", "stray"]);
  });

  it("that passes within the wait is not told", () => {
    expect(seen().rounds(80, 300, [P, P, P]).told()).toEqual(["first-seen"]);
  });
});

describe("bounds", () => {
  it("a change lies between the last old and the first new answer across the deciding majority", () => {
    const scene = new Scene().rounds(0, 60, [P, P, P]);
    const evidence = { reason: "A server says secondary.", values: ["192.0.2.20"], server: "198.51.100.1:53", tookMs: 9 };
    const turn = (region: number, lastOld: number, first: number, ballot: number) =>
      scene.tell({ ...vote(ballot, region, S), evidence: { ...evidence, at: at(first), lastOldAt: at(lastOld) } } as ReturnType<
        typeof vote
      >);
    turn(0, 62, 73, 74);
    turn(1, 66, 76, 77);
    expect(scene.last("failover")).toMatchObject({ at: at(73), bounds: { after: at(66), by: at(73) } });
    expect(scene.last("failover")?.phases).toEqual({
      firstRegion: { after: at(62), by: at(73) },
      majority: { after: at(66), by: at(76) },
    });
  });

  it("answers that turned before the present role began don't date its end", () => {
    // The first region sees the secondary all along; the majority forms twice around it.
    const scene = new Scene().rounds(0, 60, [S, P, P]).rounds(70, 80, [S, S, P]).rounds(90, 100, [S, P, P]).rounds(110, 120, [S, S, P]);
    const changes = scene.log.filter((event) => event.kind === "failover" || event.kind === "answer-back");
    expect(changes.map((event) => event.at)).toEqual([at(70.1), at(90.1), at(110.1)]);
  });
});
