/** Whether every part of a Flipwatch that runs reports in, as its API has it: each region, discovery, health, tally, each channel. */
import { type Config, type Finding, FLEET, FlipwatchError, type FlipwatchEvent, MINUTE, type Ms } from "@flipwatch/core";
import { counted } from "@flipwatch/core/phrases";
import type { RecentDeliveries } from "@flipwatch/functions/api/deliveries";
import type { Overview } from "@flipwatch/functions/api/overview";
import type { PairSummary } from "@flipwatch/functions/api/pairs";
import { duration } from "../output/duration.ts";
import { someOf } from "./paper.ts";
import { notChecked, ok, problem, type Sight, warning } from "./sight.ts";

/** Reads JSON of one path. Throws FlipwatchError that says what was tried. */
export type Ask = <T>(path: string) => Promise<T>;

export interface Deployment {
  /** For people. */
  url: string;
  /** Asked for by name; otherwise it is only where the configuration says that it will be. */
  isNamed: boolean;
  ask: Ask;
  now(): Ms;
}

/** Of so many pairs the readings are looked at, and so many of the newest events of the FLEET log. */
const PAIRS_READ = 1_000;
const EVENTS_READ = 1_000;
/** CloudWatch's data come a few minutes late, and above 200 checks each is read every fifth minute. */
const OLD_READING_MS = 12 * MINUTE;

export async function seeDeployment(config: Config, deployment: Deployment): Promise<Sight[]> {
  const part = "deployment";
  try {
    const overview = await deployment.ask<Overview>("/api/health");
    const now = deployment.now();
    const steps = await deployment.ask<{ events: FlipwatchEvent[] }>(`/api/pairs/${FLEET}/events?order=desc&limit=${EVENTS_READ}`);
    const { findings } = await deployment.ask<{ findings: Finding[] }>("/api/findings");
    const { pairs } = await deployment.ask<{ pairs: PairSummary[] }>(`/api/pairs?limit=${PAIRS_READ}`);
    const told = await deployment.ask<RecentDeliveries>("/api/deliveries?limit=1000");
    return [
      ok(part, `${deployment.url} answers, and watches ${counted(overview.pairs, "pair")}.`),
      ...seeVotes(overview, config, now),
      seeTally(overview, now),
      seeDiscovery(overview, findings, steps.events),
      seeReadings(pairs, overview, steps.events, now),
      ...seeDeliveries(overview, told),
      ...seeHeartbeat(config),
    ];
  } catch (error) {
    if (!(error instanceof FlipwatchError) || (error.code === "config-invalid" && deployment.isNamed)) throw error;
    // On this machine it says what to do of other commands; that nothing answers is all there is to know here.
    const isRemote = deployment.url.startsWith("https:");
    const words = error.cause === undefined || isRemote ? error.message : "nothing answers there as Flipwatch's API does";
    if (deployment.isNamed) {
      const todo =
        "Give the address of the dashboard; where it is closed, set FLIPWATCH_SESSION_SECRET to its secret, or give a link to it.";
      return [problem(part, `${deployment.url}: ${words}`, todo)];
    }
    return [
      notChecked(
        part,
        `${deployment.url}, the configured dashboardUrl: ${words.replace(/\.$/, "")}.`,
        "Once it is deployed: `flipwatch doctor --url …`.",
      ),
    ];
  }
}

/** By the regions of the deployment; that the configuration here has others is worth a word. */
function seeVotes({ regions, staleMs, pairs }: Overview, config: Config, now: Ms): Sight[] {
  const votes = Object.entries(regions).map(([region, { at, fresh }]) => {
    const part = `votes of ${region}`;
    if (pairs === 0) return notChecked(part, "No pair is watched, so nobody votes.");
    if (at === undefined)
      return problem(part, "It never voted.", `Look at the log of the probe in ${region}: /aws/lambda/flipwatch-<stage>-probe.`);
    if (fresh) return ok(part, `The newest is ${duration(now - at)} old.`);
    return problem(
      part,
      `The newest is ${duration(now - at)} old; after ${duration(staleMs)} they count no more.`,
      `Look at the log of the probe in ${region}: /aws/lambda/flipwatch-<stage>-probe.`,
    );
  });
  const other = config.regions.filter((region) => !(region in regions) && config.home !== "local");
  if (other.length === 0) return votes;
  return [...votes, warning("regions", `The deployment does not know ${someOf(other)}, which this configuration has.`, "Deploy again.")];
}

