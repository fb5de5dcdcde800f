/** A window of a log that is far longer than what is read of it says what folding the whole log says. */
import {
  type Delivery,
  emptyTimeline,
  FLEET,
  type FlipwatchEvent,
  foldDeliveries,
  foldEvents,
  MINUTE,
  type PairDefinition,
  timelineWindow,
} from "@flipwatch/core";
import { sampleEvent, sampleHealth, samplePair, sampleSilence, sampleVote } from "@flipwatch/core/timeline/sample";
import { describe, expect, it } from "vitest";
import { foldWindow } from "./fold-window.ts";
import type { ApiPorts } from "./ports.ts";

const FLIPS = 1_500;

/** A failover and a return every ten minutes, each with its vote and its incident; between them one vote that changes nothing of the role. */
function flips(): FlipwatchEvent[] {
  return Array.from({ length: FLIPS }, (_, index): FlipwatchEvent[] => {
    const at = (1 + index) * 10 * MINUTE;
    const number = index * 5;
    const incident = { id: `${samplePair}!${at}`, openedAt: at, opening: "failover" as const };
    const us = index % 2 ? "primary" : "stray";
    const evidence = {
      ...sampleVote(1, "eu", "secondary", { after: at - 10_000, by: at }).evidence,
      ...sampleVote(1, "us", us, { by: at - 9 * MINUTE }).evidence,
    };
    return [
      sampleVote(number + 1, "eu", "secondary", { after: at - 10_000, by: at }),
      sampleEvent(number + 2, "failover", { after: at - 10_000, by: at }, { severity: "critical", to: "secondary", incident, evidence }),
      sampleVote(number + 3, "us", index % 2 ? "stray" : "primary", { by: at + MINUTE }),
      sampleVote(number + 4, "eu", "primary", { by: at + 4 * MINUTE }),
      sampleEvent(
        number + 5,
        "recovered",
        { by: at + 4 * MINUTE },
        { to: "primary", kind: "answer-back", incident: { ...incident, closedAt: at + 4 * MINUTE } },
      ),
    ];
  }).flat();
}

const own = flips();
const health = own.map((_, index) => sampleHealth(index + 1, "p", index % 2 ? "healthy" : "unhealthy", index % 16, index * 2 * MINUTE));
const fleet = [sampleSilence(1, "eu", "region-silent", 5 * MINUTE), sampleSilence(2, "eu", "region-back", 9 * MINUTE)];
const deliveries: Delivery[] = own
  .filter(({ severity }) => severity !== "record")
  .map(({ id, number, at }) => ({
    event: id,
    log: samplePair,
    number,
    channel: "slack:ops",
    state: "delivered",
    attempts: 1,
    settledAt: at + 900,
  }));

/** Only what is read is there. */
const records = {
  log: {
    async read(log: string, { after = 0, before = 1e9, limit = 100, descending = false }) {
      const all = log === samplePair ? own : log === FLEET ? fleet : health;
      const inRange = all.slice(after, before - 1);
      return descending ? inRange.toReversed().slice(0, limit) : inRange.slice(0, limit);
    },
  },
  deliveries: {
    async of(_: string, { from = 1, to = 1e9, limit = 100 }) {
      return deliveries.filter(({ number }) => number >= from && number <= to).slice(0, limit);
    },
  },
} as unknown as ApiPorts["records"];

const side = { values: ["192.0.2.10"] };
const definition: PairDefinition = {
  id: samplePair,
  name: "failover.example.com",
  type: "A",
  source: "config",
  primary: { ...side, healthCheckId: "p" },
  secondary: side,
  ttlSeconds: 60,
  revision: 1,
  revisedAt: 0,
};

describe("a window of a long log", () => {
  const whole = foldDeliveries(foldEvents(emptyTimeline(samplePair, { primary: "p" }), [...own, ...health, ...fleet]), deliveries);

  it.each<[string, number, number]>([
    ["from its beginning", 0, 40],
    ["early in it", 500, 560],
    ["in its middle", 7_000, 7_100],
    ["at its end", 14_000, 15_001],
    ["over all of it", 0, 16_000],
    ["after its end", 15_500, 15_600],
  ])("%s says what folding all of it says", async (_, fromMinute, toMinute) => {
    const [from, to] = [fromMinute * MINUTE, toMinute * MINUTE];
    const heard: number[] = [];
    const { timeline, cut } = await foldWindow({ records }, definition, {
      from,
      to,
      metricPeriodMs: MINUTE,
      hear: (events) => void heard.push(...events.map(({ number }) => number)),
    });
    const options = { from, to, metricPeriodMs: MINUTE };
    const { silences: _before, ...window } = timelineWindow(timeline, options);
    const { silences: _all, ...expected } = timelineWindow(whole, options);
    expect(window).toEqual(expected);
    expect(cut).toBe(false);
    expect(heard).toEqual(heard.toSorted((a, b) => a - b));
  });
});
