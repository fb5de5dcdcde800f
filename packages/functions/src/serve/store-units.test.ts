/** Holds what `flipwatch cost` reckons with against what the steps are charged by DynamoDB's rules, run as they are over a table that counts. */
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords } from "@flipwatch/adapters/store/records";
import { chargingUnits } from "@flipwatch/adapters/testing/store-capacity";
import { type Answer, type CheckDatum, deliveryPolicyOf, MINUTE, type Ms, policyOf, type Question } from "@flipwatch/core";
import { type ChargedStep, type StoreUnits, storeUnitsOf } from "@flipwatch/core/cost/store-units";
import { describe, expect, it } from "vitest";
import { probe } from "../steps/probe/probe.ts";
import { virtualClock } from "../steps/probe/virtual-clock.ts";
import { serveDeliver } from "./deliver.ts";
import { serveDiscover } from "./discover.ts";
import { serveHealth } from "./health.ts";
import { serveHeartbeat } from "./heartbeat.ts";
import { serveTally } from "./tally.ts";

const T0 = 1_800_000_000_000;
const regions = ["us-east-2", "eu-central-1", "ap-northeast-1"];
/** Minutes after which the first votes, with their evidence, are no longer read; then five, since that is how often the rarest thing happens. */
const SETTLED = 5;
const COUNTED = 5;
const servers = ["198.51.100.1:53", "198.51.100.2:53"];

async function measure(pairs: number, intervalSeconds: number) {
  const counted = chargingUnits(createMemoryTable());
  const records = createRecords(counted.table);
  const policy = policyOf({ regions, intervalSeconds });
  let now = T0;
  const clock = { now: () => now, until: async () => undefined };
  const log = () => undefined;
  const config = {
    zones: [],
    pairs: Array.from({ length: pairs }, (_, index) => ({
      name: `failover-${index}.example.com`,
      type: "A" as const,
      nameservers: servers,
      primary: { values: ["192.0.2.10"], healthCheckId: `11111111-1111-1111-1111-${String(index).padStart(12, "0")}` },
      secondary: { values: ["192.0.2.20"], healthCheckId: `22222222-2222-2222-2222-${String(index).padStart(12, "0")}` },
    })),
  };
  const discover = serveDiscover({ records, config, clock, channels: ["slack:0"], log });
  const health = serveHealth({
    records,
    clock,
    policy,
    log,
    metrics: {
      readings: async (checks) =>
        new Map(
          checks.map((check) => [
            check,
            [{ period: Math.floor(now / MINUTE) * MINUTE - 2 * MINUTE, status: "healthy", percentage: 100 } satisfies CheckDatum],
          ]),
        ),
    },
  });
  const tally = serveTally({ records, publisher: { publish: async () => undefined }, reread: async () => undefined, clock, policy, log });
  const channel = { id: "slack:0", dedupes: true, audience: "people" as const, send: async () => ({ outcome: "delivered" as const }) };
  const sweep = serveDeliver({ records, channels: [channel], clock, random: () => 0.5, owner: "test", policy: deliveryPolicyOf(), log });
  const heartbeat = serveHeartbeat({
    records,
    targets: [{ name: "0", url: "https://ping.example.com", everySeconds: 60 }],
    turnMs: MINUTE,
    ping: async () => undefined,
    clock,
    policy,
    log,
  });
  const vote = async (region: string, startedAt: Ms, seconds: number) => {
    const wall = virtualClock(startedAt);
    const ending = new AbortController();
    void wall.until(startedAt + seconds * 1_000).then(() => ending.abort());
    return probe({
      records,
      asker: {
        async ask(question: Question): Promise<Answer> {
          const sentAt = wall.now();
          await wall.until(sentAt + 10);
          return {
            kind: "reply",
            server: question.server,
            transport: question.transport,
            sentAt,
            tookMs: 10,
            rcode: "NOERROR",
            authoritative: !question.recursive,
            records: [{ name: question.name, type: "A", ttlSeconds: 60, value: "192.0.2.10" }],
          };
        },
        close: async () => undefined,
      },
      nameServers: { of: async ({ nameservers }) => nameservers ?? [] },
      wakeUps: { wake: async () => undefined },
      clock: wall,
      policy,
      region,
      regionIndex: regions.indexOf(region),
      resolvers: ["198.51.100.53"],
      timeoutMs: 1_500,
      startedAt,
      maxMs: 175_000,
      signal: ending.signal,
    });
  };
  await discover();
  const sums = new Map<ChargedStep, StoreUnits>();
  const charge = (step: ChargedStep, minute: number) => {
    const { read, write } = counted.charged();
    const sum = sums.get(step) ?? { reads: 0, writes: 0 };
    if (minute >= SETTLED) sums.set(step, { reads: sum.reads + read / COUNTED, writes: sum.writes + write / COUNTED });
  };
  for (let minute = 0; minute < SETTLED + COUNTED; minute += 1) {
    now = T0 + minute * MINUTE + 100;
    counted.charged();
    await discover();
    charge("discover", minute);
    await health();
    charge("health", minute);
    for (const region of regions) await vote(region, now, 59);
    charge("probe", minute);
    now += MINUTE - 200;
    await tally({});
    charge("tally", minute);
    await sweep({});
    charge("deliver", minute);
    await heartbeat();
    charge("heartbeat", minute);
  }
  return sums;
}

/** A twentieth, and a few units: sizes differ by the length of a name. */
const near = (units: number) => units * 0.05 + 4;

describe("a quiet minute's request units", () => {
  it.each([
    { pairs: 10, intervalSeconds: 60 },
    { pairs: 60, intervalSeconds: 10 },
    // More than 200 health checks, each of which is read every fifth minute only.
    { pairs: 300, intervalSeconds: 60 },
  ])(
    "of $pairs pairs every $intervalSeconds s are what the calculation says",
    async ({ pairs, intervalSeconds }) => {
      const charged = await measure(pairs, intervalSeconds);
      const counts = {
        pairs,
        checks: 2 * pairs,
        charged: pairs,
        regions: regions.length,
        away: 2,
        resolvers: 1,
        zones: 0,
        intervalSeconds,
      };
      const reckoned = storeUnitsOf({
        ...counts,
        ...{ isAssumed: false, hasHeartbeat: true, hasButtons: false, subscribers: { email: 0, sms: 0, https: 0 } },
      });
      for (const [step, { reads, writes }] of charged) {
        expect(Math.abs(reckoned[step].reads - reads), `${step}: ${reckoned[step].reads} reads reckoned, ${reads} charged`).toBeLessThan(
          near(reads),
        );
        expect(
          Math.abs(reckoned[step].writes - writes),
          `${step}: ${reckoned[step].writes} writes reckoned, ${writes} charged`,
        ).toBeLessThan(near(writes));
      }
    },
    60_000,
  );
});
