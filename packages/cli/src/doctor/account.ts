/** What the account says: whether it takes the credentials, whether its zones, health checks and their metrics can be read, whether its regions are open. */
import { type Config, type Metrics, MINUTE, type Ms, pairsOfConfig, type Route53 } from "@flipwatch/core";
import { counted } from "@flipwatch/core/phrases";
import { readZones, type ZonesRead } from "@flipwatch/functions/steps/discover/zones";
import type { AskConcurrency } from "./concurrency.ts";
import { misspelt } from "./known-regions.ts";
import { type SeenOfAccount, someOf } from "./paper.ts";
import { notChecked, ok, problem, type Sight, warning, within } from "./sight.ts";
import { type Trouble, troubleOf } from "./trouble.ts";

export interface AccountPorts {
  route53: Route53;
  metrics: Metrics;
  /** Resolves where the region answered. */
  askRegion(region: string): Promise<void>;
  askConcurrency: AskConcurrency;
  now(): Ms;
}

const CREDENTIALS = "AWS credentials";
const NO_CREDENTIALS =
  "None were found: neither keys in the environment, nor a profile or sign-in in ~/.aws, nor a role of this machine or container.";
const GIVE_CREDENTIALS =
  "Sign in (`aws sso login`, `aws configure`) and name the profile by AWS_PROFILE, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.";
const ALLOW = "Allow it for whoever runs this; README.md, “Point it at your names”, lists what is needed.";
/** A metric is there within a few minutes; a check without any for longer is disabled, or new. */
const METRIC_MINUTES = 15;
/** Asked for the metrics of so many: enough to know whether they can be read. */
const CHECKS_TRIED = 5;

/** Whether anything of this configuration asks AWS. */
export function needsAws({ home, zones, pairs, channels }: Config): boolean {
  const hasCheck = pairs.some(({ primary, secondary }) => (primary.healthCheckId ?? secondary.healthCheckId) !== undefined);
  return home !== "local" || zones.length > 0 || hasCheck || "sns" in channels || "eventbridge" in channels;
}

/** Cheap and signed, and the first thing that discovery asks for. `usable`: the rest can be asked. */
export async function seeCredentials({ route53 }: AccountPorts): Promise<{ sight: Sight; usable: boolean }> {
  try {
    const zones = await within(route53.zones());
    if (zones === "late") return { sight: unreachable("it did not answer in time"), usable: false };
    return { sight: ok(CREDENTIALS, `Accepted: Route 53 lists ${counted(zones.length, "hosted zone")}.`), usable: true };
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble.kind === "denied")
      return { sight: ok(CREDENTIALS, "Accepted, though route53:ListHostedZones is not allowed."), usable: true };
    return { sight: credentialTrouble(trouble), usable: false };
  }
}

function credentialTrouble({ kind, words }: Trouble): Sight {
  if (kind === "no-credentials")
    return problem(CREDENTIALS, words === "" ? NO_CREDENTIALS : `None could be had: ${words}`, GIVE_CREDENTIALS);
  if (kind === "refused")
    return problem(
      CREDENTIALS,
      `AWS refuses them: ${words}`,
      "Renew them, or choose others by AWS_PROFILE; check the clock of this machine.",
    );
  if (kind === "unreachable") return unreachable(words);
  return problem(CREDENTIALS, `They could not be tried: ${words}`, "Try again; if it stays so, look at https://health.aws.amazon.com.");
}

function unreachable(words: string): Sight {
  return problem(
    CREDENTIALS,
    `AWS can't be reached from here: ${words}`,
    "Check the network, its proxy and its name resolution; nothing else of AWS was tried.",
  );
}

export interface ZonesSeen {
  sights: Sight[];
  read: ZonesRead;
}

export async function seeZones(config: Config, { route53 }: AccountPorts): Promise<ZonesSeen | undefined> {
  const read = await within(readZones(route53, config.zones), 3 * MINUTE);
  if (read === "late") return undefined;
  const sights = [
    ...read.troubles.map(({ name, finding }) => problem(`zone ${name}`, finding.message, finding.fix)),
    ...read.found.map(seeZone),
  ];
  return { sights, read };
}

function seeZone({ zone, recordSets, pairs, findings }: ZonesRead["found"][number]): Sight {
  const part = `zone ${zone.name.replace(/\.$/, "")}`;
  const saw = `${counted(pairs.length, "failover pair")} among ${counted(recordSets, "record set")} (${zone.id}${zone.private ? ", private" : ""}).`;
  const [first] = findings;
  if (first !== undefined) return warning(part, `${saw} ${counted(findings.length, "finding")}, such as: ${first.message}`, first.fix);
  if (zone.private) return warning(part, saw, "Nobody outside its VPCs can ask a private zone, so its pairs are shown and not probed.");
  return pairs.length === 0
    ? warning(part, saw, "Nothing is watched there until a PRIMARY and a SECONDARY record set of one name exist.")
    : ok(part, saw);
}

