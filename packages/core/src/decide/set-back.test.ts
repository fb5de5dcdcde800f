import { expect, it } from "vitest";
import { at, reading, Scene } from "./scene.ts";
import { setBack } from "./set-back.ts";

/** Every number in the value. */
const numbers = (value: unknown): number[] =>
  typeof value === "number" ? [value] : typeof value === "object" && value !== null ? Object.values(value).flatMap(numbers) : [];

it("leaves no moment of a Head in the future, and takes in at once what is voted and read then", () => {
  const [P, S] = ["primary", "secondary"] as const;
  const scene = new Scene()
    .rounds(3_600, 3_660, [P, P, P])
    .tell(reading(3_660, "primary", "unhealthy"))
    .rounds(3_670, 3_690, [S, S, S]);
  const { incident, ...head } = setBack(scene.head, at(100));
  expect(Math.max(...numbers(head))).toBe(at(100));
  expect(incident).toMatchObject({ id: scene.head.incident?.id, opening: "failover", left: { by: at(100) } });
  expect(head.health.primary).toEqual({ status: "unknown", check: "check-primary" });
  scene.head = { ...head, incident } as typeof scene.head;
  scene.told();
  scene.rounds(110, 130, [P, P, P]).tell(reading(120, "primary", "healthy"));
  expect(scene.told()).toEqual(["answer-back", "recovered"]);
});

it("leaves an incident of the future the name and the opening that it was told by", () => {
  const scene = new Scene()
    .rounds(3_600, 3_660, ["primary", "primary", "primary"])
    .rounds(3_670, 3_690, ["secondary", "secondary", "secondary"]);
  const { incident } = setBack(scene.head, at(100));
  expect(incident).toMatchObject({ id: `failover.example.com/A!${at(3_670)}`, openedAt: at(3_670), decidedAt: at(100) });
});

it("changes nothing of a Head that lies in the past", () => {
  const { head } = new Scene().rounds(0, 60, ["primary", "primary", "primary"]);
  expect(setBack(head, at(61))).toEqual(head);
});
