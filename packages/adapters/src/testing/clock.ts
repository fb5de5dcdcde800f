/** For tests: a clock that moves only by being waited for, so that a test of waiting takes no time. */
import type { Clock, Ms } from "@flipwatch/core";

export interface TestClock extends Clock {
  /** Every wait that was asked for, in order: until when. */
  waits: Ms[];
  set(now: Ms): void;
}

export function testClock(start: Ms): TestClock {
  let now = start;
  const waits: Ms[] = [];
  return {
    waits,
    now: () => now,
    async until(at) {
      waits.push(at);
      now = Math.max(now, at);
    },
    set: (next) => {
      now = next;
    },
  };
}
