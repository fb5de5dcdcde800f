/** Ballots that were held up: they fill in what a region saw, and make no flip of their own. */
import { expect, it } from "vitest";
import { Scene, vote } from "./scene.ts";

it("a role does not end by votes that were all cast before it began", () => {
  const scene = new Scene({ regions: 5 }).rounds(0, 20, ["primary", "primary", "primary", "primary", "primary"]);
  // The store is away from 30 s to 100 s; then the ballots come in region by region, the last region's old ones at the very end.
  scene.rounds(30, 90, ["secondary", "secondary", "secondary", "secondary", "-"]);
  scene.tell(vote(96, 2, "primary"), vote(98, 3, "primary"));
  expect(scene.told()).toEqual(["first-seen", "failover", "answer-back"]);
  scene.tell(vote(70, 4, "secondary"));
  scene.tell(vote(99, 4, "primary"));
  scene.rounds(100, 130, ["primary", "primary", "primary", "primary", "primary"]);
  expect(scene.told()).toEqual([]);
});

it("a vote cast after the role began ends it as ever", () => {
  const scene = new Scene({ regions: 3 }).rounds(0, 20, ["primary", "primary", "primary"]);
  scene.rounds(30, 30, ["secondary", "secondary", "-"]);
  scene.rounds(40, 40, ["primary", "primary", "-"]);
  scene.tell(vote(35, 2, "secondary"));
  scene.rounds(50, 50, ["secondary", "-", "-"]);
  expect(scene.told()).toEqual(["first-seen", "failover", "answer-back", "failover"]);
});
