/** An incident by hand for the tests of this folder and of the API: a failover of ten minutes, acknowledged, with an alert that did not arrive. */
import type { Delivery } from "../delivery.ts";
import type { FlipwatchEvent } from "../event.ts";
import type { PairDefinition } from "../pair.ts";
import { MINUTE, SECOND } from "../time.ts";
import { sampleEvent, sampleHealth, samplePair, sampleView, sampleVote } from "../timeline/sample.ts";

/** 2026-11-22 12:00:00 UTC: the opening. */
export const opened = Date.UTC(2026, 10, 22, 12);
export const sampleIncident = { id: `${samplePair}!${opened}`, openedAt: opened, opening: "failover" as const };

export const sampleDefinition: PairDefinition = {
  id: samplePair,
  name: "failover.example.com",
  type: "A",
  source: "config",
  primary: { values: ["192.0.2.10"], healthCheckId: "hc-primary" },
  secondary: { values: ["192.0.2.20"] },
  ttlSeconds: 60,
  revision: 1,
  revisedAt: 0,
};

const regions = ["eu-central-1", "us-east-2", "ap-northeast-1"];
const vote = (number: number, index: number, verdict: "primary" | "secondary", at: number) =>
  sampleVote(number, regions[index] ?? "", verdict, { after: at - 10 * SECOND, by: at });
const evidenceOf = (...votes: FlipwatchEvent[]) => Object.assign({}, ...votes.map(({ evidence }) => evidence));
const away = [0, 1, 2].map((index) => vote(5 + index, index, "secondary", opened + index * SECOND));
const back = [0, 1, 2].map((index) => vote(11 + index, index, "primary", opened + 10 * MINUTE + index * SECOND));
const closed = { ...sampleIncident, closedAt: opened + 11 * MINUTE, durationMs: 10 * MINUTE, errorMs: 10 * SECOND };

/** Of the pair's log, from its beginning. */
export const incidentEvents: FlipwatchEvent[] = [
  ...[0, 1, 2].map((index) => vote(1 + index, index, "primary", opened - 60 * MINUTE)),
  sampleEvent(4, "first-seen", { by: opened - 60 * MINUTE }, { to: "primary" }),
  ...away,
  sampleEvent(
    8,
    "failover",
    { after: opened - 10 * SECOND, by: opened },
    {
      ...{ severity: "critical", from: "primary", to: "secondary", incident: sampleIncident, evidence: evidenceOf(...away) },
      message: "failover.example.com/A failed over to its secondary (192.0.2.20).",
    },
  ),
  sampleView(9, "eu-central-1", "192.0.2.53", "secondary", { after: opened + 40 * SECOND, by: opened + 55 * SECOND }),
  sampleEvent(
    10,
    "acknowledged",
    { by: opened + 2 * MINUTE },
    {
      incident: sampleIncident,
      detail: { by: "example-user", via: "cli", note: '=cmd|"calc" <b>' },
      message: 'example-user (cli) has acknowledged it: =cmd|"calc" <b>',
    },
  ),
  ...back,
  sampleEvent(
    14,
    "answer-back",
    { after: opened + 10 * MINUTE - 10 * SECOND, by: opened + 10 * MINUTE },
    { from: "secondary", to: "primary", incident: sampleIncident, evidence: evidenceOf(...back) },
  ),
  sampleEvent(15, "recovered", { by: opened + 11 * MINUTE }, { incident: closed }),
];

/** Of the primary's check. */
export const incidentHealth: FlipwatchEvent[] = [
  sampleHealth(1, "hc-primary", "healthy", 100, opened - 60 * MINUTE),
  sampleHealth(2, "hc-primary", "healthy", 50, opened - 60 * MINUTE, opened - 2 * MINUTE),
  sampleHealth(3, "hc-primary", "unhealthy", 0, opened - MINUTE),
  sampleHealth(4, "hc-primary", "healthy", 100, opened + 11 * MINUTE),
];

const delivery = (number: number, channel: string, rest: Partial<Delivery>): Delivery => ({
  ...{ event: `${samplePair}#${number}`, log: samplePair, number, channel, state: "delivered", attempts: 1 },
  ...{ firstTriedAt: opened + 300, settledAt: opened + 500, publishedAt: opened + 250 },
  ...rest,
});

export const incidentDeliveries: Delivery[] = [
  delivery(8, "slack:ops", {}),
  delivery(8, "webhook:0", { state: "given-up", attempts: 9, error: "503 from example.com", settledAt: opened + 60 * MINUTE }),
  delivery(14, "slack:ops", { state: "suppressed", reason: "muted", attempts: 0, settledAt: opened + 10 * MINUTE + 500 }),
];
