import { describe, expect, it } from "vitest";
import { checkersOf, foldReadings, type HealthChange, reasonOf, STALE_PERIODS } from "./health.ts";
import { healthEvents } from "./health-event.ts";
import type { CheckDatum, CheckerReport } from "./ports.ts";
import type { Health, Reading } from "./reading.ts";

const minute = (count: number) => Date.UTC(2026, 10, 22, 11, count);
const options = (now: number) => ({ now: minute(now), periodMs: 60_000 });

function datum(period: number, status: Health, percentage?: number): CheckDatum {
  return { period: minute(period), status, percentage };
}

function reading(status: Health, period: number, since: number, more: Partial<Reading> = {}): Reading {
  return { check: "hc", status, period: minute(period), since: minute(since), readAt: minute(period + 1), ...more };
}

function fold(known: Reading | undefined, data: CheckDatum[], now: number) {
  const { readings, changes } = foldReadings(new Map(known ? [["hc", known]] : []), new Map([["hc", data]]), options(now));
  return { reading: readings[0], changes };
}

/** `11:03 healthy→unhealthy`, the period's start first. */
function brief({ reading: read, previous }: HealthChange): string {
  return `${new Date(read.period).toISOString().slice(11, 16)} ${previous.status}→${read.status}${read.percentage === undefined ? "" : ` ${read.percentage}`}`;
}

describe("folding metric data into a reading", () => {
  it.each<[string, Reading | undefined, CheckDatum[], number, { status: Health; period: number; since: number }, string[]]>([
    [
      "the first data make the first reading",
      undefined,
      [datum(3, "healthy"), datum(4, "healthy")],
      6,
      { status: "healthy", period: 4, since: 3 },
      ["11:03 unknown→healthy"],
    ],
    [
      "the same status goes on, its run unbroken",
      reading("healthy", 4, 1),
      [datum(5, "healthy")],
      7,
      { status: "healthy", period: 5, since: 1 },
      [],
    ],
    [
      "a turn is dated by its period's start",
      reading("healthy", 4, 1),
      [datum(5, "unhealthy")],
      7,
      { status: "unhealthy", period: 5, since: 5 },
      ["11:05 healthy→unhealthy"],
    ],
    [
      "turns that were missed are made up for",
      reading("healthy", 4, 1),
      [datum(5, "unhealthy"), datum(6, "healthy")],
      8,
      { status: "healthy", period: 6, since: 6 },
      ["11:05 healthy→unhealthy", "11:06 unhealthy→healthy"],
    ],
    [
      "the order in which the data come does not matter",
      reading("healthy", 4, 1),
      [datum(6, "healthy"), datum(5, "unhealthy")],
      8,
      { status: "healthy", period: 6, since: 6 },
      ["11:05 healthy→unhealthy", "11:06 unhealthy→healthy"],
    ],
    [
      "the known period may still turn until it is over",
      reading("healthy", 4, 1),
      [datum(4, "unhealthy")],
      5,
      { status: "unhealthy", period: 4, since: 4 },
      ["11:04 healthy→unhealthy"],
    ],
    [
      "earlier periods are passed over",
      reading("healthy", 4, 1),
      [datum(2, "unhealthy"), datum(4, "healthy")],
      6,
      { status: "healthy", period: 4, since: 1 },
      [],
    ],
    ["no new data for a while change nothing", reading("healthy", 4, 1), [], 9, { status: "healthy", period: 4, since: 1 }, []],
    [
      "five missing periods make it unknown from the first of them on",
      reading("healthy", 4, 1),
      [],
      10,
      { status: "unknown", period: 5, since: 5 },
      ["11:05 healthy→unknown"],
    ],
    ["what is unknown stays so, unmoved", reading("unknown", 5, 5), [], 30, { status: "unknown", period: 5, since: 5 }, []],
    [
      "data after a hole end the unknown",
      reading("unknown", 5, 5),
      [datum(20, "healthy")],
      21,
      { status: "healthy", period: 20, since: 20 },
      ["11:20 unknown→healthy"],
    ],
    [
      "a hole between data is unknown too, and breaks the run",
      reading("healthy", 4, 1),
      [datum(20, "healthy")],
      21,
      { status: "healthy", period: 20, since: 20 },
      ["11:05 healthy→unknown", "11:20 unknown→healthy"],
    ],
    [
      "a short hole does not break the run",
      reading("healthy", 4, 1),
      [datum(9, "healthy")],
      10,
      { status: "healthy", period: 9, since: 1 },
      [],
    ],
    ["a check that never had data is unknown, and that is no change", undefined, [], 20, { status: "unknown", period: 15, since: 15 }, []],
    [
      "a changed percentage is a change",
      reading("healthy", 4, 1, { percentage: 100 }),
      [datum(5, "healthy", 93.75)],
      7,
      { status: "healthy", period: 5, since: 1 },
      ["11:05 healthy→healthy 93.75"],
    ],
    [
      "a percentage that stops, as for a disabled check, is a change",
      reading("healthy", 4, 1, { percentage: 100 }),
      [datum(5, "healthy")],
      7,
      { status: "healthy", period: 5, since: 1 },
      ["11:05 healthy→healthy"],
    ],
  ])("%s", (_name, known, data, now, expected, changes) => {
    const folded = fold(known, data, now);
    expect(folded.reading).toMatchObject({
      status: expected.status,
      period: minute(expected.period),
      since: minute(expected.since),
      readAt: minute(now),
    });
    expect(folded.changes.map(brief)).toEqual(changes);
  });

  it("gives the same end when the data come one period at a time", () => {
    const data = [datum(1, "healthy", 100), datum(2, "unhealthy", 0), datum(3, "unhealthy", 6.25), datum(12, "healthy", 100)];
    const atOnce = fold(undefined, data, 13);
    let known: Reading | undefined;
    const changes: HealthChange[] = [];
    for (const one of data) {
      const step = fold(known, [one], 13);
      const arrived = foldReadings(new Map(known ? [["hc", known]] : []), new Map([["hc", [one]]]), {
        now: one.period + 60_000,
        periodMs: 60_000,
      });
      known = arrived.readings[0];
      changes.push(...arrived.changes);
      expect(step.reading).toBeDefined();
    }
    expect(known).toMatchObject({ status: "healthy", since: minute(12) });
    expect(changes.map(brief)).toEqual(atOnce.changes.map(brief));
  });

  it("keeps the reason while the status stays, and drops it when it turns", () => {
    const known = reading("unhealthy", 4, 4, { reason: "timeout" });
    expect(fold(known, [datum(5, "unhealthy")], 6).reading?.reason).toBe("timeout");
    expect(fold(known, [datum(5, "healthy")], 6).reading?.reason).toBeUndefined();
  });

  it("waits as many periods at ten times the speed, where they last 6 seconds", () => {
    const known = { ...reading("healthy", 0, 0), period: minute(0), since: minute(0) };
    const at = (seconds: number) =>
      foldReadings(new Map([["hc", known]]), new Map([["hc", []]]), { now: minute(0) + seconds * 1_000, periodMs: 6_000 }).readings[0]
        ?.status;
    expect([at(35), at(36)]).toEqual(["healthy", "unknown"]);
    expect(STALE_PERIODS).toBe(5);
  });
});

