/**
 * `GET /metrics`: what of Flipwatch's record a monitoring system can go by. Everything is read from the record at the moment of the scrape; the
 * log files of pairs are not, so that a scrape costs the same however much has happened.
 */
import { channelIds, type DeliveryState, type Head, HOUR, type Ms, type Role, roles } from "@flipwatch/core";
import { type Overview, overview } from "./overview.ts";
import { type PairSummary, placesOf, summariesOf, surroundingsOf } from "./pairs.ts";
import type { ApiPorts } from "./ports.ts";
import { type Family, prometheusText, type Sample } from "./prometheus.ts";

/** Pairs that are told one by one; `flipwatch_pairs` counts all. */
const MOST_PAIRS = 10_000;
const MOST_SETTLED = 10_000;

export async function metrics(ports: ApiPorts): Promise<string> {
  const { records, clock } = ports;
  const now = clock.now();
  const [places, surroundings] = await Promise.all([placesOf(records), surroundingsOf(ports)]);
  const ids = [...places.keys()].toSorted().slice(0, MOST_PAIRS);
  const [pairs, health, settled, findings] = await Promise.all([
    summariesOf(ports, ids, places, surroundings),
    overview(ports),
    records.deliveries.settled(now - HOUR, now, MOST_SETTLED, { newestFirst: true }),
    records.findings.all(),
  ]);
  const tallies = new Map([...places.values()].map(({ shard, tally }) => [shard, tally?.at]));
  return prometheusText([
    ...ofFlipwatch(health, now),
    tallyAges(tallies, now),
    ...ofPairs(pairs, now),
    ...ofChannels(channelIds(ports.config.channels), health, settled, now),
    {
      name: "flipwatch_findings",
      help: "Faults of the pairs' records that were found, by severity.",
      samples: (["critical", "warning", "info"] as const).map((severity) => ({
        labels: { severity },
        value: findings.filter((finding) => finding.severity === severity).length,
      })),
    },
  ]);
}

// ---- Flipwatch itself ---------------------------------------------------------------------------------------------------

function ofFlipwatch({ ok, pairs, regions }: Overview, now: Ms): Family[] {
  const heard = Object.entries(regions);
  return [
    { name: "flipwatch_ok", help: "1 while every region was heard of lately, in every shard.", samples: [{ value: flag(ok) }] },
    { name: "flipwatch_pairs", help: "Pairs that are watched.", samples: [{ value: pairs }] },
    {
      name: "flipwatch_region_vote_age_seconds",
      help: "Seconds since the newest round of a region that was counted in every shard. Absent for a region that never voted.",
      samples: heard.flatMap(([region, { at }]) => (at === undefined ? [] : [{ labels: { region }, value: secondsSince(at, now) }])),
    },
    {
      name: "flipwatch_region_fresh",
      help: "1 while the votes of a region are recent enough to count.",
      samples: heard.map(([region, { fresh }]) => ({ labels: { region }, value: flag(fresh) })),
    },
  ];
}

function tallyAges(tallies: ReadonlyMap<number, Ms | undefined>, now: Ms): Family {
  return {
    name: "flipwatch_tally_age_seconds",
    help: "Seconds since the votes of a shard were last counted.",
    samples: [...tallies].flatMap(([shard, at]) =>
      at === undefined ? [] : [{ labels: { shard: String(shard) }, value: secondsSince(at, now) }],
    ),
  };
}

// ---- pairs --------------------------------------------------------------------------------------------------------------

