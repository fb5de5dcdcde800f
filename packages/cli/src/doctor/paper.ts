/** What can be said without asking anybody: of this Node, the configuration's own warnings, its secrets, its regions' names, what it takes of quotas and costs. */
import { channelFields } from "@flipwatch/adapters/channels/registry";
import { type Config, isSigning, plainSecretsIn, secretsIn, sstNameOf } from "@flipwatch/core";
import { monthlyCost, type Place } from "@flipwatch/core/cost/monthly-cost";
import { HEALTH_CHECKS_QUOTA, OWN_REQUESTS_PER_SECOND, quotaUse, ROUTE53_REQUESTS_PER_SECOND } from "@flipwatch/core/cost/quotas";
import { costWarnings } from "@flipwatch/core/cost/warnings";
import { type Counted, watchingOf } from "@flipwatch/core/cost/watching";
import { counted, joinedByAnd } from "@flipwatch/core/phrases";
import { configWarning, notChecked, ok, problem, type Sight, warning } from "./sight.ts";

/** As `engines` in package.json has it. */
const OLDEST_NODE = [20, 19] as const;
/** So close to a quota it is worth a word. */
const NEAR = 0.9;

export function seeNode(version: string): Sight {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isOld = major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
  return isOld ? problem("Node.js", `${version} is too old.`, `Install ${OLDEST_NODE.join(".")} or newer.`) : ok("Node.js", version);
}

export function seeConfig(path: string, warnings: readonly string[]): Sight[] {
  return warnings.length === 0 ? [ok("configuration", path)] : warnings.map(configWarning);
}

/** A configuration for one machine is deployed nowhere. */
export function isDeployed({ home }: Pick<Config, "home">): boolean {
  return home !== "local";
}

function placeOf(config: Config): Place {
  return isDeployed(config) ? "cloud" : "run";
}

/** `config` with its marks in it. */
export function seeSecrets(config: Config, environment: Readonly<Record<string, string | undefined>>): Sight[] {
  const plain = isDeployed(config) ? plainSecretsIn(config, channelFields) : [];
  return [
    ...plain.map((field) =>
      problem(
        `secret ${field}`,
        "It is written out, which a deployment refuses.",
        `Write secret("NAME") there, and set NAME: see README.md.`,
      ),
    ),
    ...secretsIn(config).map((name) => seeSecret(name, isDeployed(config), environment[name])),
    ...(isDeployed(config) && isSigning(config.access) ? [seeSecret(SESSION_SECRET, true, environment[SESSION_SECRET], RANDOM)] : []),
  ];
}

/** No configuration names it: a deployment that people sign in to, or come into by links, signs with it. One machine makes its own. */
const SESSION_SECRET = "FLIPWATCH_SESSION_SECRET";
const RANDOM = '"$(openssl rand -hex 32)"';

/** Without its stage SST would set it for a stage of whoever sits here. */
function seeSecret(name: string, isForCloud: boolean, value: string | undefined, example = "…"): Sight {
  const part = `secret ${name}`;
  const own = sstNameOf(name);
  const forCloud = `\`npx sst secret list --stage <stage>\` says whether the deployment has it as ${own}; \`npx sst secret set ${own} ${example} --stage <stage>\` sets it.`;
  if (value) return ok(part, `It is set in this environment.${isForCloud ? ` ${forCloud}` : ""}`);
  if (isForCloud) return notChecked(part, "It is not set in this environment, so what needs it can't be tried from here.", forCloud);
  return problem(part, "It is not set in this environment.", `export ${name}=…`);
}

/** `accountChecks`: all health checks of the account; `recordSets`: of the zones. Absent where nobody could count them. */
export interface SeenOfAccount extends Counted {
  accountChecks?: number;
  recordSets?: number;
}

export function seeQuotas(config: Config, seen: SeenOfAccount): Sight[] {
  const watching = watchingOf(config, seen);
  if (watching.isAssumed) return [notChecked("quotas", "How many pairs the zones have is not known, so neither is what they take.")];
  return [
    ...seeCheckQuota(watching.checks, seen.accountChecks),
    ...(config.zones.length > 0 ? [seeRequestQuota(watching, seen.recordSets, placeOf(config))] : []),
  ];
}

function seeCheckQuota(needed: number, there: number | undefined): Sight[] {
  const part = "quota of health checks";
  const limit = `An account has ${HEALTH_CHECKS_QUOTA} unless AWS raised it.`;
  if (there === undefined && needed === 0) return [];
  const count = there ?? needed;
  const saw =
    there === undefined
      ? `This configuration has ${counted(needed, "health check")}. ${limit}`
      : `Of the account's ${counted(there, "health check")} ${needed} drive these pairs. ${limit}`;
  const todo = "Before you make more, ask AWS for a higher quota, or let pairs with the same endpoint share a health check.";
  return [count >= HEALTH_CHECKS_QUOTA * NEAR ? warning(part, saw, todo) : ok(part, saw)];
}

function seeRequestQuota(watching: Parameters<typeof quotaUse>[0], recordSets: number | undefined, place: Place): Sight {
  const part = "quota of Route 53's API";
  const { route53Requests, perSecond, discoverSeconds, mostDiscoverSeconds } = quotaUse(watching, recordSets, place);
  const all = OWN_REQUESTS_PER_SECOND[place];
  const who =
    place === "cloud" ? `deployed, Flipwatch keeps to ${all}, with what its other steps ask` : `\`flipwatch run\` keeps to ${all}`;
  const rate = `AWS takes ${ROUTE53_REQUESTS_PER_SECOND} a second from an account, of all its users together; ${who}`;
  const takes = `takes ${counted(route53Requests, "request")} and about ${Math.ceil(discoverSeconds)} s at ${perSecond} a second`;
  const saw = `Reading the zones, each minute, ${takes}. ${rate}.`;
  if (discoverSeconds > mostDiscoverSeconds)
    return problem(part, `${saw} It has ${mostDiscoverSeconds} s.`, "Watch fewer zones, or name the pairs outright under `pairs`.");
  if (discoverSeconds > mostDiscoverSeconds * NEAR)
    return warning(part, saw, "Watch fewer zones, or name the pairs outright under `pairs`.");
  return ok(part, saw);
}

export function seeCost(config: Config, seen: Counted): Sight[] {
  const place = placeOf(config);
  const { dollars, watching } = monthlyCost(config, seen, place);
  const assumed = watching.isAssumed ? `, if there are ${watching.pairs} pairs` : "";
  const saw = `About $${Math.round(dollars)} a month to AWS${assumed}; \`flipwatch cost\` shows for what.`;
  const dear = costWarnings(config, seen, place);
  return [ok("cost", saw), ...dear.map((text) => warning("cost", text))];
}

/** `a, b and c`, or how many more there are. */
export function someOf(names: readonly string[], most = 3): string {
  return names.length <= most ? joinedByAnd(names) : `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}
