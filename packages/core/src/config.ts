/** The configuration as people write it and as the code reads it. Its shape is in `config-schema.ts`, what must fit together in `config-checks.ts`. */
import { type Access, type AccessInput, resolvedAccess } from "./config-access.ts";
import type { EscalationInput, MaintenanceInput } from "./config-attention.ts";
import { checksOf, warningsOf } from "./config-checks.ts";
import type { DeployInput } from "./config-deploy.ts";
import { type ChannelFields, type Language, once } from "./config-fields.ts";
import { describeIssue, type Problem } from "./config-problems.ts";
import { configSchemaFor, fieldPathsOf } from "./config-schema.ts";
import type { Route } from "./deliver/route.ts";
import { FlipwatchError } from "./error.ts";
import { normaliseName } from "./names.ts";
import type { RecordType } from "./pair.ts";
import { normaliseValues } from "./values.ts";

/** One side of a pair named outright. */
export interface ConfigSide {
  /** What is answered when this side is served; at least one. */
  values: string[];
  /** The Route 53 health check that drives this side. */
  healthCheckId?: string;
  /** Goes before the pair's. */
  ttlSeconds?: number;
}

export interface ConfigPair {
  /** The name to ask for; IDNs in Punycode. */
  name: string;
  type: RecordType;
  /** `host`, `address`, either with `:port`, or `[v6]:port`. Default: the zone's own, looked up. */
  nameservers?: string[];
  /** How long clients may hold an answer. Default: 60. */
  ttlSeconds?: number;
  primary: ConfigSide;
  secondary: ConfigSide;
  /** For routes: `{ team: "web" }`. */
  tags?: Record<string, string>;
}

/** What every channel has, whatever its kind. */
export interface ChannelInput {
  /** Appears in records and logs. Default: its place in the list, `0`, `1`, … */
  name?: string;
  /** Of what people read there. Default: English. */
  language?: Language;
  [field: string]: unknown;
}

/** A dead man's switch: an address that somebody else's service expects to be asked for, and tells people when it is not. */
export interface HeartbeatInput {
  /** Appears in logs. Default: its place in the list. */
  name?: string;
  /** A secret: whoever has it can ping. Asked for with GET. */
  url: string;
  /** 60 to 86,400, to the minute. Default: 60. */
  everySeconds?: number;
}

/** What `flipwatch.config.ts` exports. At least one of `zones` and `pairs` must name something. */
export interface FlipwatchConfig {
  /** The region that decides and keeps the records. Default: `local`, for one machine. */
  home?: string;
  /** The regions that probe; three or five are best. Default: `home` alone. */
  regions?: string[];
  /** Route 53 hosted zones, by name, whose failover pairs are all watched. */
  zones?: string[];
  /** Pairs named outright, with any DNS provider. */
  pairs?: ConfigPair[];
  probe?: {
    /** Whole seconds between two rounds, 1 to 300. Default: 10. */
    intervalSeconds?: number;
    /** Recursive resolvers whose view is shown and timed; at most 8. Default: those of the machine. */
    resolvers?: string[];
    /** Per try, 50 to 10,000. Default: 1,500. */
    timeoutMs?: number;
  };
  policy?: {
    /** A vote older than this is not fresh. Default: the larger of 90 and three intervals. */
    staleSeconds?: number;
    /** No majority for this long is `split` or `unknown`. Default: the larger of 60 and two intervals. */
    holdSeconds?: number;
    /** How long the values before an edit stay valid. Default: 180. */
    graceSeconds?: number;
    /** An unhealthy primary still served after this long opens an incident. Default: 300. */
    healthLagSeconds?: number;
    /** An incident that nobody acknowledged is told again after so long, then after twice as long and so on; 0 for never, at most 240. Default: 30. */
    remindMinutes?: number;
  };
  /** Who else is told of an incident that nobody acknowledged; at most 5 steps. */
  escalation?: EscalationInput[];
  /** Times that come again, in which nobody is told; at most 50. Recording goes on. */
  maintenance?: MaintenanceInput[];
  /** Channels by kind; what a kind wants is in its README. */
  channels?: Record<string, ChannelInput[] | undefined>;
  /** Which events go to which channels. Default: every channel gets everything. */
  routes?: Route[];
  /** Pinged while probes are fresh and deliveries flow. */
  heartbeat?: HeartbeatInput[];
  /** Translates at the socket, `"192.0.2.10:80": "127.0.0.1:8081"`: for the lab and for tests. */
  network?: Record<string, string>;
  /** Where alerts link to, and where people are sent back to once they have signed in. */
  dashboardUrl?: string;
  /** Who may see the dashboard and its API. Default: who sits at the machine, where only that is reached. */
  access?: AccessInput;
  /** For `npx sst deploy` alone. */
  deploy?: DeployInput;
}

