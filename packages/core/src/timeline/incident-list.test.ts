import { describe, expect, it } from "vitest";
import { incidentEvents, opened, sampleIncident } from "../report/sample.ts";
import { MINUTE, SECOND } from "../time.ts";
import { incidentSummaries } from "./incident-list.ts";
import { sampleEvent, samplePair } from "./sample.ts";

describe("incidents in a line each", () => {
  it("say how they opened and ended, who is at them, and what was last", () => {
    expect(incidentSummaries(incidentEvents.toReversed())).toEqual([
      {
        ...sampleIncident,
        pair: samplePair,
        acknowledged: { by: "example-user", at: opened + 2 * MINUTE },
        closedAt: opened + 11 * MINUTE,
        end: "recovered",
        durationMs: 10 * MINUTE,
        errorMs: 10 * SECOND,
        last: { event: `${samplePair}#15`, kind: "recovered", at: opened + 11 * MINUTE },
      },
    ]);
  });

  it("come with the newest opening first, of whichever pair, and equal ones by id", () => {
    const of = (pair: string, openedAt: number) =>
      sampleEvent(1, "failover", { by: openedAt }, { pair, incident: { id: `${pair}!${openedAt}`, openedAt, opening: "failover" } });
    const found = incidentSummaries([of("b/A", 20), of("a/A", 20), of("c/A", 90), of("d/A", 5)]);
    expect(found.map(({ id }) => id)).toEqual(["c/A!90", "a/A!20", "b/A!20", "d/A!5"]);
    expect(found.every(({ closedAt }) => closedAt === undefined)).toBe(true);
  });

  it("are known by what is left of their events", () => {
    expect(incidentSummaries(incidentEvents.slice(-1))).toMatchObject([{ id: sampleIncident.id, end: "recovered" }]);
    expect(incidentSummaries(incidentEvents.slice(0, 4))).toEqual([]);
  });
});
