import type { Clock } from "@flipwatch/core";
import { expect, it } from "vitest";
import { checkChannels } from "./check-channels.ts";

/** Time stands still until it is let go; whoever waits for a signal is released by it. */
function heldClock() {
  let release: () => void = () => {};
  const waits: number[] = [];
  const clock: Pick<Clock, "now" | "until"> = {
    now: () => 1_000,
    until: (at, signal) => {
      waits.push(at);
      return new Promise((resolve) => {
        release = resolve;
        signal?.addEventListener("abort", () => resolve(), { once: true });
      });
    },
  };
  return { clock, waits, release: () => release() };
}

const well = { id: "webhook:0", check: async () => undefined };
const unasked = { id: "sns:0" };
const broken = { id: "slack:ops", check: async () => ({ problem: "Slack answered invalid_auth", fix: "give the current token" }) };
const hanging = { id: "teams:0", check: () => new Promise<undefined>(() => {}) };

it("says a problem in one line, and nothing of channels that are well or can't be asked", async () => {
  const { clock } = heldClock();
  const said: string[] = [];
  await checkChannels({ channels: [well, unasked, broken], clock, say: (line) => said.push(line), signal: new AbortController().signal });
  expect(said).toEqual(["warning: slack:ops: Slack answered invalid_auth. What to do: give the current token"]);
});

it("waits ten seconds and no longer", async () => {
  const { clock, waits, release } = heldClock();
  const said: string[] = [];
  const checked = checkChannels({ channels: [hanging], clock, say: (line) => said.push(line), signal: new AbortController().signal });
  release();
  await checked;
  expect(waits).toEqual([11_000]);
  expect(said).toEqual(["warning: teams:0 did not say within 10 s whether it takes alerts"]);
});

it("is silent once all is to end", async () => {
  const { clock } = heldClock();
  const stop = new AbortController();
  const said: string[] = [];
  const checked = checkChannels({ channels: [hanging], clock, say: (line) => said.push(line), signal: stop.signal });
  stop.abort();
  await checked;
  expect(said).toEqual([]);
});
