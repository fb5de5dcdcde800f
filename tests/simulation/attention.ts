/** Who is asked to look, read off a pair's log: each thing once for an incident, and nobody once it was acknowledged or is over. */
import type { FlipwatchEvent } from "@flipwatch/core";
import { expect } from "vitest";

const asking = new Set(["reminder", "unacknowledged"]);

export function expectAttention(log: readonly FlipwatchEvent[]): void {
  const ids = new Set(log.flatMap(({ incident }) => incident?.id ?? []));
  for (const id of ids) {
    const own = log.filter(({ incident }) => incident?.id === id);
    expectOnce(own, "acknowledged", () => "");
    expectOnce(own, "reminder", ({ detail }) => String(detail?.reminder));
    expectOnce(own, "unacknowledged", ({ detail }) => String(detail?.step));
    const quietFrom = own.find(({ kind, incident }) => kind === "acknowledged" || incident?.closedAt !== undefined)?.number;
    const late = own.filter(({ kind, number }) => asking.has(kind) && number > (quietFrom ?? Number.POSITIVE_INFINITY));
    expect(
      late.map((event) => event.id),
      `of ${id}, asked for nobody any more`,
    ).toEqual([]);
  }
}

function expectOnce(events: readonly FlipwatchEvent[], kind: string, which: (event: FlipwatchEvent) => string): void {
  const told = events.filter((event) => event.kind === kind).map(which);
  expect(told, `${kind} of ${events[0]?.incident?.id}`).toEqual([...new Set(told)]);
}
