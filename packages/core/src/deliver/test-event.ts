/** The event that a person sends through a channel to see whether it works. It is in no log, and says in every language that nothing happened. */
import { EVENT_SCHEMA, FLEET, type FlipwatchEvent } from "../event.ts";
import type { Ms } from "../time.ts";

/** `channel`: as in `Channel.id`. Two of one millisecond are the same test to whoever dedupes. */
export function testEvent(channel: string, at: Ms): FlipwatchEvent {
  return {
    schema: EVENT_SCHEMA,
    id: `test:${channel}:${at}`,
    pair: FLEET,
    number: 1,
    kind: "test",
    severity: "info",
    at,
    bounds: { by: at },
    recordedAt: at,
    message: `This is a test of ${channel}; nothing has happened.`,
    detail: { channel },
  };
}
