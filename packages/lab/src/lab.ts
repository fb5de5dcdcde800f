/**
 * Route 53 in a box: puts the lab together from its parts, in the order in which each needs the ones before, and takes it apart again, also
 * when the start fails half-way. What each part does is in its own file.
 */
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { eventSchema, FlipwatchError } from "@flipwatch/core";
import dynalite from "dynalite";
import { addressesOf, endpointsOf } from "./addresses.ts";
import { type AwsSide, createAwsSide } from "./aws/side.ts";
import { contents, control } from "./control.ts";
import { type DemoServer, demoSites, startDemoServer } from "./demo-servers.ts";
import { createDnsFaults } from "./dns/faults.ts";
import { type DnsWorld, lookUpAddresses, startDnsWorld } from "./dns-world.ts";
import { createEnding, type Ending } from "./ending.ts";
import { sendJson } from "./exchange.ts";
import { createFirewall } from "./firewall.ts";
import { closeFront, createFront, type FrontParts } from "./front.ts";
import { throughFunction } from "./invoker/function-url.ts";
import { concurrencyOf } from "./invoker/functions.ts";
import { createGate } from "./invoker/gate.ts";
import type { Invoker } from "./invoker/invoker.ts";
import { clientEnv, labConfig } from "./lab-config.ts";
import type { Lab, LabLog, LabOptions } from "./lab-types.ts";
import { createLessonDesk } from "./lesson/desk.ts";
import { createJournal } from "./lesson/journal.ts";
import { endpointIn } from "./lesson/panel.ts";
import { createRecordDesk } from "./lesson/records.ts";
import { listenOn } from "./listen.ts";
import { type NetworkTable, networkTable, translateBy } from "./network.ts";
import { seededRandom } from "./random.ts";
import { createResources } from "./resources.ts";
import { seedLesson, seedSetUp } from "./seed.ts";
import { bundleAll, startServerless } from "./serverless.ts";
import { createSlack, type SlackLookAlike } from "./slack/slack.ts";
import { stateOf } from "./state.ts";
import type { LabTime } from "./types.ts";
import { createWebhookSink, type WebhookSink } from "./webhook-sink.ts";

export type { Lab, LabAddresses, LabLog, LabOptions, LabState } from "./lab-types.ts";

const DEFAULT_HOME = "eu-west-1";
const DEFAULT_REGIONS = ["us-east-2", "eu-central-1", "ap-northeast-1"];

/**
 * Starts a lab; resolves once everything listens and, where asked, the lesson's pair is there. The functions' first minute goes on behind.
 *
 * @throws FlipwatchError `address-in-use` naming the flag that moves the port; `config-invalid` for overrides that don't fit;
 * `lab-failed` when a handler cannot be bundled. Nothing is left behind then.
 */
export async function startLab(options: LabOptions): Promise<Lab> {
  if (!(options.speed >= 1)) throw new FlipwatchError("config-invalid", `speed is ${options.speed}; expected a number from 1 up`);
  const ending = createEnding();
  try {
    return await build(options, ending);
  } catch (error) {
    await ending.run();
    throw error;
  }
}

async function build(options: LabOptions, ending: Ending): Promise<Lab> {
  const world = await startWorld(options, ending);
  const { base, aws, home, regions, time, endpoint, network } = world;
  // Alerts link into the page, where it is shown.
  const overrides = { ...(options.site === undefined ? {} : { dashboardUrl: endpoint }), ...options.config };
  const config = labConfig({ endpoint, home, regions, overrides }, network("public"));
  const bundling = bundleAll(options, ending);
  // Awaited below; a failure before that must not count as unhandled.
  bundling.catch(() => undefined);
  try {
    const { topicArn } = await createResources({ endpoint, region: home });
    const { invoker, begin } = await startServerless({
      bundles: await bundling,
      configOf: (region) => labConfig({ endpoint, home, regions, overrides }, network(region)),
      home,
      regions,
      endpoint,
      topicArn,
      speed: options.speed,
      time,
      random: seededRandom(base.seed + 2),
      queue: (name) => aws.sqs.source(name),
      scheduler: options.scheduler ?? {},
      log: base.log,
      ending,
    });
    const connection = { endpoint, region: home };
    const seeded = options.seedPair ? await seedLesson(connection) : undefined;
    if (!seeded && options.seedSetUp) await seedSetUp(connection);
    aws.route53.settle();
    const lab = assemble(world, options, { config, invoker, ...(seeded ? { seeded } : {}), ending });
    begin();
    return lab;
  } finally {
    // A start that failed meanwhile must not leave the bundles' folder behind.
    await bundling.catch(() => undefined);
  }
}

