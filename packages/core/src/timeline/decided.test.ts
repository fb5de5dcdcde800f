/** What decide writes, folded: the two must agree on what an event means. */
import { describe, expect, it } from "vitest";
import { allRegions, at, reading, Scene, view } from "../decide/scene.ts";
import { MINUTE } from "../time.ts";
import { foldEvents, foldTimeline } from "./fold.ts";
import { incidentsOf } from "./story.ts";
import { emptyTimeline } from "./timeline.ts";

/** A failover after a minute, the answer back after three, recovered a minute later. Regions vote every ten seconds. */
function failoverAndReturn(): Scene {
  const scene = new Scene({ regions: 3 });
  scene.tell(reading(0, "primary", "healthy"), reading(0, "secondary", "healthy"));
  scene.rounds(0, 60, ["primary", "primary", "primary"]).tell(view(61, 0, "primary"));
  scene.tell(reading(60, "primary", "unhealthy"));
  scene.rounds(70, 70, ["primary", "secondary", "primary"]).rounds(80, 180, ["secondary", "secondary", "secondary"]);
  scene.tell(view(185, 0, "secondary")).rounds(190, 300, ["primary", "primary", "primary"]);
  scene.tell(reading(240, "primary", "healthy")).until(310);
  return scene;
}

describe("a log that decide wrote", () => {
  const { log } = failoverAndReturn();
  const timeline = foldEvents(emptyTimeline("failover.example.com/A"), log);

  it("folds into the roles that were told, each from where it was dated", () => {
    const told = log.filter(({ kind }) => kind === "first-seen" || kind === "failover" || kind === "answer-back");
    expect(timeline.role.map(({ state }) => state)).toEqual(["primary", "secondary", "primary"]);
    expect(timeline.role.map(({ from }) => from)).toEqual(told.map((event) => event.at));
  });

  it("folds into each region's own turns", () => {
    const turns = (index: number) => timeline.regions[allRegions[index] ?? ""]?.map(({ state, from }) => [state, from]);
    expect(turns(0)).toEqual([
      ["primary", at(0)],
      ["secondary", at(80)],
      ["primary", at(190)],
    ]);
    expect(turns(1)?.[1]).toEqual(["secondary", at(70.1)]);
  });

  it("folds into one incident, away and back, measured as decide measured it", () => {
    const [incident, ...more] = incidentsOf(timeline, { metricPeriodMs: MINUTE });
    expect(more).toEqual([]);
    const recovered = log.find(({ kind }) => kind === "recovered");
    expect(incident).toMatchObject({ opening: "failover", end: "recovered", duration: { ms: recovered?.incident?.durationMs } });
    expect(incident?.legs.map(({ to }) => to)).toEqual(["secondary", "primary"]);
    const [away, back] = incident?.legs ?? [];
    expect(away?.phases).toMatchObject({ firstRegion: { by: at(70.1) }, majority: { by: at(80) }, lastRegion: { by: at(80.2) } });
    expect(away?.phases.clients?.by).toBe(at(185));
    expect(back?.phases).toMatchObject({ firstRegion: { by: at(190) }, lastRegion: { by: at(190.2) } });
  });

  it("folds to the same wherever it is cut", () => {
    for (let cut = 0; cut <= log.length; cut += 1) {
      const prefix = log.slice(0, cut).reduce(foldTimeline, emptyTimeline("failover.example.com/A"));
      expect(log.slice(cut).reduce(foldTimeline, prefix)).toEqual(timeline);
    }
  });
});
