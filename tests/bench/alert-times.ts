/** Flips pair after pair in a lab, by their health checks, and reads when each flip was decided and when Slack's look-alike had the alert. */
import { setTimeout as pause } from "node:timers/promises";
import {
  type Change,
  ChangeResourceRecordSetsCommand,
  CreateHealthCheckCommand,
  CreateHostedZoneCommand,
  Route53Client,
  UpdateHealthCheckCommand,
} from "@aws-sdk/client-route-53";
import type { FlipwatchEvent } from "@flipwatch/core";
import { type Lab, startLab } from "@flipwatch/lab/lab";
import { progress } from "./progress.ts";

export interface AlertTimes {
  pair: string;
  /** The ballot that completed the majority: sealed, and about to be put into the box. */
  ballotAt: number;
  /** Tally began the run that decided. */
  recordedAt: number;
  /** The look-alike had the whole message. */
  slackAt: number;
}

export interface Alerts {
  times: AlertTimes[];
  /** Pairs whose flip did not reach Slack by itself in time. */
  missing: string[];
  speed: number;
}

const ZONE = "example.com";
const PRIMARY = "192.0.2.10";
const SECONDARY = "192.0.2.20";
/** A round every two seconds. */
const SPEED = 5;
/** People are told so many alerts in this time by themselves. */
const ALERTS_BY_THEMSELVES = 5;
const WINDOW_MS = 60_000 / SPEED;
/** Fewer than that, so that none waits in a digest; spread over the rounds. */
const GAP_MS = 3_500;
/** From the start: on a busy machine fewer flips are measured, and it is said how many. */
const FLIPPING_ENDS_MS = 200_000;
/** At the lab's speed. */
const ROUND_MS = 10_000 / SPEED;
const READY_LIMIT_MS = 100_000;
const TOLD_LIMIT_MS = 20_000;
/** Each look asks the API, which costs the machine something. */
const READY_EVERY_MS = 1_000;
const TOLD_EVERY_MS = 50;

export async function measureAlerts(flips: number): Promise<Alerts> {
  const log = ({ level, source, text }: { level: string; source: string; text: string }) =>
    level === "error" ? progress(`${source}: ${text}`) : undefined;
  const startedAt = performance.now();
  progress("starting the lab");
  const lab = await startLab({ speed: SPEED, port: 0, dnsPort: 0, seedPair: false, log });
  const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } = lab.env;
  const client = new Route53Client({
    endpoint: lab.addresses.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 10,
  });
  try {
    const pairs = await createPairs(client, flips);
    await until(READY_LIMIT_MS, READY_EVERY_MS, "every pair on its primary, and Slack quiet", () => isReady(lab, pairs));
    const results: Promise<AlertTimes | undefined>[] = [];
    for (const pair of pairs) {
      if (performance.now() - startedAt > FLIPPING_ENDS_MS) break;
      await client.send(new UpdateHealthCheckCommand({ HealthCheckId: pair.check, Inverted: true }));
      results.push(timesOf(lab, pair.id));
      if (results.length % 6 === 0) progress(`${results.length} of ${flips} flips`);
      await pause(GAP_MS * (0.75 + Math.random() / 2));
    }
    const found = await Promise.all(results);
    const missing = pairs.filter((_, index) => index < found.length && found[index] === undefined).map(({ id }) => id);
    return { times: found.flatMap((one) => one ?? []), missing, speed: SPEED };
  } finally {
    client.destroy();
    await lab.close();
  }
}

interface BenchPair {
  id: string;
  check: string;
}

