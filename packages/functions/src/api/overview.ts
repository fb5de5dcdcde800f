/** How Flipwatch itself is: how fresh each region's votes are, and what it is set up to do. Names only, no address of a channel. */
import { channelIds, type Ms } from "@flipwatch/core";
import { type FailingChannel, failingChannels } from "./failing-channels.ts";
import type { ApiPorts } from "./ports.ts";

export interface Overview {
  /** Every region was heard of lately, in every shard. */
  ok: boolean;
  pairs: number;
  /** By configured region: the newest round counted in every shard; absent when never. */
  regions: Record<string, { at?: Ms; fresh: boolean }>;
  intervalMs: number;
  staleMs: number;
  /** One second of a TTL in real milliseconds: 1,000, divided by the lab's speed. */
  ttlUnitMs: number;
  home: string;
  zones: readonly string[];
  channels: readonly string[];
  /** Those of the channels that can't be told at the moment. */
  failingChannels: readonly FailingChannel[];
}

export async function overview(ports: ApiPorts): Promise<Overview> {
  const { records, clock, policy, config } = ports;
  const manifests = (await records.manifests.current()).filter(({ slots }) => slots.some(({ retired }) => retired !== true));
  const tallies = await Promise.all(manifests.map(({ shard }) => records.tallies.get(shard)));
  const now = clock.now();
  const heard = policy.regions.map((region) => {
    const ats = tallies.map((tally) => tally?.regions[region]?.at);
    const at = ats.length === 0 || ats.includes(undefined) ? undefined : Math.min(...ats.flatMap((each) => each ?? []));
    return [region, { at, fresh: at !== undefined && now - at <= policy.staleMs }] as const;
  });
  return {
    ok: heard.every(([, { fresh }]) => fresh) || manifests.length === 0,
    pairs: manifests.reduce((sum, { slots }) => sum + slots.filter(({ retired }) => retired !== true).length, 0),
    regions: Object.fromEntries(heard),
    intervalMs: policy.intervalMs,
    staleMs: policy.staleMs,
    ttlUnitMs: policy.ttlUnitMs,
    home: config.home,
    zones: config.zones,
    channels: channelIds(config.channels),
    failingChannels: await failingChannels(ports),
  };
}