/** What needs no configuration: clock, chance, firewall, look-alikes. */
function startBase(options: LabOptions, origin: () => string) {
  const now = options.now ?? Date.now;
  const time: LabTime = { now, unitMs: 1_000 / options.speed };
  const seed = options.seed ?? 1;
  const log = (level: LabLog["level"], source: string, text: string) => options.log?.({ at: now(), level, source, text });
  const seen = new Set<string>();
  const sink = createWebhookSink(now, ({ body }) => {
    const event = eventSchema.safeParse(body);
    if (!event.success || seen.has(event.data.id)) return;
    seen.add(event.data.id);
    options.onEvent?.(event.data);
  });
  const firewall = createFirewall();
  return {
    time,
    seed,
    log,
    sink,
    slack: createSlack(time, { origin }),
    firewall,
    journal: createJournal({ now, firewall }),
    dnsFaults: createDnsFaults(),
    cut: new Set<string>(),
  };
}
type Base = ReturnType<typeof startBase>;

interface World {
  base: Base;
  time: LabTime;
  home: string;
  regions: readonly string[];
  endpoint: string;
  front: { parts: FrontParts | undefined };
  demo: readonly DemoServer[];
  aws: AwsSide;
  dns: DnsWorld;
  network(vantage: string): NetworkTable;
}

/** Everything that exists without Flipwatch: pages, AWS, DNS. */
async function startWorld(options: LabOptions, ending: Ending): Promise<World> {
  let endpoint = "";
  const base = startBase(options, () => endpoint);
  const { time, firewall, log } = base;
  const home = options.home ?? DEFAULT_HOME;
  const regions = options.regions ?? DEFAULT_REGIONS;
  const front: World["front"] = { parts: undefined };
  const server = createFront(() => front.parts);
  const port = await listenOn(server, options.port, "the lab's HTTP server", "--port");
  ending.add(() => closeFront(server));
  endpoint = `http://127.0.0.1:${port}`;
  const demo = await startDemo(options.port, base, ending);
  const demoAddresses = demo.map((one) => `127.0.0.1:${one.port}`);
  const aws: AwsSide = createAwsSide({
    time,
    random: seededRandom(base.seed),
    firewall,
    translate: translateBy(networkTable({ demo: demoAddresses, nameServers: [], resolver: "" })),
    lookup: async (name) => lookUpAddresses(aws.zones, name),
    dynamo: embeddedDynamo(ending),
    baseUrl: () => endpoint,
    ...(options.onCall === undefined ? {} : { onCall: options.onCall }),
    onTrouble: (error) => log("error", "aws", wordsOf(error)),
  });
  ending.add(aws.close);
  aws.health.onLook(({ checkId }) => base.journal.looked(checkId, endpointIn(aws.checks.get(checkId).config)));
  const dnsOptions = { source: aws.zones, regions: [...new Set([home, ...regions])], dnsPort: options.dnsPort, time };
  const dns = await startDnsWorld({
    ...dnsOptions,
    random: seededRandom(base.seed + 1),
    faults: base.dnsFaults,
    ending,
    onTrouble: (error) => log("error", "dns", wordsOf(error)),
  });
  front.parts = whileStarting(aws, base);
  const network = (vantage: string) =>
    networkTable({
      demo: demoAddresses,
      nameServers: dns.authoritative.addresses[vantage] ?? [],
      resolver: dns.resolvers.get(vantage)?.address ?? "",
    });
  return { base, time, home, regions, endpoint, front, demo, aws, dns, network };
}

/** The AWS side answers before there is anything to show: the lab itself sets up through it. */
function whileStarting(aws: AwsSide, base: Base): FrontParts {
  const later = async (_: unknown, response: ServerResponse) => sendJson(response, 503, { error: "the lab is starting" });
  return {
    aws: aws.endpoint.handle,
    api: later,
    control: later,
    slack: later,
    interact: later,
    webhook: later,
    index: () => ({ flipwatch: "lab", starting: true }),
    cut: () => false,
    onError: (error) => base.log("error", "lab", wordsOf(error)),
  };
}

