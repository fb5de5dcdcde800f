/** Who is invoked when, as the schedules of the cloud say: everything once a minute, a little apart; discover every five. */
import type { Clock, Ms } from "@flipwatch/core";
import type { Invoker } from "./invoker.ts";

const MINUTE = 60_000;

export function startSchedule(invoker: Invoker, clock: Clock, regions: readonly string[]): void {
  every(clock, 5 * MINUTE, 0, () => invoker.discover());
  for (const [index, region] of regions.entries()) every(clock, MINUTE, 200 + index, () => invoker.probe(region));
  every(clock, MINUTE, 25_300, () => invoker.health());
  every(clock, MINUTE, 5_500, () => invoker.tally());
  every(clock, MINUTE, 40_700, () => invoker.sweep());
}

function every(clock: Clock, period: Ms, offset: Ms, invoke: () => Promise<void>): void {
  const again = (at: Ms): void => {
    void clock.until(at).then(() => {
      // Not waited for: the next is invoked whether this one has ended or not.
      void invoke();
      again(at + period);
    });
  };
  again(clock.now() + offset);
}
