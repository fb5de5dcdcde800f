import type { DeliveryState } from "@flipwatch/core/delivery";
import type { EventKind } from "@flipwatch/core/event";
import type { PixelAlert } from "@flipwatch/core/timeline/pixels";
import { describe, expect, it } from "vitest";
import { clustersOf, doneMarkers, markerLooks, spansOf, toldMarkers } from "./markers.ts";

const alert = (at: number, state: DeliveryState, attempts = 1) => ({ at, event: `x#${at}`, channel: "slack:0", state, attempts });
const note = (at: number, kind: EventKind) => ({ at, event: `x#${at}`, kind, severity: "info" as const, message: kind });

describe("markers of alerts", () => {
  it.each<[string, DeliveryState, number, string | undefined]>([
    ["sent at once", "delivered", 1, "sent"],
    ["told in a digest", "digested", 1, "sent"],
    ["sent after a retry", "delivered", 3, "retried"],
    ["given up", "given-up", 8, "failed"],
    ["of which nobody knows whether they arrived", "unknown", 1, "failed"],
    ["never meant for the channel", "suppressed", 0, undefined],
  ])("%s", (_name, state, attempts, kind) => {
    expect(toldMarkers([alert(5, state, attempts)]).map((marker) => marker.kind)).toEqual(kind === undefined ? [] : [kind]);
  });
});

describe("markers of what else happened", () => {
  it.each<[EventKind, string]>([
    ["acknowledged", "acknowledged"],
    ["muted", "muted"],
    ["unmuted", "unmuted"],
    ["drill-started", "drill"],
    ["drill-ended", "drill"],
    ["definition-changed", "definition"],
    ["flapping", "note"],
  ])("%s is drawn as %s", (kind, expected) => {
    expect(doneMarkers([note(1, kind)]).map((marker) => marker.kind)).toEqual([expected]);
  });

  it.each<[string, [number, EventKind][], unknown[]]>([
    [
      "from mute to unmute",
      [
        [10, "muted"],
        [30, "unmuted"],
      ],
      [["muted", 10, 30]],
    ],
    ["from before the window", [[30, "unmuted"]], [["muted", 0, 30]]],
    ["still lasting", [[30, "drill-started"]], [["drill", 30, 90]]],
    [
      "muted again while muted",
      [
        [10, "muted"],
        [20, "muted"],
        [30, "unmuted"],
        [40, "unmuted"],
      ],
      [["muted", 10, 30]],
    ],
    [
      "twice",
      [
        [10, "muted"],
        [20, "unmuted"],
        [40, "muted"],
        [50, "unmuted"],
      ],
      [
        ["muted", 10, 20],
        ["muted", 40, 50],
      ],
    ],
  ])("span a time: %s", (_name, events, expected) => {
    const notes = events.map(([at, kind]) => note(at, kind));
    expect(spansOf({ notes, from: 0, observedUntil: 90 }).map(({ kind, from, to }) => [kind, from, to])).toEqual(expected);
  });
});

describe("markers that lie close", () => {
  /** A millisecond a pixel. */
  const scale = { from: 0, to: 500, width: 500 };
  const clusters = (...alerts: PixelAlert[]) => clustersOf(toldMarkers(alerts), scale).map(({ x, kind, count }) => [x, kind, count]);

  it("are drawn as one, by the kind that matters most", () => {
    expect(clusters(alert(10, "delivered"), alert(15, "given-up"), alert(20, "delivered", 2))).toEqual([[10, "failed", 3]]);
  });

  it("count those that the server has gathered", () => {
    expect(clusters({ ...alert(10, "delivered"), count: 7 }, alert(15, "delivered"))).toEqual([[10, "sent", 8]]);
  });

  it("are drawn apart where there is room", () => {
    expect(clusters(alert(10, "delivered"), alert(26, "delivered"))).toEqual([
      [10, "sent", 1],
      [26, "sent", 1],
    ]);
  });

  it("do not join into one long row", () => {
    expect(clusters(...[0, 10, 20, 30, 40].map((at) => alert(at, "delivered")))).toEqual([
      [0, "sent", 2],
      [20, "sent", 2],
      [40, "sent", 1],
    ]);
  });

  it("are left out beside the range", () => {
    expect(clusters(alert(-1, "delivered"), alert(500, "delivered"))).toEqual([]);
  });
});

it("gives no two kinds of marker the same shape", () => {
  const shapes = Object.values(markerLooks).map(({ shape }) => shape);
  expect(new Set(shapes).size).toBe(shapes.length);
});
