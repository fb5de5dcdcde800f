/** Lets the terminal follow the log without asking the store again and again: whoever appends here is heard at once. */
import type { Records } from "@flipwatch/adapters/store/records";
import type { FlipwatchEvent } from "@flipwatch/core";

/** The same records; every event is shown once, when it is safely in its log. A repeat after a crash is shown again only by a new process. */
export function observed(records: Records, show: (event: FlipwatchEvent) => void): Records {
  const newest = new Map<string, number>();
  return {
    ...records,
    log: {
      ...records.log,
      async append(events) {
        await records.log.append(events);
        for (const event of events) {
          if (event.number <= (newest.get(event.pair) ?? 0)) continue;
          newest.set(event.pair, event.number);
          show(event);
        }
      },
    },
  };
}