function ofPairs(pairs: readonly PairSummary[], now: Ms): Family[] {
  const each = (samples: (pair: PairSummary) => Sample[]) => pairs.flatMap(samples);
  const one = (value: (pair: PairSummary) => number | undefined) =>
    each((pair) => {
      const known = value(pair);
      return known === undefined ? [] : [{ labels: { pair: pair.id }, value: known }];
    });
  return [
    {
      name: "flipwatch_pair_role",
      help: "1 for the role that a pair has now, 0 for the others. It is unknown once nothing was heard of the pair for too long.",
      samples: each(({ id, role }) => oneHot(roles, role, (each: Role) => ({ pair: id, role: each }))),
    },
    {
      name: "flipwatch_pair_role_since_timestamp_seconds",
      help: "When the role began that was decided last.",
      samples: one(({ since }) => since && since.by / 1_000),
    },
    {
      name: "flipwatch_pair_incident_open",
      help: "1 while an incident of the pair is open.",
      samples: one(({ incident }) => flag(incident !== undefined)),
    },
    {
      name: "flipwatch_pair_incident_opened_timestamp_seconds",
      help: "When the incident opened that is open now.",
      samples: one(({ incident }) => incident && incident.openedAt / 1_000),
    },
    {
      name: "flipwatch_pair_last_incident_seconds",
      help: "How long the primary was not served in the incident that ended last, or was served although unhealthy. Absent where there was none, or an end is not known.",
      samples: one(({ lastIncident }) => lastIncident?.durationMs && lastIncident.durationMs / 1_000),
    },
    {
      name: "flipwatch_pair_last_incident_error_seconds",
      help: "By how much that may be too long or too short.",
      samples: one(({ lastIncident }) => lastIncident?.errorMs && lastIncident.errorMs / 1_000),
    },
    { name: "flipwatch_pair_flapping", help: "1 while the pair changes to and fro.", samples: one(({ flapping }) => flag(flapping)) },
    { name: "flipwatch_pair_muted", help: "1 while nobody is told of the pair.", samples: one(({ muted }) => flag(muted !== undefined)) },
    {
      name: "flipwatch_pair_vote_age_seconds",
      help: "Seconds since the pair was last heard of, from any region. Absent when never.",
      samples: one(({ at }) => at && secondsSince(at, now)),
    },
    {
      name: "flipwatch_pair_health",
      help: "1 for the status of a side's health check, 0 for the others. Missing data is unknown; a side without a check is absent.",
      samples: each(({ id, health }) => sides.flatMap((side) => healthSamples(id, side, health[side]))),
    },
    {
      name: "flipwatch_pair_checkers_healthy_ratio",
      help: "Share of Route 53's checkers that report a side as healthy, where CloudWatch has it.",
      samples: each(({ id, health }) =>
        sides.flatMap((side) => {
          const { percentage } = health[side];
          return percentage === undefined ? [] : [{ labels: { pair: id, side }, value: percentage / 100 }];
        }),
      ),
    },
  ];
}

const sides = ["primary", "secondary"] as const;

function healthSamples(pair: string, side: string, { status }: Head["health"]["primary"]): Sample[] {
  return status === "none" ? [] : oneHot(["healthy", "unhealthy", "unknown"], status, (each) => ({ pair, side, status: each }));
}

// ---- channels -----------------------------------------------------------------------------------------------------------

const states: readonly DeliveryState[] = ["delivered", "suppressed", "digested", "given-up", "unknown"];

function ofChannels(
  channels: readonly string[],
  { failingChannels }: Overview,
  settled: readonly { channel: string; state: DeliveryState }[],
  now: Ms,
): Family[] {
  const counts = new Map<string, number>();
  for (const { channel, state } of settled) counts.set(`${channel} ${state}`, (counts.get(`${channel} ${state}`) ?? 0) + 1);
  const failing = new Map(failingChannels.map((channel) => [channel.channel, channel]));
  return [
    {
      name: "flipwatch_deliveries_last_hour",
      help: "Events settled for a channel within the last hour, by what became of them: given-up and unknown did not arrive, or may not have. A gauge over a sliding hour and no counter, since nothing is kept between two scrapes.",
      samples: channels.flatMap((channel) =>
        states.map((state) => ({ labels: { channel, state }, value: counts.get(`${channel} ${state}`) ?? 0 })),
      ),
    },
    {
      name: "flipwatch_deliveries_last_hour_complete",
      help: "0 when more was settled within the last hour than is counted.",
      samples: [{ value: flag(settled.length < MOST_SETTLED) }],
    },
    {
      name: "flipwatch_channel_failing",
      help: "1 while the last try of an event that waits for the channel failed.",
      samples: channels.map((channel) => ({ labels: { channel }, value: flag(failing.has(channel)) })),
    },
    {
      name: "flipwatch_channel_waiting_logs",
      help: "Logs with events that wait for the channel after a failure.",
      samples: channels.map((channel) => ({ labels: { channel }, value: failing.get(channel)?.logs ?? 0 })),
    },
    {
      name: "flipwatch_channel_failing_seconds",
      help: "Seconds since the first try of the oldest event that waits for the channel.",
      samples: [...failing.values()].map(({ channel, since }) => ({ labels: { channel }, value: secondsSince(since, now) })),
    },
  ];
}

// ---- values -------------------------------------------------------------------------------------------------------------

function oneHot<T extends string>(all: readonly T[], now: T, labels: (each: T) => Record<string, string>): Sample[] {
  return all.map((each) => ({ labels: labels(each), value: flag(each === now) }));
}

function flag(is: boolean): number {
  return is ? 1 : 0;
}

function secondsSince(at: Ms, now: Ms): number {
  return Math.max(0, now - at) / 1_000;
}
