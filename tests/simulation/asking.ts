/** What people ask for in a simulation, by the way that everybody takes. */
import { FlipwatchError, type Request } from "@flipwatch/core";
import { ask } from "@flipwatch/functions/steps/ask";
import { type Simulation, START } from "./simulation.ts";
import { PAIR } from "./world.ts";

/** Of a moment, in real milliseconds. */
export type Asking = (at: number) => Request;

/** Asked for at that second, `times` times, as a doubled press of a button comes. Where the queue is down, whoever asks is told so. */
export function asks(sim: Simulation, second: number, request: Asking, times = 1): void {
  const at = START + Math.round(second * 1_000);
  for (let time = 0; time < times; time += 1)
    sim.at(second + time / 10, () => {
      ask({ records: sim.records, wakeUps: sim.wakeQueue }, request(at)).catch((problem) => {
        if (!(problem instanceof FlipwatchError)) sim.invoker.broken.push(problem);
      });
    });
}

const from = (at: number) => ({ id: `press-${at}`, at, by: "example-user", via: "slack:ops" });

export const acknowledge =
  (pair = PAIR): Asking =>
  (at) => ({ ...from(at), kind: "acknowledge", pair });

/** Of every pair there is, unless told. */
export const muteFor =
  (seconds: number, pairs = "*.example.com/A"): Asking =>
  (at) => ({ ...from(at), kind: "mute", pairs, until: at + seconds * 1_000 });

export const unmute =
  (pairs = "*.example.com/A"): Asking =>
  (at) => ({ ...from(at), kind: "unmute", pairs });
