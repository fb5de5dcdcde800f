/** One telling of the FLEET log: its Head being worked on, what opens and ends, and the event that is written. */
import { severityOf } from "../decide/severity.ts";
import { EVENT_SCHEMA, type EventKind, eventId, type FlipwatchEvent, type Severity } from "../event.ts";
import type { Policy } from "../policy.ts";
import type { LogHead } from "../tally-state.ts";
import type { Bounds, Ms } from "../time.ts";
import type { FleetFact } from "./facts.ts";

export interface FleetContext {
  policy: Policy;
  recordedAt: Ms;
}

/** The fact of this kind. */
export type Of<K extends FleetFact["kind"]> = Extract<FleetFact, { kind: K }>;

export interface Desk {
  head: LogHead;
  readonly now: Ms;
  readonly context: FleetContext;
  readonly facts: readonly FleetFact[];
  readonly events: FlipwatchEvent[];
}

/** False where it is open already: then it has been told. */
export function opens({ head }: Desk, key: string, since: Ms): boolean {
  if (head.open[key] !== undefined) return false;
  head.open[key] = since;
  return true;
}

/** Since when the condition was open; undefined where it was not. */
export function ends({ head }: Desk, key: string): Ms | undefined {
  const since = head.open[key];
  delete head.open[key];
  return since;
}

export interface Rest {
  region?: string;
  severity?: Severity;
  detail?: Record<string, unknown>;
}

export function tellFleet(desk: Desk, kind: EventKind, bounds: Bounds, message: string, { region, severity, detail }: Rest): void {
  const { head, context } = desk;
  const event: FlipwatchEvent = {
    schema: EVENT_SCHEMA,
    id: eventId(head.log, head.nextNumber),
    pair: head.log,
    number: head.nextNumber,
    kind,
    severity: severity ?? severityOf[kind],
    at: bounds.by,
    bounds,
    recordedAt: context.recordedAt,
    message,
    ...(region === undefined ? {} : { region }),
    ...(detail === undefined ? {} : { detail }),
  };
  desk.head = { ...head, nextNumber: head.nextNumber + 1, tail: [...head.tail, event] };
  desk.events.push(event);
}