/** The configuration with every default filled in, names and values in normal form. A valid `FlipwatchConfig` itself, so it survives JSON. */
export interface Config {
  home: string;
  regions: string[];
  zones: string[];
  pairs: ConfigPair[];
  probe: { intervalSeconds: number; resolvers: string[]; timeoutMs: number };
  policy: { staleSeconds?: number; holdSeconds?: number; graceSeconds?: number; healthLagSeconds?: number; remindMinutes?: number };
  /** Absent: nobody else is told. */
  escalation?: EscalationInput[];
  /** Absent: there is none. */
  maintenance?: MaintenanceInput[];
  /** By kind; only kinds that have one. */
  channels: Record<string, ConfiguredChannel[]>;
  /** Absent: every channel gets everything. */
  routes?: Route[];
  /** Absent: nobody expects one. */
  heartbeat?: HeartbeatTarget[];
  network: Record<string, string>;
  dashboardUrl?: string;
  /** Absent: closed to all but who sits at the machine. */
  access?: Access;
  /** Absent: nobody is subscribed. */
  deploy?: DeployInput;
}

/** With its name and period filled in. */
export type HeartbeatTarget = Required<HeartbeatInput>;

/** A channel with its name filled in. Its kind's fields are checked where the kinds are known. */
export interface ConfiguredChannel extends ChannelInput {
  name: string;
}

/** Gives the configuration back as it is; for its types in an editor. */
export function defineConfig(config: FlipwatchConfig): FlipwatchConfig {
  return config;
}

/**
 * Checks a configuration and fills in the defaults. `warnings` are sentences for people; nothing in them stops anything. `channels` are the
 * fields of each kind of channel; steps that tell nobody leave them out, and then whatever stands there is taken.
 *
 * @throws FlipwatchError `config-invalid`, one line for every problem: the field, what was found, what is expected. A URL is shown by its
 * host only, and nothing else from `channels` is shown: both may hold secrets.
 */
export function parseConfig(input: unknown, channels?: ChannelFields): { config: Config; warnings: string[] } {
  const schema = configSchemaFor(channels);
  const parsed = schema.safeParse(input, once);
  const problems: Problem[] = [
    ...(parsed.success ? [] : parsed.error.issues.flatMap((issue) => describeIssue(issue, input, fieldPathsOf(schema)))),
    ...checksOf(input),
  ];
  if (!parsed.success || problems.length > 0) throw new FlipwatchError("config-invalid", messageOf(problems));
  const config = resolved(parsed.data);
  return { config, warnings: warningsOf(config) };
}

/** The ids that the configured channels have in records and logs: kind and name, `slack:ops`. */
export function channelIds(channels: Config["channels"]): string[] {
  return Object.entries(channels).flatMap(([kind, ones]) => ones.map(({ name }) => `${kind}:${name}`));
}

function messageOf(problems: readonly Problem[]): string {
  const lines = [...new Set(problems.map(({ field, text }) => `  ${field === "" ? "the configuration" : field}: ${text}`))];
  return [`the configuration has ${lines.length === 1 ? "a problem" : `${lines.length} problems`}:`, ...lines].join("\n");
}

function resolved(input: FlipwatchConfig): Config {
  const { home = "local", zones = [], pairs = [], probe = {}, policy = {}, channels = {}, network = {}, dashboardUrl } = input;
  return {
    home,
    regions: input.regions ?? [home],
    zones: zones.map((zone) => normaliseName(zone, "decimal")),
    pairs: pairs.map(resolvedPair),
    probe: { intervalSeconds: probe.intervalSeconds ?? 10, resolvers: probe.resolvers ?? [], timeoutMs: probe.timeoutMs ?? 1_500 },
    policy,
    channels: Object.fromEntries(Object.entries(channels).flatMap(([kind, ones]) => (ones?.length ? [[kind, named(ones)]] : []))),
    ...(input.escalation?.length ? { escalation: input.escalation } : {}),
    ...(input.maintenance?.length ? { maintenance: input.maintenance } : {}),
    ...(input.routes === undefined ? {} : { routes: input.routes }),
    ...(input.heartbeat?.length ? { heartbeat: input.heartbeat.map(resolvedHeartbeat) } : {}),
    network,
    ...(dashboardUrl === undefined ? {} : { dashboardUrl }),
    ...(input.access === undefined ? {} : { access: resolvedAccess(input.access) }),
    ...(input.deploy === undefined ? {} : { deploy: input.deploy }),
  };
}

function resolvedPair(pair: ConfigPair): ConfigPair {
  const side = (of: ConfigSide): ConfigSide => ({ ...of, values: normaliseValues(pair.type, of.values, "decimal") });
  return { ...pair, name: normaliseName(pair.name, "decimal"), primary: side(pair.primary), secondary: side(pair.secondary) };
}

function resolvedHeartbeat({ name, url, everySeconds }: HeartbeatInput, index: number): HeartbeatTarget {
  return { name: name ?? String(index), url, everySeconds: everySeconds ?? 60 };
}

function named(channels: readonly ChannelInput[]): ConfiguredChannel[] {
  return channels.map((channel, index) => ({ ...channel, name: channel.name ?? String(index) }));
}