/** Each with a check of its own, or one alert would stand for all. A disabled check has no checkers, and so costs nothing: inverted it fails. */
async function createPairs(client: Route53Client, count: number): Promise<BenchPair[]> {
  const { HostedZone: zone } = await client.send(new CreateHostedZoneCommand({ Name: ZONE, CallerReference: "bench" }));
  const pairs: BenchPair[] = [];
  const changes: Change[] = [];
  for (let number = 1; number <= count; number += 1) {
    const name = `flip-${String(number).padStart(2, "0")}.${ZONE}`;
    const config = { Type: "HTTP", IPAddress: PRIMARY, Port: 80, ResourcePath: "/", Disabled: true } as const;
    const created = await client.send(new CreateHealthCheckCommand({ CallerReference: name, HealthCheckConfig: config }));
    const check = created.HealthCheck?.Id ?? "";
    const common = { Name: name, Type: "A", TTL: 60 } as const;
    const primary = { ...common, SetIdentifier: "1", Failover: "PRIMARY", HealthCheckId: check } as const;
    const secondary = { ...common, SetIdentifier: "2", Failover: "SECONDARY" } as const;
    changes.push({ Action: "CREATE", ResourceRecordSet: { ...primary, ResourceRecords: [{ Value: PRIMARY }] } });
    changes.push({ Action: "CREATE", ResourceRecordSet: { ...secondary, ResourceRecords: [{ Value: SECONDARY }] } });
    pairs.push({ id: `${name}/A`, check });
  }
  await client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zone?.Id, ChangeBatch: { Changes: changes } }));
  return pairs;
}

async function isReady(lab: Lab, pairs: readonly BenchPair[]): Promise<boolean> {
  const reply = await fetch(`${lab.addresses.api}/pairs?limit=1000`);
  const { pairs: seen = [] } = (await reply.json()) as { pairs?: { id: string; role: string }[] };
  const served = new Map(seen.map(({ id, role }) => [id, role]));
  // That so many pairs are watched from now on is told, too: five by themselves, the rest in a digest, which would hold their flips up.
  const messages = lab.slack.messages();
  const isTold = pairs.length <= ALERTS_BY_THEMSELVES || messages.some(({ metadata }) => eventOf(metadata)?.startsWith("digest:"));
  const isQuiet = Date.now() - Math.max(0, ...messages.map(({ at }) => at)) > WINDOW_MS;
  return pairs.every(({ id }) => served.get(id) === "primary") && isTold && isQuiet;
}

async function timesOf(lab: Lab, pair: string): Promise<AlertTimes | undefined> {
  let message: ReturnType<Lab["slack"]["messages"]>[number] | undefined;
  let event: FlipwatchEvent | undefined;
  await until(TOLD_LIMIT_MS, TOLD_EVERY_MS, `${pair} in Slack`, () => {
    event ??= eventIn(lab, pair);
    message = lab.slack.messages().find(({ metadata }) => event !== undefined && eventOf(metadata) === event.id);
    return message !== undefined;
  }).catch((problem: Error) => progress(`${problem.message}; ${event === undefined ? "it was not decided" : "it was decided"}`));
  if (event === undefined || message === undefined) return undefined;
  return { pair, ballotAt: decidingBallotAt(event), recordedAt: event.recordedAt, slackAt: message.at };
}

/** The look-alike of a web hook gets every event. */
function eventIn(lab: Lab, pair: string): FlipwatchEvent | undefined {
  const bodies = lab.webhook.received().map(({ body }) => body as FlipwatchEvent);
  return bodies.find((event) => event.pair === pair && event.kind === "failover");
}

function eventOf(metadata: unknown): string | undefined {
  return (metadata as { event_payload?: { event?: string } } | undefined)?.event_payload?.event;
}

/**
 * Of three regions the second that voted so, by when its ballot was sealed. An event says when a vote was last cast; a round later than the vote's
 * first answer that is another ballot, and the answer itself counts, which is earlier than any.
 */
function decidingBallotAt({ evidence = {}, to }: FlipwatchEvent): number {
  const votes = Object.values(evidence).filter(({ verdict, fresh }) => fresh && verdict === to);
  const sealed = votes.map(({ at, since }) => (at - since.by < 0.75 * ROUND_MS ? at : since.by));
  return sealed.toSorted((a, b) => a - b)[1] ?? Number.NaN;
}

async function until(limitMs: number, everyMs: number, what: string, look: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await look())) {
    if (performance.now() > end) throw new Error(`not seen within ${limitMs / 1_000} s: ${what}`);
    await pause(everyMs);
  }
}
