/**
 * The invariants of ARCHITECTURE.md, read off the final logs by rules of their own: nothing here asks the code under test what it thinks. What
 * the channels were told (4) is in `told.ts`. Settling (6) is checked by `expectSettled`, which needs the faults to have stopped.
 */
import { checkLog, emptyTimeline, FLEET, type FlipwatchEvent, foldEvents, foldTimeline, type PairId } from "@flipwatch/core";
import { expect } from "vitest";
import { CHECKS } from "./account.ts";
import { expectAttention } from "./attention.ts";
import type { Simulation } from "./simulation.ts";
import { expectDelivered } from "./told.ts";

const served = new Set(["primary", "secondary", "stray", "dark"]);

export async function expectInvariants(sim: Simulation): Promise<void> {
  expect(
    sim.invoker.broken.map((problem) => (problem instanceof Error ? problem.stack : String(problem))),
    "no invocation ended by a bug",
  ).toEqual([]);
  for (const id of sim.logs) expectNumbers(await sim.log(id));
  for (const pair of sim.pairs) {
    const log = await sim.log(pair);
    expectTransitions(log);
    for (const event of log) expectMajority(event, sim.regions);
    expectRecoveries(log);
    expectAttention(log);
    expectFold(log, pair, sim);
  }
}

/** 1. No gap and no double. */
function expectNumbers(log: readonly FlipwatchEvent[]): void {
  expect(log.map((event) => event.number)).toEqual(log.map((_, index) => index + 1));
}

/** 1. Adjacent transitions differ in role, and each begins where the one before ended. */
function expectTransitions(log: readonly FlipwatchEvent[]): void {
  const transitions = log.filter((event) => event.to !== undefined);
  for (const [index, event] of transitions.entries()) {
    expect(event.from, `${event.id} from`).toBe(transitions[index - 1]?.to);
    expect(event.from, `${event.id} is a change`).not.toBe(event.to);
  }
}

/** 2. A strict majority of the configured regions says so, freshly. */
function expectMajority(event: FlipwatchEvent, regions: readonly string[]): void {
  if (event.to === undefined || !served.has(event.to)) return;
  const voters = regions.filter((region) => {
    const vote = event.evidence?.[region];
    const says = vote?.verdict === "empty" || vote?.verdict === "failed" ? "dark" : vote?.verdict;
    return vote?.fresh === true && says === event.to;
  });
  expect(voters.length * 2, `${event.id} (${event.kind}) has its majority`).toBeGreaterThan(regions.length);
}

/** 3. A healthy reading, dated after the return, stands behind every recovery. */
function expectRecoveries(log: readonly FlipwatchEvent[]): void {
  for (const event of log.filter((one) => one.kind === "recovered")) {
    const { status, period } = event.health?.primary ?? {};
    const back = log.findLast((one) => one.number < event.number && one.kind === "answer-back" && one.incident?.id === event.incident?.id);
    expect(["healthy", "none"], `${event.id} recovered`).toContain(status);
    if (status === "healthy" && back !== undefined)
      expect(period, `${event.id} is dated after ${back.id}`).toBeGreaterThanOrEqual(back.bounds.by);
  }
}

/** 5. The whole at once, one by one, and any prefix plus the rest give the same timeline; twice changes nothing. */
function expectFold(log: readonly FlipwatchEvent[], pair: PairId, sim: Simulation): void {
  const empty = emptyTimeline(pair, CHECKS);
  const whole = foldEvents(empty, log);
  const cut = sim.random.between(0, log.length);
  const inTwo = log.slice(cut).reduce(foldTimeline, foldEvents(empty, log.slice(0, cut)));
  expect(inTwo).toEqual(whole);
  expect(foldEvents(whole, log)).toEqual(whole);
}

/** 6. With the faults gone: the role is the truth, nothing waits to be archived or published, and every delivery has its end. */
export async function expectSettled(sim: Simulation, accepted?: readonly string[]): Promise<void> {
  const heads = await Promise.all(sim.pairs.map((pair) => sim.records.heads.get(pair)));
  for (const head of heads) expect(head?.role, `the role of ${head?.pair}`).toBe(sim.world.truth());
  for (const each of [...heads, await sim.records.logHeads.get(FLEET)]) {
    expect(each?.tail ?? []).toEqual([]);
    expect(each?.publishedThrough ?? 0, "published to the end").toBe((each?.nextNumber ?? 1) - 1);
  }
  await expectDelivered(sim, accepted);
  for (const side of ["primary", "secondary"] as const) expectNumbers(await sim.log(checkLog(CHECKS[side])));
}
