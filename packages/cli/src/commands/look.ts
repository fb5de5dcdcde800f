/** `flipwatch resolve`: one look from here at every name server and resolver of a name, with what each answer means for the pair. */
import { randomInt } from "node:crypto";
import { existsSync } from "node:fs";
import { createAsker } from "@flipwatch/adapters/dns/asker";
import { createNameServers } from "@flipwatch/adapters/dns/name-servers";
import { systemResolvers } from "@flipwatch/adapters/dns/system-resolvers";
import { systemClock } from "@flipwatch/adapters/system-clock";
import {
  type Config,
  FlipwatchError,
  normaliseName,
  type PairDefinition,
  pairsOfConfig,
  type RecordType,
  recordTypes,
  revise,
  secret,
} from "@flipwatch/core";
import { policyFrom, tryMs } from "@flipwatch/functions/settings";
import { type ResolveRow, resolveOnce } from "@flipwatch/functions/steps/resolve";
import { EXIT } from "../output/exit.ts";
import { columns } from "../output/table.ts";
import { colour, print, printJson } from "../output/terminal.ts";
import { loadConfig } from "../run/load-config.ts";

export interface ResolveFlags {
  config?: string;
  nameserver?: string[];
  resolver?: string[];
  json?: true;
}

const DEFAULT_CONFIG = "flipwatch.config.ts";
const TRY_MS = 1_500;

interface Target {
  name: string;
  type: RecordType;
  definition?: PairDefinition;
}

interface Looked extends Target {
  rows: ResolveRow[];
}

export async function resolveCommand(name: string | undefined, type: string, flags: ResolveFlags): Promise<void> {
  const config = await configOf(flags);
  const looked = await lookAll(targetsOf(name, recordType(type), config), flags, config);
  if (flags.json) printJson({ kind: "resolve", at: systemClock.now(), names: looked.map(({ definition: _, ...rest }) => rest) });
  else for (const line of looked.flatMap(lines)) print(line);
  process.exitCode = looked.every(({ rows }) => rows.length > 0 && rows.every(isFine)) ? EXIT.ok : EXIT.failed;
}

async function configOf(flags: ResolveFlags): Promise<Config | undefined> {
  if (flags.config === undefined && !existsSync(DEFAULT_CONFIG)) return undefined;
  // Nobody is told, so no secret is wanted: it works on any machine, at three in the morning.
  return (await loadConfig(flags.config ?? DEFAULT_CONFIG, secret)).config;
}

function recordType(text: string): RecordType {
  const type = recordTypes.find((each) => each === text.toUpperCase());
  if (type !== undefined) return type;
  throw new FlipwatchError("config-invalid", `${text} is not a record type that can be judged; expected one of ${recordTypes.join(", ")}`);
}

/** A pair that the configuration knows is judged; any other name is only looked up. */
function targetsOf(name: string | undefined, type: RecordType, config: Config | undefined): Target[] {
  const known = config === undefined ? [] : pairsOfConfig(config).pairs.map((draft) => revise(undefined, draft, systemClock.now()));
  if (name !== undefined) {
    const wanted = normaliseName(name, "decimal");
    return [{ name: wanted, type, definition: known.find((each) => each.name === wanted && each.type === type) }];
  }
  if (known.length > 0) return known.map((definition) => ({ name: definition.name, type: definition.type, definition }));
  throw new FlipwatchError(
    "config-invalid",
    "no name to resolve: give one (flipwatch resolve failover.example.com), or a configuration that names pairs",
  );
}

async function lookAll(targets: Target[], flags: ResolveFlags, config: Config | undefined): Promise<Looked[]> {
  const asker = createAsker({ network: config?.network, now: systemClock.now, randomId: () => randomInt(65_536) });
  const timeoutMs = config === undefined ? TRY_MS : tryMs(config, 1_000);
  const resolvers =
    flags.resolver ?? (config !== undefined && config.probe.resolvers.length > 0 ? config.probe.resolvers : systemResolvers());
  const nameServers = createNameServers({ asker, resolvers, now: systemClock.now, timeoutMs });
  const policy = policyFrom(config ?? { regions: ["local"], probe: { intervalSeconds: 10 }, policy: {} });
  try {
    return await Promise.all(
      targets.map(async (target) => ({
        ...target,
        rows: await resolveOnce({ asker, nameServers, ...target, nameservers: flags.nameserver, resolvers, policy, timeoutMs }),
      })),
    );
  } finally {
    await asker.close();
  }
}

/** A name that no configuration knows has no verdict, but a server that says nothing is trouble all the same. */
function isFine({ rcode, verdict }: ResolveRow): boolean {
  if (rcode === undefined) return false;
  return verdict === undefined || verdict === "primary" || verdict === "secondary";
}

function lines({ name, type, rows, definition }: Looked): string[] {
  const head = ["  KIND", "SERVER", "ANSWER", "TTL", "AA", "TIME", definition === undefined ? "NOTE" : "VERDICT"].map((title) =>
    colour.dim(title),
  );
  const why =
    definition === undefined
      ? ""
      : colour.dim(`  primary ${definition.primary.values.join(", ")}; secondary ${definition.secondary.values.join(", ")}`);
  return [`${colour.bold(`${name} ${type}`)}${why}`, ...columns([head, ...rows.map(row)]), ""];
}

function row(each: ResolveRow): string[] {
  const answer = each.rcode === undefined ? colour.red("no reply") : each.values.length > 0 ? each.values.join(", ") : (each.rcode ?? "");
  return [
    `  ${each.kind}`,
    each.server,
    answer,
    each.ttlSeconds === undefined ? "-" : `${each.ttlSeconds} s`,
    each.authoritative === undefined ? "-" : each.authoritative ? "yes" : "no",
    `${Math.round(each.tookMs)} ms`,
    verdictWords(each),
  ];
}

function verdictWords({ verdict, reason }: ResolveRow): string {
  const said = reason ?? "";
  if (verdict === undefined) return colour.dim(said);
  const paint = verdict === "primary" ? colour.green : verdict === "secondary" ? colour.yellow : colour.red;
  return `${paint(verdict)}  ${colour.dim(said)}`;
}
