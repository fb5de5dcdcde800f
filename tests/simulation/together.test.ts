/** Names that share a health check, through the whole loop: people are told of all of them in one message, and machines of each. */
import { type GroupDetail, isGroupDigest } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { expectInvariants, expectSettled } from "./invariants.ts";
import { type Simulation, START, simulate } from "./simulation.ts";
import { heard } from "./story.ts";

const NAMES = 8;

/** Told to people: the kind, of a group's message how many pairs of how many did what. */
function read({ slack }: Simulation): string[] {
  return slack.received.map(({ event }) => {
    const { pairs, events } = (event.detail ?? {}) as unknown as Partial<GroupDetail>;
    const kinds = [...new Set(events?.map(({ kind }) => kind))].join(" and ");
    return pairs === undefined ? event.kind : `${pairs.count} of ${pairs.of} ${kinds}`;
  });
}

describe("eight names of one health check", () => {
  it("that flip and come back are one alert and one end, while each goes to machines", async () => {
    const sim = simulate({ people: true, names: NAMES });
    sim.at(95, () => sim.world.fails("primary"));
    sim.at(305, () => sim.world.recovers("primary"));
    await sim.until(900);
    const all = `${NAMES} of ${NAMES}`;
    // When they are first seen no reading has told yet that they share their check. A reminder is due after four minutes.
    const story = ["failover", "answer-back", "reminder", "recovered"].map((kind) => `${all} ${kind}`);
    expect(read(sim)).toEqual(["first-seen", "digest", ...story]);
    const [opening, end] = [sim.slack.received[2], sim.slack.received[5]];
    expect(end?.event.incident).toMatchObject({ id: opening?.event.incident?.id, closedAt: end?.event.at });
    expect(heard(sim.webhook)).toEqual(
      ["first-seen", "failover", "answer-back", "reminder", "recovered"].flatMap((kind) => Array(NAMES).fill(kind)),
    );
    await expectInvariants(sim);
    await expectSettled(sim);
  });

  it("are told of within seconds of the flip, and at once when the last of them flipped", async () => {
    const sim = simulate({ people: true, names: NAMES });
    sim.at(95, () => sim.world.fails("primary"));
    await sim.until(200);
    const alert = sim.slack.received.find(({ event }) => isGroupDigest(event.id) && event.to === "secondary");
    const decided = (await sim.log(sim.pairs[0])).find(({ kind }) => kind === "failover");
    expect(alert?.at ?? 0).toBeLessThan((decided?.recordedAt ?? 0) + 2_000);
    expect(alert?.at).toBeGreaterThan(START + 95_000);
  });

  it("are told of, and of their end, in order, where deliverers die and messages come twice and late", async () => {
    const sim = simulate({ people: true, names: NAMES, seed: 7 });
    sim.at(95, () => sim.world.fails("primary"));
    sim.at(305, () => sim.world.recovers("primary"));
    let lives = 0;
    sim.invoker.fate = (step) => {
      lives += 1;
      return step === "deliver" && lives % 3 === 0 ? 3 + (lives % 40) : undefined;
    };
    sim.alertMessages.faults.doubled = 0.5;
    sim.alertMessages.faults.late = 0.5;
    await sim.until(700);
    sim.invoker.fate = () => undefined;
    sim.alertMessages.faults.doubled = 0;
    sim.alertMessages.faults.late = 0;
    await sim.until(1_500);
    await expectInvariants(sim);
    await expectSettled(sim, ["delivered", "unknown"]);
  });
});
