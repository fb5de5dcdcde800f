/** Checks what must fit together in a configuration, and what had better. Forms of single fields are `config-schema.ts`'s. */
import * as z from "zod";
import type { Config } from "./config.ts";
import { checkAccess } from "./config-access.ts";
import { checkEscalation } from "./config-attention.ts";
import { once } from "./config-fields.ts";
import { fieldOf, type Path, type Problem, problem } from "./config-problems.ts";
import { checkRoutes, routeWarnings } from "./config-routes.ts";
import { isLoopbackHost } from "./loopback.ts";
import { normaliseName } from "./names.ts";
import { pairId, type RecordType, recordTypes } from "./pair.ts";
import { listed } from "./phrases.ts";
import { checkSecrets } from "./secrets.ts";
import { sharedValues } from "./sides.ts";
import { readValue, valueForms } from "./values.ts";

/** As much of the shape as the checks need, each part on its own, so that one problem doesn't hide another. */
const anyList = z.array(z.unknown());
const texts = z.array(z.string());
const anyObject = z.looseObject({});
const typed = z.looseObject({ type: z.enum(recordTypes) });

/** Problems between the fields of a configuration whose shape may itself be wrong; parts of the wrong shape are passed over. */
export function checksOf(input: unknown): Problem[] {
  const root = anyObject.safeParse(input, once);
  if (!root.success) return [];
  const { regions, zones, pairs, channels } = root.data;
  return [
    ...nothingNamed(zones, pairs),
    ...doubles(["regions"], listOf(regions), textOnly),
    ...doubles(["zones"], listOf(zones), (zone) => (typeof zone === "string" ? normaliseName(zone, "decimal") : undefined)),
    ...doubles(["pairs"], listOf(pairs), pairKey),
    ...listOf(pairs).flatMap((pair, index) => checkPair(pair, ["pairs", index], input)),
    ...checkChannelNames(channels),
    ...doubles(["heartbeat"], listOf(root.data.heartbeat), nameKey),
    ...checkRoutes(input, channels),
    ...checkEscalation(input, channels),
    ...checkAccess(input),
    ...checkSecrets(input),
  ];
}

