/** What the end of an incident says of its steps, whichever region or reading comes last; and that it is what the timeline says. */
import { describe, expect, it } from "vitest";
import { MINUTE } from "../time.ts";
import { foldEvents } from "../timeline/fold.ts";
import { incidentsOf } from "../timeline/story.ts";
import { emptyTimeline } from "../timeline/timeline.ts";
import { at, bareDefinition, reading, Scene } from "./scene.ts";

const [P, S, X, none] = ["primary", "secondary", "stray", "-"] as const;
const healthyFrom = (scene: Scene) => scene.tell(reading(0, "primary", "healthy"), reading(0, "secondary", "healthy"));
const failing = reading(60, "primary", "unhealthy");
const well = reading(240, "primary", "healthy");

/** Steps by when they were known at the latest, in seconds. */
function steps(phases: unknown): Record<string, number> {
  const bounds = Object.entries((phases ?? {}) as Record<string, { by: number }>);
  return Object.fromEntries(bounds.map(([name, { by }]) => [name, (by - at(0)) / 1_000]));
}

/** Away from 70 s on, the third region at `third`; the reading of it comes at `read`. */
function gone(third: number, read: number): Scene {
  const scene = healthyFrom(new Scene()).rounds(0, 60, [P, P, P]);
  for (let second = 70; second <= 180; second += 10) {
    if (second === read) scene.tell(failing);
    scene.rounds(second, second, [S, S, second < third ? P : S]);
  }
  return scene;
}

const returning = (scene: Scene) => scene.rounds(190, 190, [P, S, S]).rounds(200, 200, [P, P, S]).rounds(210, 300, [P, P, P]).tell(well);

describe("the steps that the end of an incident tells", () => {
  it.each<[string, number, number, number, number]>([
    ["the check, then all regions at once", 70, 70, 70.1, 70.2],
    ["a last region that follows after the decision", 90, 70, 70.1, 90.2],
    ["a reading that comes after the decision", 70, 130, 120, 70.2],
    ["a last region and a reading that come after it", 110, 150, 120, 110.2],
  ])("hold %s", (_, third, read, unhealthy, lastRegion) => {
    const scene = returning(gone(third, read));
    const recovered = scene.last("recovered");
    const away = { firstRegion: 70, majority: 70.1, unhealthy, lastRegion };
    expect(steps(recovered?.detail?.away)).toEqual(away);
    expect(steps(recovered?.phases)).toEqual({ firstRegion: 190, majority: 200.1, lastRegion: 210.2, unhealthy: 300 });
    const [story] = incidentsOf(foldEvents(emptyTimeline("failover.example.com/A"), scene.log), { metricPeriodMs: MINUTE });
    for (const name of ["firstRegion", "majority", "lastRegion"] as const) {
      expect(story?.legs[0]?.phases[name]?.by, `${name} away`).toBe(at(away[name]));
      expect(story?.legs[1]?.phases[name]?.by, `${name} back`).toBe(recovered?.phases?.[name]?.by);
    }
  });

  it("stay as they were known where a region falls silent and comes back", () => {
    const scene = gone(70, 70).rounds(190, 400, [none, S, S]).rounds(410, 500, [S, S, S]).rounds(510, 700, [P, P, P]);
    const recovered = scene.tell(reading(540, "primary", "healthy")).last("recovered");
    expect(steps(recovered?.detail?.away)).toEqual({ firstRegion: 70, majority: 70.1, unhealthy: 70.1, lastRegion: 70.2 });
  });

  it("know no last region where one never followed, and leave out one that was silent when the answer turned", () => {
    const dissent = healthyFrom(new Scene()).rounds(0, 60, [P, P, P]).rounds(70, 180, [S, S, P]).rounds(190, 300, [P, P, P]).tell(well);
    expect(steps(dissent.last("recovered")?.detail?.away)).not.toHaveProperty("lastRegion");
    const silent = healthyFrom(new Scene()).rounds(0, 60, [P, P, P]).rounds(70, 300, [P, P, none]).rounds(310, 400, [S, S, none]);
    silent
      .rounds(410, 500, [S, S, S])
      .rounds(510, 600, [P, P, P])
      .tell(reading(540, "primary", "healthy"));
    expect(steps(silent.last("recovered")?.detail?.away)).toEqual({ firstRegion: 310, majority: 310.1, lastRegion: 310.1 });
    // Silent since right before it turned, it was back minutes later.
    const late = healthyFrom(new Scene()).rounds(0, 60, [P, P, P]).rounds(70, 400, [S, S, none]).rounds(410, 500, [S, S, S]);
    late.rounds(510, 600, [P, P, P]).tell(reading(540, "primary", "healthy"));
    expect(steps(late.last("recovered")?.detail?.away)).toEqual({ firstRegion: 70, majority: 70.1, lastRegion: 70.1 });
  });

  it("are of the first way out, however it went on", () => {
    const scene = gone(70, 70).rounds(190, 250, [X, X, X]).rounds(260, 300, [S, S, S]).rounds(310, 400, [P, P, P]);
    const recovered = scene.tell(reading(360, "primary", "healthy")).last("recovered");
    expect(steps(recovered?.detail?.away)).toEqual({ firstRegion: 70, majority: 70.1, unhealthy: 70.1, lastRegion: 70.2 });
    expect(steps(recovered?.phases)).toMatchObject({ firstRegion: 310, lastRegion: 310.2 });
  });

  it("hold no check that never turned", () => {
    const scene = healthyFrom(new Scene()).rounds(0, 600, [P, P, P]).rounds(610, 800, [X, X, X]).rounds(810, 1_000, [P, P, P]);
    const recovered = scene.tell(reading(840, "primary", "healthy", 0)).last("recovered");
    expect(steps(recovered?.phases)).toEqual({ firstRegion: 810, majority: 810.1, lastRegion: 810.2 });
    expect(scene.last("answer-back")?.phases).not.toHaveProperty("unhealthy");
  });

  it("are the check's alone where the primary was served all the time", () => {
    const scene = healthyFrom(new Scene()).rounds(0, 960, [P, P, P]);
    scene.tell(reading(960, "primary", "unhealthy"), reading(960, "secondary", "unhealthy")).rounds(970, 1_200, [P, P, P]);
    const recovered = scene
      .tell(reading(1_210, "primary", "healthy"))
      .until(1_300)
      .last("recovered");
    expect(steps(recovered?.phases)).toEqual({ unhealthy: expect.any(Number) });
  });

  it("are those known at the return where there is no check to wait for", () => {
    const scene = new Scene({ definition: bareDefinition() }).rounds(0, 60, [P, P, P]).rounds(70, 180, [S, S, S]);
    const recovered = scene.rounds(190, 300, [P, P, P]).last("recovered");
    expect(steps(recovered?.detail?.away)).toEqual({ firstRegion: 70, majority: 70.1, lastRegion: 70.2 });
    expect(steps(recovered?.phases)).toEqual({ firstRegion: 190, majority: 190.1 });
  });
});