/** For the log only. */
function wordsOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function startDemo(port: number, { firewall, journal }: Base, ending: Ending): Promise<DemoServer[]> {
  const servers: DemoServer[] = [];
  for (const [index, site] of demoSites.entries()) {
    const server = await startDemoServer(site, port === 0 ? 0 : port + 1 + index, firewall, journal.answered);
    ending.add(server.close);
    servers.push(server);
  }
  return servers;
}

/** dynalite as a request listener: it never takes a port of its own. */
function embeddedDynamo(ending: Ending): (request: IncomingMessage, response: ServerResponse) => void {
  const store: Server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  // It closes its database first and then complains that it never listened.
  ending.add(() => new Promise<void>((resolve) => store.close(() => resolve())));
  return (request, response) => void store.emit("request", request, response);
}

interface Rest {
  config: Lab["config"];
  invoker: Invoker;
  seeded?: NonNullable<Lab["seeded"]>;
  ending: Ending;
}

function assemble(world: World, options: LabOptions, rest: Rest): Lab {
  const { base, aws, home, regions, endpoint, time } = world;
  const { firewall, dnsFaults, cut, slack, sink } = base;
  const addresses = addressesOf(world);
  const vantages = [...new Set([home, ...regions])];
  const known = (region: string) => {
    if (!vantages.includes(region)) throw new FlipwatchError("not-found", `no region ${region} here; there are ${vantages.join(", ")}`);
    return region;
  };
  const lab: Lab = {
    addresses,
    config: rest.config,
    env: clientEnv(endpoint, home),
    ...(rest.seeded ? { seeded: rest.seeded } : {}),
    time,
    block: (target) => each(endpointsOf(target, addresses), firewall.block),
    unblock: (target) => each(endpointsOf(target, addresses), firewall.unblock),
    cutOff: (region) => {
      cut.add(known(region));
      dnsFaults.cutOff(region);
    },
    restore: (region) => {
      cut.delete(known(region));
      dnsFaults.restore(region);
    },
    dnsFaults,
    slack,
    webhook: { received: sink.received },
    invoke: (functionName, region, event = {}) => rest.invoker.invoke(functionName, region || home, event),
    state: () =>
      stateOf({
        ...{ time, addresses, aws, firewall, dnsFaults, speed: options.speed, dns: world.dns },
        network: world.network("public"),
        cutRegions: [...cut],
        slack: slack.currentMode(),
        functions: rest.invoker.stats(),
      }),
    close: rest.ending.run,
  };
  world.front.parts = {
    ...partsOf(lab, world, vantages, { slack, sink, aws, invoke: rest.invoker.invoke }),
    ...(options.site === undefined ? {} : { site: options.site }),
  };
  return lab;
}

function partsOf(
  lab: Lab,
  { base, home, time }: World,
  regions: readonly string[],
  { slack, sink, aws, invoke }: { slack: SlackLookAlike; sink: WebhookSink; aws: AwsSide; invoke: Invoker["invoke"] },
): FrontParts {
  const connection = { endpoint: lab.addresses.endpoint, region: home };
  const lesson = createLessonDesk({
    ...{ lab, aws, regions, connection, journal: base.journal, blocked: base.firewall.blocked },
    records: createRecordDesk(connection, aws.route53.current),
    cut: (region) => base.cut.has(region),
    slack: () => slack.currentMode().mode,
  });
  const controlParts = { lab, lesson, regions, awsFaults: aws.faults, slackMode: slack.currentMode, clearMessages: slack.clear };
  const turns = createGate(concurrencyOf("api"));
  return {
    aws: aws.endpoint.handle,
    api: (request, response, url) => throughFunction(request, response, url, { functionName: "api", region: home, time, invoke, turns }),
    control: (request, response, url) => control(request, response, url, controlParts),
    slack: slack.handle,
    interact: (request, response, url) => throughFunction(request, response, url, { functionName: "interact", region: home, time, invoke }),
    webhook: sink.handle,
    index: () => ({ flipwatch: "lab", addresses: lab.addresses, control: contents() }),
    cut: (region) => base.cut.has(region),
    onError: (error) => base.log("error", "lab", wordsOf(error)),
  };
}

function each(endpoints: string[], action: (endpoint: string) => void): string[] {
  endpoints.forEach(action);
  return endpoints;
}
