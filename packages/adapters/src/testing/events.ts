/** For tests: an event as tally would write it, with whatever a test wants to differ. */
import { EVENT_SCHEMA, eventId, type FlipwatchEvent } from "@flipwatch/core";

export function failoverEvent(changes: Partial<FlipwatchEvent> = {}): FlipwatchEvent {
  const pair = changes.pair ?? "failover.example.com/A";
  const number = changes.number ?? 42;
  return {
    schema: EVENT_SCHEMA,
    id: eventId(pair, number),
    pair,
    number,
    kind: "failover",
    severity: "critical",
    at: Date.UTC(2026, 10, 22, 11, 0, 10),
    bounds: { after: Date.UTC(2026, 10, 22, 11, 0, 0), by: Date.UTC(2026, 10, 22, 11, 0, 10) },
    recordedAt: Date.UTC(2026, 10, 22, 11, 0, 11),
    message: "failover.example.com/A is answered by the secondary",
    from: "primary",
    to: "secondary",
    ...changes,
  };
}
