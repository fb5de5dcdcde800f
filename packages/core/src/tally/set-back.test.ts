import { expect, it } from "vitest";
import type { Manifest } from "../ballot.ts";
import { at, scenePolicy } from "../decide/scene.ts";
import type { Reading } from "../reading.ts";
import { planTally } from "./plan.ts";
import { newTally } from "./rounds.ts";

it("a reading of a time that is still to come is no input, and one of now is: it was read before the clock was set back", () => {
  const pair = "failover.example.com/A";
  const manifest: Manifest = { shard: 0, version: 1, at: at(0), slots: [{ pair, revision: 1, primaryCheck: "check" }] };
  const inputsOf = (period: number) => {
    const reading: Reading = { check: "check", status: "unhealthy", period: at(period), since: at(period), readAt: at(period + 90) };
    const manifests = new Map([[1, manifest]]);
    const state = newTally(0, scenePolicy(3), at(0));
    const input = { state, ballots: [], manifests, readings: new Map([["check", reading]]), due: [pair], now: at(200) };
    return planTally({ ...input, policy: scenePolicy(3) })
      .pairs.get(pair)
      ?.inputs.map(({ kind }) => kind);
  };
  expect(inputsOf(60)).toEqual(["reading"]);
  expect(inputsOf(3_600)).toEqual([]);
});
