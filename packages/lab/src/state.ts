/** Reads the whole lab into one plain object, for `GET /lab/state`. Changes nothing. */
import type { AwsSide } from "./aws/side.ts";
import { chooseRecords } from "./dns/choose-records.ts";
import type { DnsFaults } from "./dns/faults.ts";
import { NAME_SERVER_COUNT } from "./dns/faults.ts";
import { normalName } from "./dns/names.ts";
import type { DnsWorld } from "./dns-world.ts";
import type { LabAddresses, LabState } from "./lab-types.ts";
import type { NetworkTable } from "./network.ts";
import type { SlackMode } from "./slack/slack.ts";
import type { Firewall, LabTime, ZoneSource } from "./types.ts";

export interface StateSources {
  speed: number;
  time: LabTime;
  addresses: LabAddresses;
  network: NetworkTable;
  aws: AwsSide;
  dns: DnsWorld;
  firewall: Firewall;
  dnsFaults: DnsFaults;
  cutRegions: readonly string[];
  slack: SlackMode;
  functions: LabState["functions"];
}

export function stateOf({ aws, dns, firewall, dnsFaults, time, ...sources }: StateSources): LabState {
  const { demo } = sources.addresses;
  const blocked = firewall.list();
  return {
    at: time.now(),
    speed: sources.speed,
    addresses: sources.addresses,
    network: sources.network,
    endpoints: demo.map(({ endpoint, region, side, url }) => ({ endpoint, region, side, url, blocked: blocked.includes(endpoint) })),
    alsoBlocked: blocked.filter((one) => !demo.some(({ endpoint }) => endpoint === one)),
    checks: aws.checks.list().map(({ id }) => checkState(aws, id)),
    answers: answersNow(aws.zones),
    cutRegions: [...sources.cutRegions],
    faults: { dns: [...dnsFaults.list()], aws: aws.faults.list(), slack: sources.slack },
    resolvers: [...dns.resolvers].map(([vantage, resolver]) => ({ vantage, address: resolver.address, cached: resolver.cached() })),
    functions: sources.functions,
    queues: [...aws.sqs.queues()],
  };
}

/** As the checkers have it now, before CloudWatch hears of it; the name is the tag that the console shows. */
function checkState(aws: AwsSide, id: string): LabState["checks"][number] {
  const name = aws.tags.of("healthcheck", id).get("Name");
  const { healthy = true, percentage } = aws.health.status(id) ?? {};
  return { id, ...(name === undefined ? {} : { name }), healthy, ...(percentage === undefined ? {} : { percentage }) };
}

/** Names shown at most; a lab for load tests may hold thousands. */
const MAX_NAMES = 100;

/** By `name/TYPE` of every failover pair: what each name server would answer with now. Aliases show the name they point at. */
export function answersNow(source: ZoneSource): Record<string, string[][]> {
  const servers = Array.from({ length: NAME_SERVER_COUNT }, (_, index) => index);
  const sets = servers.flatMap((server) => source.zonesAt(server)).flatMap((zone) => (zone.private ? [] : zone.recordSets));
  const pairs = sets.filter(({ failover }) => failover).map(({ name, type }) => `${normalName(name)}/${type}`);
  return Object.fromEntries(
    [...new Set(pairs)].slice(0, MAX_NAMES).map((pair) => [pair, servers.map((server) => served(source, server, pair))]),
  );
}

function served(source: ZoneSource, server: number, pair: string): string[] {
  const [name, type = ""] = pair.split("/");
  const sets = source
    .zonesAt(server)
    .flatMap((zone) => (zone.private ? [] : zone.recordSets.filter((set) => normalName(set.name) === name)));
  const healthy = (check: string | undefined) => !check || source.healthy(check, server);
  const chosen = chooseRecords(sets, type, ({ healthCheckId }) => healthy(healthCheckId));
  return chosen.flatMap(({ values, alias }) => (alias ? [`alias ${alias.name}`] : [...values]));
}
