/** What each name server's location believes of one health check: it hears of a change a little later than others, and never out of order. */
import type { Ms } from "@flipwatch/core";
import { type Assumptions, within } from "../aws/assumptions.ts";
import { serverCount } from "../route53/propagation.ts";
import type { LabTime, Random } from "../types.ts";

export interface Locations {
  tell(healthy: boolean): void;
  healthy(serverIndex: number): boolean;
}

export function createLocations(deps: { time: LabTime; random: Random; assumptions: Assumptions }, healthy: boolean): Locations {
  const { time, random, assumptions } = deps;
  const places = Array.from({ length: serverCount }, () => ({ healthy, heard: [] as { at: Ms; healthy: boolean }[] }));
  return {
    tell(next) {
      for (const place of places) {
        const at = time.now() + within(assumptions.locationLagSeconds, time.unitMs, random);
        place.heard.push({ at: Math.max(at, place.heard.at(-1)?.at ?? 0), healthy: next });
      }
    },
    healthy(serverIndex) {
      const place = places[serverIndex % serverCount];
      if (!place) return true;
      for (let next = place.heard[0]; next && next.at <= time.now(); next = place.heard[0]) {
        place.healthy = next.healthy;
        place.heard.shift();
      }
      return place.healthy;
    },
  };
}