describe("the events of a check's log", () => {
  const { changes } = fold(reading("healthy", 4, 1, { percentage: 100 }), [datum(5, "unhealthy", 6.25), datum(6, "healthy", 100)], 8);
  const write = (last?: Parameters<typeof healthEvents>[1]) => healthEvents(changes, last, { recordedAt: minute(8), periodMs: 60_000 });

  it("follow the log's last number, dated by their periods", () => {
    const events = write({ ...write()[0], number: 7, at: minute(2), detail: {} } as Parameters<typeof healthEvents>[1]);
    expect(events.map((event) => [event.id, event.at, event.severity])).toEqual([
      ["CHECK:hc#8", minute(5), "record"],
      ["CHECK:hc#9", minute(6), "record"],
    ]);
    expect(events[0]?.bounds).toEqual({ after: minute(4), by: minute(6) });
    expect(events[0]?.detail).toEqual({
      check: "hc",
      status: "unhealthy",
      previous: "healthy",
      percentage: 6.25,
      period: minute(5),
      since: minute(5),
    });
  });

  it("are written all the same where the log reaches into the future, as the clock was set back", () => {
    const ahead = { ...write()[0], number: 7, at: minute(90), detail: {} } as Parameters<typeof healthEvents>[1];
    expect(write(ahead).map(({ id }) => id)).toEqual(["CHECK:hc#8", "CHECK:hc#9"]);
  });

  it("are written once, wherever a run was killed", () => {
    const all = write();
    for (let written = 0; written <= all.length; written++) {
      const rest = write(all[written - 1]);
      expect([...all.slice(0, written), ...rest].map((event) => event.id)).toEqual(all.map((event) => event.id));
    }
  });
});

describe("a reason in words", () => {
  const report = (status: Health, text: string): CheckerReport => ({ region: "us-east-1", address: "203.0.113.1", status, text });
  it.each<[string, Health, CheckerReport[], string | undefined]>([
    [
      "counts those that fail and quotes most of them",
      "unhealthy",
      [
        report("unhealthy", "Failure: A"),
        report("unhealthy", "Failure: B"),
        report("unhealthy", "Failure: B"),
        report("healthy", "Success"),
      ],
      "3 of 4 checkers fail, most with: Failure: B",
    ],
    [
      "counts those that pass",
      "healthy",
      [report("healthy", "Success"), report("unhealthy", "Failure: A")],
      "1 of 2 checkers report success",
    ],
    ["is nothing without reports", "unhealthy", [], undefined],
    ["is nothing for what is unknown", "unknown", [report("healthy", "Success")], undefined],
  ])("%s", (_name, status, reports, expected) => {
    const checkers = checkersOf(status, reports);
    expect(checkers && reasonOf(checkers)).toBe(expected);
  });
});
