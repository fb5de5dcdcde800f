/** Acknowledging, reminding and escalating: what is told when, and what is not. Expectations are written out in seconds of the scene. */
import { describe, expect, it } from "vitest";
import type { Policy } from "../policy.ts";
import { newHead } from "./new-head.ts";
import { decideAll } from "./replay.ts";
import { at, bareDefinition, Scene, sceneDefinition, start } from "./scene.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** On its secondary since second 31, when the first region saw it. */
function failedOver(policy: Partial<Policy> = {}): Scene {
  const scene = new Scene({ definition: bareDefinition() });
  Object.assign(scene.context, { policy: { ...scene.context.policy, ...policy } });
  scene.rounds(1, 21, ["primary", "primary", "primary"]).rounds(31, 41, ["secondary", "secondary", "secondary"]);
  expect(scene.told()).toEqual(["first-seen", "failover"]);
  return scene;
}
const OPENED = 31;

const asked = (seconds: number, incident?: string) =>
  ({ kind: "acknowledge", at: at(seconds), by: "example-user", via: "slack:ops", note: "looking", ...(incident && { incident }) }) as const;

/** Looks every minute while all regions go on seeing the secondary; gives the minutes since the opening of what was told. */
function minutesTold(scene: Scene, hours: number): [string, number][] {
  const seen = scene.log.length;
  for (let second = OPENED; second <= hours * HOUR; second += MINUTE) scene.look(second);
  const told = scene.log.slice(seen).filter(({ kind }) => kind === "reminder" || kind === "unacknowledged");
  return told.map((event) => [event.kind, Math.round((event.at - at(OPENED)) / 60_000)]);
}

describe("acknowledging", () => {
  it("is told once, with who and how, and kept until the incident ends", () => {
    const scene = failedOver().tell(asked(50), asked(50), asked(55));
    expect(scene.told()).toEqual(["acknowledged"]);
    const event = scene.last("acknowledged");
    expect(event?.detail).toEqual({ by: "example-user", via: "slack:ops", note: "looking" });
    expect(event?.incident?.id).toBe(`failover.example.com/A!${at(OPENED)}`);
    expect(event?.message).toContain("example-user (slack:ops) acknowledged");
    expect(scene.head.incident?.acknowledged).toEqual({ by: "example-user", at: at(50) });
    scene.rounds(60, 70, ["primary", "primary", "primary"]);
    expect(scene.told()).toEqual(["answer-back", "recovered"]);
    scene.rounds(80, 90, ["secondary", "secondary", "secondary"]);
    expect(scene.head.incident?.acknowledged).toBeUndefined();
    expect(scene.tell(asked(95)).told()).toEqual(["failover", "acknowledged"]);
  });

  it.each<[string, ReturnType<typeof asked>]>([
    ["of another incident", asked(50, "failover.example.com/A!1")],
    ["asked for before it opened", asked(20)],
    ["asked for before it was known to be open, though it was by then", asked(31.05)],
  ])("%s comes to nothing", (_, request) => {
    expect(failedOver().tell(request).told()).toEqual([]);
  });

  it("by the incident's name is told", () => {
    expect(
      failedOver()
        .tell(asked(50, `failover.example.com/A!${at(OPENED)}`))
        .told(),
    ).toEqual(["acknowledged"]);
  });

  it("where nothing is open comes to nothing", () => {
    const scene = new Scene({ definition: bareDefinition() }).rounds(1, 21, ["primary", "primary", "primary"]);
    expect(scene.tell(asked(25)).told()).toEqual(["first-seen"]);
  });

  it("outlasts a move within the same incident", () => {
    const scene = failedOver().tell(asked(50)).rounds(60, 80, ["stray", "stray", "stray"]).until(180);
    scene.rounds(190, 200, ["stray", "stray", "stray"]);
    expect(scene.told()).toContain("acknowledged");
    expect(scene.head.incident?.acknowledged?.at).toBe(at(50));
  });
});

