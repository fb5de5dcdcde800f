import { describe, expect, it } from "vitest";
import type { FlipwatchEvent, Severity } from "../event.ts";
import { sampleEvent } from "../timeline/sample.ts";
import { closeDue, closed } from "./closing.ts";
import { type Admission, admit, type ChannelWindow, newWindow, placeOf } from "./window.ts";

const policy = { windowMs: 60_000, windowAlerts: 2, flappingMs: 3_600_000, groupMs: 5_000 };

/** Of a name of its own, so that nothing but the rate groups it. */
function alert(name: string, severity: Severity = "warning"): FlipwatchEvent {
  return sampleEvent(1, "unknown", { by: 1 }, { id: `${name}.example.com/A#1`, pair: `${name}.example.com/A`, severity });
}

const NOON = Date.UTC(2026, 10, 22, 12);

/** Each admitted at its moment (from noon), the window kept from one to the next. */
function admitted(alerts: readonly (readonly [at: number, FlipwatchEvent])[]): Admission[] {
  let window: ChannelWindow = newWindow("slack:ops");
  return alerts.map(([at, event]) => {
    const admission = admit(window, event, NOON + at, policy);
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

describe("a digest of lesser news", () => {
  const full = [0, 1].map((at) => [at, alert(`sent-${at}`)] as const);
  const digests = (alerts: readonly (readonly [at: number, FlipwatchEvent])[]) =>
    admitted([...full, ...alerts]).flatMap((admission) => (admission.kind === "digest" ? [admission.digest] : []));
  const dues = (alerts: readonly (readonly [at: number, FlipwatchEvent])[]) => digests(alerts).map(({ dueAt }) => dueAt - NOON);

  it("is due at the end of its minute, and at once when something critical joins it", () => {
    const alerts = [
      [1_000, alert("lesser")],
      [2_000, alert("another")],
      [3_000, alert("grave", "critical")],
    ] as const;
    expect(dues(alerts)).toEqual([61_000, 61_000, 3_000]);
    expect(new Set(digests(alerts).map(({ id }) => id)).size).toBe(1);
  });

  it("is not sent off before its time where something critical opened it: a storm is told in one piece", () => {
    expect(dues([1_000, 2_000, 3_000].map((at) => [at, alert(`grave-${at}`, "critical")] as const))).toEqual([61_000, 61_000, 61_000]);
  });

  /** Every digest that is due is closed and done with, as at a sweep. */
  function swept(window: ChannelWindow, at: number): ChannelWindow {
    const closing = closeDue(window, NOON + at, policy)?.window ?? window;
    return (closing.closing ?? []).reduce((left, digest) => closed(left, digest, alert("told"), NOON + at), closing);
  }
  function told(window: ChannelWindow, at: number, event: FlipwatchEvent) {
    const admission = admit(window, event, NOON + at, policy);
    if (admission.kind !== "digest") throw new Error("the minute is full");
    return { window: admission.window ?? window, id: admission.digest.id, due: admission.digest.dueAt - NOON };
  }
  const sentAt = (at: number) => full.map(([, { id, kind, severity }]) => ({ id, kind, severity, at: NOON + at, groups: [] }));

  it("is sent off at most once a minute, and the next has a name of its own even in the same millisecond", () => {
    const opened = told({ ...newWindow("slack:ops"), sent: sentAt(0) }, 3_000, alert("lesser"));
    const first = told(opened.window, 3_000, alert("grave", "critical"));
    expect([first.id, first.due]).toEqual([opened.id, 3_000]);
    const second = told(swept(first.window, 3_000), 3_000, alert("next"));
    expect(second.id).not.toBe(first.id);
    const graver = told({ ...second.window, sent: sentAt(3_000) }, 62_999, alert("graver", "critical"));
    expect([graver.id, graver.due]).toEqual([second.id, 63_000]);
    // A minute later one may be again.
    const later = told({ ...swept(graver.window, 63_000), sent: sentAt(63_000) }, 63_500, alert("later"));
    expect(told(later.window, 64_000, alert("gravest", "critical")).due).toBe(64_000);
  });
});

describe("an alert that says the same as one of the last minute", () => {
  const groups = ["name:one.example.com"];
  const window = (severity: Severity): ChannelWindow => ({
    ...newWindow("slack:ops"),
    sent: [{ id: "other", kind: "unknown", severity, at: NOON, groups }],
  });

  it.each<[string, Severity, Severity, boolean, string]>([
    ["is in the digest", "warning", "warning", false, "digest"],
    ["is in the digest where it is less than that", "critical", "warning", false, "digest"],
    ["is told at once where it is worse", "warning", "critical", false, "send"],
    ["is told at once where its incident was told by itself", "warning", "warning", true, "send"],
  ])("%s", (_name, told, severity, isAlone, expected) => {
    expect(admit(window(told), alert("one", severity), NOON + 1_000, policy, isAlone).kind).toBe(expected);
  });
});

describe("a window from before the clock was set back", () => {
  it("holds up nobody: its marks are forgotten, and its digest is told", () => {
    const sent = [0, 1].map((index) => ({
      ...{ id: `ahead-${index}`, kind: "unknown" as const, severity: "warning" as const, at: NOON + 9_000_000, groups: [] },
    }));
    const digest = { id: "digest:slack:ops:1", openedAt: NOON + 9_000_000, dueAt: NOON + 9_060_000 };
    const window: ChannelWindow = { ...newWindow("slack:ops"), sent, open: { soon: digest } };
    expect(admit(window, alert("now"), NOON, policy).kind).toBe("send");
    expect(placeOf(closeDue(window, NOON + 9_000_500, policy)?.window ?? window, digest.id)).toBe("open");
    expect(placeOf(closeDue(window, NOON, policy)?.window ?? window, digest.id)).toBe("closing");
  });

  it("opens no digest under the name of an earlier one, however the same moments come once more", () => {
    const digest = { id: `digest:slack:ops:${NOON}`, openedAt: NOON, dueAt: NOON + 60_000 };
    const before: ChannelWindow = { ...newWindow("slack:ops"), named: NOON, open: { soon: digest } };
    const closing = closeDue(before, NOON + 60_000, policy);
    const sent = [0, 1].map((index) => ({
      id: `sent-${index}`,
      kind: "unknown" as const,
      severity: "warning" as const,
      at: NOON,
      groups: [],
    }));
    const admission = admit({ ...closed(closing?.window ?? before, digest, alert("told"), NOON), sent }, alert("again"), NOON, policy);
    expect(admission).toMatchObject({ kind: "digest", digest: { id: `digest:slack:ops:${NOON + 1}`, openedAt: NOON } });
  });

  it("has sent off no digest yet that would hold up the next", () => {
    const digest = { id: "digest:slack:ops:1", openedAt: NOON, dueAt: NOON + 60_000 };
    const window = { ...newWindow("slack:ops"), open: { soon: digest }, hastenedAt: NOON + 9_000_000 };
    const groups = ["name:grave.example.com"];
    const like = { id: "other", kind: "unknown" as const, severity: "critical" as const, at: NOON, groups };
    const admission = admit({ ...window, sent: [like] }, alert("grave", "critical"), NOON + 1_000, policy);
    expect(admission).toMatchObject({ kind: "digest", digest: { id: digest.id, dueAt: NOON + 1_000 } });
  });
});
