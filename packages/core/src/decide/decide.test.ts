import { describe, expect, it } from "vitest";
import { reading, Scene } from "./scene.ts";

describe("a failover and back", () => {
  it("is told as failover, answer back, recovered", () => {
    const scene = new Scene().rounds(0, 60, ["primary", "primary", "primary"]);
    expect(scene.told()).toEqual(["first-seen"]);
    scene.tell(reading(0, "primary", "healthy"), reading(0, "secondary", "healthy"));
    scene.rounds(70, 70, ["primary", "secondary", "primary"]);
    expect(scene.told()).toEqual([]);
    scene.rounds(80, 300, ["secondary", "secondary", "secondary"]);
    scene.tell(reading(300, "primary", "unhealthy", 60));
    expect(scene.told()).toEqual(["failover"]);
    scene.rounds(310, 400, ["primary", "primary", "primary"]);
    expect(scene.told()).toEqual(["answer-back"]);
    scene.tell(reading(360, "primary", "healthy", 300));
    expect(scene.told()).toEqual(["recovered"]);
  });
});
