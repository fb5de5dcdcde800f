/** Everything at once, under seeds. A failure names its seed and the command that plays it again. */
import { type FlipwatchEvent, SECOND } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { type Chaos, unleash } from "./chaos.ts";
import { expectInvariants, expectSettled } from "./invariants.ts";
import { type Simulation, START, simulate } from "./simulation.ts";
import type { Meaning } from "./world.ts";

const only = process.env.SEED;
const COUNT = Number(process.env.SEEDS ?? 24);
const seeds = only === undefined ? Array.from({ length: COUNT }, (_, index) => index + 1) : [Number(only)];

/** Rounds of 10 s. */
const ROUND = 10;
const ROUNDS = 150;
/** After the last fault the role is the truth within so many rounds, and every delivery has its end within so many. */
const ROLE_ROUNDS = 30;
const DELIVERY_ROUNDS = 45;
/** Until discover has seen an edit at the latest, its grace and a hold included. */
const EDIT_SECONDS = 600;

describe("a random mix of all faults", () => {
  it.each(seeds)("seed %i", async (seed) => {
    try {
      await playSeed(seed);
    } catch (problem) {
      const command = `SEED=${seed} npx vitest run --project simulation -t "random mix"`;
      throw new Error(`Play it again: ${command}\n${problem instanceof Error ? problem.message : String(problem)}`, { cause: problem });
    }
  });
});

async function playSeed(seed: number): Promise<void> {
  const sim = simulate({ seed, regions: [1, 2, 3, 5][seed % 4] ?? 3, resolver: seed % 3 === 0, people: true, names: [1, 2, 4][seed % 3] });
  const chaos = unleash(sim, ROUNDS * ROUND);
  await sim.until((ROUNDS + ROLE_ROUNDS) * ROUND);
  for (const pair of sim.pairs)
    expect((await sim.records.heads.get(pair))?.role, `the role ${ROLE_ROUNDS} rounds after the last fault`).toBe(sim.world.truth());
  await sim.until((ROUNDS + DELIVERY_ROUNDS) * ROUND);
  await expectInvariants(sim);
  await expectSettled(sim, ["delivered", "unknown"]);
  for (const pair of sim.pairs) for (const event of await sim.log(pair)) expectTrue(event, sim, chaos);
}

/** No flip that the name servers did not make, and no recovery of a primary that was down, by the world's own books. */
function expectTrue(event: FlipwatchEvent, { world }: Simulation, chaos: Chaos): void {
  const { after = START, by } = event.bounds;
  const isEdited = chaos.edits.some((second) => by >= START + second * SECOND && by <= START + (second + EDIT_SECONDS) * SECOND);
  const isServed = event.to === "primary" || event.to === "secondary" || event.to === "stray" || event.to === "dark";
  if (isServed && !(event.to === "stray" && isEdited)) {
    expect(world.wasSaid(event.to as Meaning, after, by), `${event.id} (${event.kind}): some name server said so by then`).toBe(true);
  }
  const { status, period = 0 } = event.health?.primary ?? {};
  if (event.kind === "recovered" && status === "healthy") {
    expect(world.wasHealthy("primary", period, period + 60 * SECOND), `${event.id}: the primary was well`).toBe(true);
  }
}
