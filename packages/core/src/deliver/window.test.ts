import { describe, expect, it } from "vitest";
import type { FlipwatchEvent, Severity } from "../event.ts";
import { sampleEvent } from "../timeline/sample.ts";
import { type Admission, admit, type ChannelWindow, newWindow } from "./window.ts";

const policy = { windowMs: 60_000, windowAlerts: 2, flappingMs: 3_600_000 };

/** Of a name of its own, so that nothing but the rate groups it. */
function alert(name: string, severity: Severity = "warning"): FlipwatchEvent {
  return sampleEvent(1, "unknown", { by: 1 }, { id: `${name}.example.com/A#1`, pair: `${name}.example.com/A`, severity });
}

/** Each admitted at its moment, the window kept from one to the next. */
function admitted(alerts: readonly (readonly [at: number, FlipwatchEvent])[]): Admission[] {
  let window: ChannelWindow = newWindow("slack:ops");
  return alerts.map(([now, event]) => {
    const admission = admit(window, event, now, policy);
    window = admission.window ?? window;
    return admission;
  });
}
const kinds = (alerts: readonly (readonly [at: number, FlipwatchEvent])[]) => admitted(alerts).map(({ kind }) => kind);

describe("the rate of a channel that people read", () => {
  it("counts an alert from when it is really sent, also where a first attempt at it went no further than its mark", () => {
    const [one, two, three] = [alert("one"), alert("two"), alert("three")];
    expect(
      kinds([
        [0, one],
        [1_000, two],
        [50_000, one],
        [59_500, two],
        [70_000, three],
      ]),
    ).toEqual(["send", "send", "send", "send", "digest"]);
  });
});