/** Every fresh vote has passed through tally. */
function seeTally({ regions, staleMs, pairs }: Overview, now: Ms): Sight {
  const newest = Math.max(0, ...Object.values(regions).map(({ at }) => at ?? 0));
  if (pairs === 0) return notChecked("tally", "There is nothing to count.");
  if (newest > 0 && now - newest <= staleMs) return ok("tally", `It counted votes ${duration(Math.max(0, now - newest))} ago.`);
  const saw = newest === 0 ? "It never counted a vote." : `It counted no vote for ${duration(now - newest)}.`;
  return problem("tally", saw, "Look at its log, /aws/lambda/flipwatch-<stage>-tally, and at those of the probes.");
}

function seeDiscovery({ zones, pairs }: Overview, findings: readonly Finding[], events: readonly FlipwatchEvent[]): Sight {
  const failing = failingStep("discover", events);
  if (failing !== undefined) return failing;
  const troubles = findings.filter(({ rule }) => rule.startsWith("zone-"));
  const [first] = troubles;
  if (first !== undefined) return problem("discover", troubles.map(({ message }) => message).join(" "), first.fix);
  if (pairs === 0) return warning("discover", "It found no pair.", "Look for PRIMARY and SECONDARY record sets of one name in the zones.");
  const others = findings.length === 0 ? "" : ` ${counted(findings.length, "finding")} about their records, on the dashboard.`;
  return ok("discover", `${counted(pairs, "pair")}${zones.length === 0 ? "" : `, those of ${someOf(zones)} included`}.${others}`);
}

function seeReadings(pairs: readonly PairSummary[], { ttlUnitMs }: Overview, events: readonly FlipwatchEvent[], now: Ms): Sight {
  const part = "health";
  const failing = failingStep(part, events);
  if (failing !== undefined) return failing;
  const sides = pairs.flatMap(({ health }) => [health.primary, health.secondary]).filter(({ check }) => check !== undefined);
  if (sides.length === 0) return notChecked(part, "No pair has a health check.");
  const newest = Math.max(0, ...sides.map(({ period }) => period ?? 0));
  const todo = "Look at its log, /aws/lambda/flipwatch-<stage>-health, and whether it may call cloudwatch:GetMetricData.";
  if (newest === 0) return problem(part, "No health check was ever read.", todo);
  const age = duration(Math.max(0, now - newest));
  const isOld = now - newest > (OLD_READING_MS * ttlUnitMs) / 1_000;
  return isOld ? problem(part, `The newest reading is of ${age} ago.`, todo) : ok(part, `The newest reading is of ${age} ago.`);
}

/** Its failure is told once, and its end once. */
function failingStep(step: string, newestFirst: readonly FlipwatchEvent[]): Sight | undefined {
  const last = newestFirst.find(({ kind, detail }) => (kind === "step-failing" || kind === "step-working") && detail?.step === step);
  if (last?.kind !== "step-failing") return undefined;
  return problem(step, last.message, "Put right what it says; it goes on by itself.");
}

function seeDeliveries({ channels, failingChannels }: Overview, { deliveries }: RecentDeliveries): Sight[] {
  if (channels.length === 0) return [warning("deliver", "No channel is configured: nobody is told.", "Add one under `channels`.")];
  return channels.map((channel) => {
    const part = `deliver to ${channel}`;
    const failing = failingChannels.find((one) => one.channel === channel);
    if (failing !== undefined)
      return problem(
        part,
        `Alerts have been failing: ${failing.error}`,
        `\`flipwatch alert-test --channel ${channel}\` says what stands in the way.`,
      );
    const own = deliveries.filter((one) => one.channel === channel);
    const lost = own.filter(({ state }) => state === "given-up" || state === "unknown").length;
    if (lost > 0)
      return warning(
        part,
        `In the last day ${counted(lost, "alert")} did not arrive, or may not have.`,
        "The dashboard's page of deliveries can send them again.",
      );
    const sent = own.filter(({ state }) => state === "delivered").length;
    if (sent > 0) return ok(part, `In the last day ${counted(sent, "alert")} arrived, none was lost.`);
    return notChecked(
      part,
      "In the last day there was nothing to tell.",
      `\`flipwatch alert-test --channel ${channel}\` sends a marked test.`,
    );
  });
}

/** Only whoever expects the pings knows. */
function seeHeartbeat({ heartbeat }: Config): Sight[] {
  return (heartbeat ?? []).map(({ name }) =>
    notChecked(
      `heartbeat ${name}`,
      "Whether pings arrive, only the monitoring service knows.",
      "Look there: it should have heard of it within the last minutes.",
    ),
  );
}