/** What is no text has no key: that it is none is a problem of its own, and not everything can be made into text. */
function textOnly(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function listOf(value: unknown): unknown[] {
  return anyList.safeParse(value, once).data ?? [];
}

function nothingNamed(zones: unknown, pairs: unknown): Problem[] {
  const isEmpty = (value: unknown): boolean => value === undefined || (Array.isArray(value) && value.length === 0);
  return isEmpty(zones) && isEmpty(pairs)
    ? [{ field: "zones, pairs", text: "nothing to watch, expected at least one name under zones or one pair under pairs" }]
    : [];
}

/** A problem for every entry that says the same as an earlier one. Entries without a key are passed over. */
function doubles(path: Path, entries: readonly unknown[], keyOf: (entry: unknown, index: number) => string | undefined): Problem[] {
  const first = new Map<string, number>();
  return entries.flatMap((entry, index) => {
    const key = keyOf(entry, index);
    const before = key === undefined ? undefined : first.get(key);
    if (key === undefined) return [];
    if (before === undefined) {
      first.set(key, index);
      return [];
    }
    return [{ field: fieldOf([...path, index]), text: `${key} is already at ${fieldOf([...path, before])}, expected it once` }];
  });
}

function pairKey(pair: unknown): string | undefined {
  const found = z.looseObject({ name: z.string(), type: z.string() }).safeParse(pair, once);
  return found.success ? pairId(normaliseName(found.data.name, "decimal"), found.data.type) : undefined;
}

function checkPair(pair: unknown, path: Path, input: unknown): Problem[] {
  const found = typed.safeParse(pair, once);
  if (!found.success) return [];
  const { type } = found.data;
  const sides = (["primary", "secondary"] as const).map((side) => valuesOf(found.data[side], type, [...path, side, "values"], input));
  const problems = sides.flatMap((side) => side.problems);
  const [primary, secondary] = sides.map((side) => side.values);
  const isWhole = problems.length === 0 && primary !== undefined && primary.length > 0 && secondary !== undefined && secondary.length > 0;
  if (!isWhole || sharedValues(primary, secondary).extent !== "same") return problems;
  const text = `found ${listed(type, primary)} on both sides, expected each side to have a value of its own: else no answer tells them apart`;
  return [...problems, { field: fieldOf([...path, "secondary", "values"]), text }];
}

/** A side's values in normal form; those that don't fit the type are problems. */
function valuesOf(side: unknown, type: RecordType, path: Path, input: unknown): { values: string[]; problems: Problem[] } {
  const found = z.looseObject({ values: texts }).safeParse(side, once);
  const raws = found.success ? found.data.values : [];
  const read = raws.map((raw) => (raw === "" ? undefined : readValue(type, raw, "decimal")));
  const problems = raws.flatMap((raw, index) =>
    raw === "" || read[index] !== undefined ? [] : [problem([...path, index], input, valueForms[type])],
  );
  return { values: [...new Set(read.filter((value) => value !== undefined))], problems };
}

/** Names are unique per kind, since records are kept by them; a channel without one is called by its place. */
function checkChannelNames(channels: unknown): Problem[] {
  const kinds = anyObject.safeParse(channels, once).data ?? {};
  return Object.entries(kinds).flatMap(([kind, list]) => doubles(["channels", kind], listOf(list), nameKey));
}

function nameKey(named: unknown, index: number): string | undefined {
  const name = anyObject.safeParse(named, once).data?.name ?? String(index);
  return typeof name === "string" ? `the name ${JSON.stringify(name.slice(0, 40))}` : undefined;
}

/** What works but had better be otherwise. */
export function warningsOf(config: Config): string[] {
  const { home, regions, probe, policy } = config;
  const warnings: string[] = [];
  if (home === "us-east-1") {
    warnings.push(
      "home: us-east-1 holds the control plane of Route 53 and all of its health metrics; its outage would take the watcher along. Choose another region.",
    );
  }
  if (home === "local" && regions.some((region) => region !== "local")) {
    warnings.push(
      "home: is missing, so it is local, which does for `flipwatch run` only; a deployment needs the region that decides and keeps the records.",
    );
  }
  for (const { name, type, primary } of config.pairs) {
    const value = primary.values.find((one) => one.split(/[. ]/).includes(home));
    if (value !== undefined)
      warnings.push(
        `home: ${home} is the region of the primary of ${pairId(name, type)} (${value}); its outage would take the watcher along. Choose another region.`,
      );
  }
  if (regions.length % 2 === 0) warnings.push(evenRegions(regions.length));
  const least = 2 * probe.intervalSeconds;
  if (policy.staleSeconds !== undefined && policy.staleSeconds < least) {
    warnings.push(
      `policy.staleSeconds: ${policy.staleSeconds} is less than two rounds (${least} s), so one missed round makes a region's vote stale.`,
    );
  }
  warnings.push(
    ...Object.entries(config.channels).flatMap(([kind, ones]) =>
      ones.flatMap((one, index) => unencrypted(one, `channels.${kind}[${index}]`)),
    ),
  );
  warnings.push(...(config.heartbeat ?? []).flatMap(({ url }, index) => plainHttp(`heartbeat[${index}].url`, url, "pings")));
  if (config.access !== undefined && config.dashboardUrl !== undefined)
    warnings.push(...plainHttp("dashboardUrl", config.dashboardUrl, "people, and what lets them in,"));
  for (const { name, type, primary, secondary } of config.pairs) {
    const shared = sharedValues(primary.values, secondary.values);
    if (shared.extent !== "none")
      warnings.push(
        `pairs: both sides of ${pairId(name, type)} hold ${listed(type, shared.values)}, which doesn't tell which side is served.`,
      );
  }
  return [...warnings, ...routeWarnings(config)];
}

function evenRegions(count: number): string {
  const needed = count / 2 + 1;
  const silent = count === 2 ? "a single silent one leaves" : `${count / 2} silent ones leave`;
  return `regions: of ${count} regions ${needed} must agree, so ${silent} no majority; use ${count === 2 ? 3 : `${count - 1} or ${count + 1}`}.`;
}

/** Every address that a channel posts to, whatever its field is called. */
function unencrypted(channel: Config["channels"][string][number], path: string): string[] {
  return Object.entries(channel).flatMap(([field, value]) =>
    typeof value === "string" && /^http:\/\//i.test(value) && URL.canParse(value) ? plainHttp(`${path}.${field}`, value) : [],
  );
}

function plainHttp(field: string, url: string, what = "events"): string[] {
  if (!URL.canParse(url)) return []; // a secret yet to be put in
  const { protocol, hostname, host } = new URL(url);
  return protocol === "http:" && !isLoopbackHost(hostname) ? [`${field}: ${what} go to ${host} unencrypted; use https.`] : [];
}
