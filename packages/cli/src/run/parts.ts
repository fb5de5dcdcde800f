/** The parts of `flipwatch run`: the shipped steps on one machine, with the store on disk and wake-ups by hand instead of queues. */
import { randomInt, randomUUID } from "node:crypto";
import { createChannels } from "@flipwatch/adapters/channels/registry";
import { createAsker } from "@flipwatch/adapters/dns/asker";
import { createNameServers } from "@flipwatch/adapters/dns/name-servers";
import { systemResolvers } from "@flipwatch/adapters/dns/system-resolvers";
import { createPinger } from "@flipwatch/adapters/heartbeat/pinger";
import { createMaintenance } from "@flipwatch/adapters/maintenance/windows";
import type { Records } from "@flipwatch/adapters/store/records";
import { systemClock } from "@flipwatch/adapters/system-clock";
import { type Channel, type Config, deliveryPolicyOf, type FlipwatchEvent, type Maintenance, type Policy, tagsFrom } from "@flipwatch/core";
import { OWN_REQUESTS_PER_SECOND } from "@flipwatch/core/cost/quotas";
import { serveDeliver, serveDiscover, serveHealth, serveHeartbeat, serveProbe, serveTally } from "@flipwatch/functions/flow";
import { policyFrom, tryMs } from "@flipwatch/functions/settings";

import type { Log } from "@flipwatch/functions/steps/log";
import { rereadDefinition } from "@flipwatch/functions/steps/tally/reread";
import { joined } from "./joined.ts";

/** One machine is one region, whatever the configuration lists for the cloud. */
export const LOCAL_REGION = "local";
/** As in Lambda: a minute's invocation takes over from the one before, which ends by itself if none comes. */
const LONGEST_PROBE_MS = 175_000;
/** More often than in the cloud, so that a start is followed by a ping within seconds. */
export const HEARTBEAT_TURN_MS = 10_000;

export interface PartsOptions {
  config: Config;
  records: Records;
  log: Log;
  signal: AbortSignal;
  wakeTally(shard: number): void;
  wakeDeliver(log: string): void;
}

export interface Parts {
  policy: Policy;
  /** Aborts when the process is to end. */
  signal: AbortSignal;
  channels: Channel[];
  resolvers: readonly string[];
  discover: ReturnType<typeof serveDiscover>;
  probe: ReturnType<typeof serveProbe>;
  health: ReturnType<typeof serveHealth>;
  tally: ReturnType<typeof serveTally>;
  deliver: ReturnType<typeof serveDeliver>;
  heartbeat: ReturnType<typeof serveHeartbeat>;
  close(): Promise<void>;
}

export async function createParts(options: PartsOptions): Promise<Parts> {
  const { config, records, log } = options;
  const clock = systemClock;
  const policy = policyFrom({ ...config, regions: [LOCAL_REGION] });
  const resolvers = config.probe.resolvers.length > 0 ? config.probe.resolvers : systemResolvers();
  const maintenance = await readMaintenance(config);
  const asker = createAsker({ network: config.network, now: clock.now, randomId: () => randomInt(65_536) });
  const timeoutMs = tryMs(config, 1_000);
  const usesAws = config.zones.length > 0;
  const readsHealth = usesAws || config.pairs.some((pair) => (pair.primary.healthCheckId ?? pair.secondary.healthCheckId) !== undefined);
  const { route53, metrics } = readsHealth ? await awsParts(clock) : {};
  const source = { records, route53: usesAws ? route53 : undefined, config, clock, log };
  const wakeUps = { wake: async (shard: number) => options.wakeTally(shard) };
  const publisher = { publish: async (event: FlipwatchEvent) => options.wakeDeliver(event.pair) };
  const channels = createChannels(config.channels, { clock, dashboardUrl: config.dashboardUrl });
  return {
    policy,
    signal: options.signal,
    channels,
    resolvers,
    // While Route 53 is in trouble a run may take longer than a minute.
    discover: joined(serveDiscover({ ...source, channels: channels.map((channel) => channel.id) })),
    probe: serveProbe({
      records,
      asker,
      nameServers: createNameServers({ asker, resolvers, now: clock.now, timeoutMs }),
      wakeUps,
      clock,
      policy,
      region: LOCAL_REGION,
      regionIndex: 0,
      resolvers: config.probe.resolvers,
      timeoutMs,
      maxMs: LONGEST_PROBE_MS,
      signal: options.signal,
      log,
    }),
    health: serveHealth({
      records,
      metrics,
      route53,
      wakeUps,
      clock,
      policy,
      log,
    }),
    tally: serveTally({ records, publisher, reread: rereadDefinition(source), maintenance, clock, policy, log }),
    deliver: serveDeliver({
      records,
      channels,
      clock,
      random: Math.random,
      owner: randomUUID(),
      policy: deliveryPolicyOf(1, config.probe.intervalSeconds),
      routes: config.routes,
      tagsOf: tagsFrom(config),
      log,
    }),
    heartbeat: serveHeartbeat({
      records,
      targets: config.heartbeat ?? [],
      turnMs: HEARTBEAT_TURN_MS,
      ping: createPinger(),
      clock,
      policy,
      log,
    }),
    close: () => asker.close(),
  };
}

/** A rule that can't be read is told now, not when tally asks for the windows. */
async function readMaintenance(config: Config): Promise<Maintenance | undefined> {
  const maintenance = createMaintenance(config.maintenance);
  await maintenance?.windows(0, 0);
  return maintenance;
}

/** Loaded only where they are wanted: names of other providers need no AWS, and its clients take memory. */
async function awsParts(clock: typeof systemClock) {
  const [{ createRoute53 }, { createMetrics }] = await Promise.all([
    import("@flipwatch/adapters/aws/route53"),
    import("@flipwatch/adapters/aws/cloudwatch"),
  ]);
  return {
    route53: createRoute53({ requestsPerSecond: OWN_REQUESTS_PER_SECOND.run, clock }),
    metrics: createMetrics({ periodMs: 60_000 }),
  };
}