describe("reminding", () => {
  it("begins after half an hour, with pauses that double up to four hours, twenty-four times", () => {
    const told = minutesTold(failedOver(), 100);
    const pauses = told.map(([, minute], index) => minute - (told[index - 1]?.[1] ?? 0));
    expect(pauses).toEqual([30, 60, 120, ...Array.from({ length: 21 }, () => 240)]);
    expect(new Set(told.map(([kind]) => kind))).toEqual(new Set(["reminder"]));
  });

  it("begins when the configuration says", () => {
    expect(minutesTold(failedOver({ remindMs: 5 * 60_000 }), 1).map(([, minute]) => minute)).toEqual([5, 15, 35]);
  });

  it("never happens where it is turned off", () => {
    expect(minutesTold(failedOver({ remindMs: 0 }), 10)).toEqual([]);
  });

  it("ends with the acknowledgement", () => {
    expect(minutesTold(failedOver().tell(asked(50)), 10)).toEqual([]);
  });

  it("ends with the incident", () => {
    expect(minutesTold(failedOver().rounds(60, 70, ["primary", "primary", "primary"]), 10)).toEqual([]);
  });

  it("asks to be woken for the next one, and a look that comes again tells nothing", () => {
    const scene = failedOver();
    expect(scene.head.dueAt).toBeLessThanOrEqual(at(OPENED + 30 * MINUTE));
    scene
      .look(OPENED + 31 * MINUTE)
      .look(OPENED + 31 * MINUTE)
      .look(OPENED + 30 * MINUTE)
      .until(OPENED + 32 * MINUTE);
    expect(scene.told().filter((kind) => kind === "reminder")).toEqual(["reminder"]);
    expect(scene.head.dueAt).toBe(at(OPENED + 90 * MINUTE));
  });

  it("is one reminder after a time in which nobody looked, and none of an incident that ended in it", () => {
    const scene = failedOver();
    scene.look(OPENED + 5 * HOUR);
    expect(scene.told().filter((kind) => kind === "reminder")).toEqual(["reminder"]);
    const over = failedOver()
      .rounds(3 * HOUR, 3 * HOUR + 10, ["primary", "primary", "primary"])
      .look(4 * HOUR);
    expect(over.told()).not.toContain("reminder");
  });

  it("says for how long, and what is served", () => {
    const scene = failedOver().rounds(OPENED + 29 * MINUTE, OPENED + 30 * MINUTE, ["secondary", "secondary", "secondary"]);
    scene.look(OPENED + 30 * MINUTE + 1);
    expect(scene.last("reminder")?.message).toBe(
      "failover.example.com/A has had an open incident for 30 min 1 s, and nobody has acknowledged it: its secondary (192.0.2.20) is served; the primary has no health check.",
    );
  });
});

describe("escalating", () => {
  const escalation = [
    { afterMs: 10 * 60_000, channels: ["pagerduty:0"] },
    { afterMs: 40 * 60_000, channels: ["slack:boss", "sns:0"] },
  ];

  it("takes each step once, in its time", () => {
    const scene = failedOver({ escalation, remindMs: 0 });
    expect(scene.head.dueAt).toBeLessThanOrEqual(at(OPENED + 10 * MINUTE));
    expect(minutesTold(scene, 3)).toEqual([
      ["unacknowledged", 10],
      ["unacknowledged", 40],
    ]);
    expect(scene.last("unacknowledged")).toMatchObject({
      severity: "critical",
      detail: { step: 2, channels: ["slack:boss", "sns:0"] },
      incident: { id: `failover.example.com/A!${at(OPENED)}` },
    });
    expect(scene.last("unacknowledged")?.message).toContain("Escalated to slack:boss, sns:0 (escalation step 2).");
  });

  it("takes no further step once acknowledged", () => {
    const scene = failedOver({ escalation, remindMs: 0 });
    scene.look(OPENED + 20 * MINUTE).tell(asked(OPENED + 30 * MINUTE));
    expect(minutesTold(scene, 3)).toEqual([]);
    expect(scene.told().filter((kind) => kind === "unacknowledged")).toHaveLength(1);
  });
});

it("of a pair that is not watched any more nobody is reminded", () => {
  const scene = failedOver();
  const retired = { ...scene.context, retired: true as const };
  const { events } = decideAll(scene.head, [{ kind: "look", at: at(HOUR) }], at(HOUR), retired, 20);
  expect(events.map(({ kind }) => kind)).toEqual(["unverified", "unobserved"].toSorted((a) => (events[0]?.kind === a ? -1 : 1)));
});

it("a Head without an incident is due for nothing of this", () => {
  const head = newHead(sceneDefinition(), new Scene().context.policy, start);
  expect(head.dueAt).toBe(at(60));
});
