/** A token bucket: so many requests a lab second, no more saved up than one second's worth. */
import type { LabTime } from "../types.ts";

export interface Throttle {
  /** False: one request too many. */
  take(): boolean;
}

export function createThrottle(time: LabTime, perSecond: number): Throttle {
  let tokens = perSecond;
  let at = time.now();
  return {
    take() {
      const now = time.now();
      tokens = Math.min(perSecond, tokens + ((now - at) / time.unitMs) * perSecond);
      at = now;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