/** Of all pairs that are known: whose health checks, and what of them can be read. */
export async function seeHealthChecks(
  config: Config,
  read: ZonesRead | undefined,
  ports: AccountPorts,
): Promise<{ sights: Sight[]; seen: SeenOfAccount }> {
  const pairs = [...pairsOfConfig(config).pairs, ...(read?.found.flatMap((found) => found.pairs) ?? [])];
  const needed = [
    ...new Set(pairs.flatMap(({ primary, secondary }) => [primary.healthCheckId ?? [], secondary.healthCheckId ?? []].flat())),
  ];
  const recordSets = read?.found.reduce((sum, found) => sum + found.recordSets, 0);
  // A zone that can't be read is told by itself; the others' numbers are better than assumed ones.
  const known: SeenOfAccount =
    read === undefined ? {} : { pairs: new Set(pairs.map(({ id }) => id)).size, checks: needed.length, recordSets };
  const part = "health checks";
  if (needed.length === 0) return { sights: [notChecked(part, "No pair that is known has one.")], seen: known };
  try {
    const listed = await within(ports.route53.healthChecks());
    if (listed === "late") return { sights: [problem(part, "Route 53 did not list them in time.", "Try again.")], seen: known };
    const there = new Set(listed.map(({ id }) => id));
    const missing = needed.filter((id) => !there.has(id));
    const sights =
      missing.length > 0 ? [missingChecks(part, missing)] : [ok(part, `All ${needed.length} that drive pairs are in this account.`)];
    return { sights: [...sights, await seeMetrics(needed, ports)], seen: { ...known, accountChecks: listed.length } };
  } catch (error) {
    return { sights: [refused(part, "route53:ListHealthChecks", error), await seeMetrics(needed, ports)], seen: known };
  }
}

function missingChecks(part: string, missing: readonly string[]): Sight {
  const todo =
    "Correct the ids under `pairs`, or use the account that has them. A record that names a deleted health check can't fail over.";
  return problem(part, `${someOf(missing)} ${missing.length === 1 ? "is" : "are"} not in this account.`, todo);
}

async function seeMetrics(checks: readonly string[], { metrics, now }: AccountPorts): Promise<Sight> {
  const part = "health metrics";
  const tried = checks.slice(0, CHECKS_TRIED);
  try {
    const found = await within(metrics.readings(tried, now() - METRIC_MINUTES * MINUTE, now()));
    if (found === "late") return problem(part, "CloudWatch did not answer in time.", "Try again.");
    const silent = tried.filter((check) => (found.get(check) ?? []).length === 0);
    if (silent.length === 0)
      return ok(part, `CloudWatch has data of the last ${METRIC_MINUTES} minutes for ${counted(tried.length, "health check")} tried.`);
    return warning(
      part,
      `CloudWatch has no data of the last ${METRIC_MINUTES} minutes for ${someOf(silent)}.`,
      "A new health check has some after a few minutes; a disabled one has none.",
    );
  } catch (error) {
    return refused(part, "cloudwatch:GetMetricData", error);
  }
}

function refused(part: string, permission: string, error: unknown): Sight {
  const { kind, words } = troubleOf(error);
  if (kind === "denied") return problem(part, `${permission} is not allowed: ${words}`, ALLOW);
  return problem(part, words, "Try again; if it stays so, look at the message.");
}

/** All at the same time. */
export async function seeRegions({ home, regions }: Config, { askRegion }: AccountPorts): Promise<Sight[]> {
  const wanted = [...new Set([home, ...regions])].filter((region) => region !== "local");
  return Promise.all(wanted.map((region) => seeRegion(region, askRegion)));
}

async function seeRegion(region: string, askRegion: AccountPorts["askRegion"]): Promise<Sight> {
  const part = `region ${region}`;
  const spelling = misspelt(region);
  const meant = spelling?.meant === undefined ? "" : ` Did you mean ${spelling.meant}?`;
  const unknown = `It is none of the regions known when this was written.${meant}`;
  try {
    const answer = await within(askRegion(region));
    if (answer === "late") return problem(part, "It did not answer in time.", "Try again, or choose another region.");
  } catch (error) {
    const { kind, words } = troubleOf(error);
    if (kind === "refused")
      return problem(
        part,
        `It does not take this account's credentials: ${words}`,
        "Enable the region for the account (AWS console, Account, Regions), or choose another.",
      );
    if (kind === "unreachable")
      return problem(
        part,
        spelling === undefined ? `It can't be reached: ${words}` : `There is no such region: ${words}.${meant}`,
        "Correct the name under `regions` or `home`.",
      );
    if (kind !== "denied") return warning(part, `It answered, but not as expected: ${words}`);
  }
  return spelling === undefined
    ? ok(part, "It takes this account's credentials.")
    : warning(part, unknown, "Check its spelling under `regions` or `home`.");
}

/** Without asking anybody. */
export function seeRegionNames({ home, regions }: Config): Sight[] {
  const wanted = [...new Set([home, ...regions])].filter((region) => region !== "local");
  return wanted.map((region) => {
    const spelling = misspelt(region);
    if (spelling === undefined) return notChecked(`region ${region}`, "The name is right; whether the account may use it was not tried.");
    const meant = spelling.meant === undefined ? "" : ` Did you mean ${spelling.meant}?`;
    return warning(
      `region ${region}`,
      `It is none of the regions known when this was written.${meant}`,
      "Check its spelling under `regions` or `home`.",
    );
  });
}
