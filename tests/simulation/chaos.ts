/** A random mix of everything that can go wrong, under a seed, and of what people ask for. Nothing it does alone makes a flip that the world did not have; all of it ends. */

import { acknowledge, asks, muteFor, unmute } from "./asking.ts";
import { badReplies } from "./network.ts";
import { orderly } from "./queues.ts";
import type { Simulation } from "./simulation.ts";
import { SERVERS } from "./world.ts";

/** What can be excused, for those who judge the log. */
export interface Chaos {
  /** Seconds at which the pair was edited: until discover and the regions know, its new values look like nobody's. */
  edits: number[];
}

type Mischief = (sim: Simulation, from: number, to: number) => void;

/** Plays until `seconds`, then leaves the world as it is, and everything else well. */
export function unleash(sim: Simulation, seconds: number): Chaos {
  const { random } = sim;
  const chaos: Chaos = { edits: [] };
  sim.store.slowMs = random.pick([0, 0, 10, 80]);
  sim.world.spreadMs = random.pick([0, 0, 5_000, 25_000]);
  sim.invoker.fate = () => (random.chance(0.03) ? random.between(1, 80) : undefined);
  lane(sim, seconds, 100, worldTurns(chaos));
  lane(sim, seconds, 60, networkTroubles);
  lane(sim, seconds, 90, storeTroubles);
  lane(sim, seconds, 90, tellingTroubles);
  lane(sim, seconds, 90, machineTroubles);
  lane(sim, seconds, 120, wishes);
  sim.at(seconds, () => calm(sim));
  return chaos;
}

/** One trouble after another, with pauses of about `pause` seconds, none beyond the end. */
function lane(sim: Simulation, seconds: number, pause: number, troubles: readonly Mischief[]): void {
  let second = 20 + sim.random.between(0, pause);
  while (second < seconds) {
    const to = Math.min(seconds, second + sim.random.between(2, 150));
    sim.random.pick(troubles)(sim, second, to);
    second = to + sim.random.between(1, 2 * pause);
  }
}

function during(sim: Simulation, from: number, to: number, begin: () => void, end: () => void): void {
  sim.at(from, begin);
  sim.at(to, end);
}

/** Sets something from then until then, and puts it back to what is well. */
function setting<T extends object>(of: (sim: Simulation) => T, bad: Partial<T>, well: Partial<T>): Mischief {
  return (sim, from, to) =>
    during(
      sim,
      from,
      to,
      () => void Object.assign(of(sim), bad),
      () => void Object.assign(of(sim), well),
    );
}

function worldTurns(chaos: Chaos): readonly Mischief[] {
  let address = 100;
  const both =
    (side: "primary" | "secondary"): Mischief =>
    (sim, from, to) =>
      during(
        sim,
        from,
        to,
        () => sim.world.fails(side),
        () => sim.world.recovers(side),
      );
  return [
    both("primary"),
    both("primary"),
    both("secondary"),
    (sim, from) => sim.at(from, () => (sim.world.isHealthy.primary ? sim.world.fails("primary") : sim.world.recovers("primary"))),
    (sim, from, to) =>
      during(
        sim,
        from,
        to,
        () => sim.world.says({ rcode: "NXDOMAIN" }, "dark"),
        () => sim.world.followsTheRule(),
      ),
    (sim, from, to) =>
      during(
        sim,
        from,
        to,
        () => sim.world.says({ values: ["203.0.113.66"] }, "stray"),
        () => sim.world.followsTheRule(),
      ),
    (sim, from) => {
      chaos.edits.push(from);
      const side = sim.random.pick(["primary", "secondary"] as const);
      address += 1;
      const value = `192.0.2.${address}`;
      sim.at(from, () => sim.world.edits({ [side]: [value] }));
    },
  ];
}

const networkTroubles: readonly Mischief[] = [
  (sim, from, to) => sim.fault({ bad: sim.random.pick(badReplies), servers: [sim.random.pick(SERVERS)], from, to }),
  (sim, from, to) =>
    sim.fault({ bad: sim.random.pick(["dropped", "SERVFAIL", "garbage"] as const), servers: [SERVERS[0], SERVERS[2]], from, to }),
  (sim, from, to) => sim.fault({ bad: sim.random.pick(badReplies), times: 1, from, to }),
  (sim, from, to) => sim.fault({ bad: "dropped", regions: [sim.random.pick(sim.regions)], from, to }),
  (sim, from, to) => sim.fault({ bad: "dropped", from, to: Math.min(to, from + 40) }),
];

const wellStore = { refusesReads: false, refusesWrites: false, failures: 0, lostAnswers: 0 };
const store = (bad: Partial<Simulation["store"]>): Mischief => setting((sim) => sim.store, bad, wellStore);

const storeTroubles: readonly Mischief[] = [
  store({ refusesWrites: true }),
  store({ refusesReads: true }),
  store({ refusesReads: true, refusesWrites: true }),
  store({ failures: 0.3 }),
  store({ lostAnswers: 0.3 }),
];

const topic = (fault: "down" | "answerLost"): Mischief => setting((sim) => sim.topic, { fault }, { fault: undefined });

const tellingTroubles: readonly Mischief[] = [
  topic("down"),
  topic("answerLost"),
  ...(["429", "500", "hangs, lost", "hangs, arrived"] as const).flatMap((fault) => [
    setting((sim) => sim.slack, { fault }, { fault: undefined }),
    setting((sim) => sim.webhook, { fault }, { fault: undefined }),
  ]),
  setting((sim) => sim.alertMessages.faults, { doubled: 0.4, late: 0.4 }, orderly()),
];

function off(name: (sim: Simulation) => string): Mischief {
  return (sim, from, to) => {
    const step = name(sim);
    during(
      sim,
      from,
      to,
      () => void sim.invoker.off.add(step),
      () => void sim.invoker.off.delete(step),
    );
  };
}

const machineTroubles: readonly Mischief[] = [
  off((sim) => `probe ${sim.random.pick(sim.regions)}`),
  off(() => "tally"),
  off(() => "deliver"),
  off(() => "health"),
  setting((sim) => sim.account, { isDown: true }, { isDown: false }),
  setting((sim) => sim.wakeQueue, { isDown: true }, { isDown: false }),
  setting((sim) => sim.wakeMessages.faults, { lost: 0.3, doubled: 0.3, late: 0.3 }, orderly()),
  (sim, from) => {
    const region = sim.random.pick(sim.regions);
    for (let copy = 0; copy < 3; copy += 1) {
      sim.at(from + copy / 100, () => void sim.invoker.tally());
      sim.at(from + copy, () => void sim.invoker.probe(region));
      sim.at(from + copy / 50, () => void sim.invoker.sweep());
    }
  },
];

/** What people ask for: of one pair or of all, pressed twice at times, and now and then too late. */
const wishes: readonly Mischief[] = [
  (sim, from) => asks(sim, from, acknowledge(sim.random.pick(sim.pairs)), sim.random.pick([1, 2])),
  (sim, from, to) => asks(sim, from, muteFor(to - from), sim.random.pick([1, 2])),
  (sim, from, to) => {
    asks(sim, from, muteFor(600));
    asks(sim, to, unmute());
  },
];

/** Whatever the lanes left behind. The world keeps its state, but nobody imposes an answer on it any more. */
function calm(sim: Simulation): void {
  sim.invoker.fate = () => undefined;
  sim.world.followsTheRule();
}
