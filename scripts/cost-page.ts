/** The page of what Flipwatch costs: a table from sizes to dollars, made by the code that `flipwatch cost` goes by. Written by `generate.ts`. */
import { LOOK_SECONDS, parseConfig } from "@flipwatch/core";
import { type MonthlyCost, monthlyCost } from "@flipwatch/core/cost/monthly-cost";
import { elsewhere, PRICES_AT, type Price, prices, services } from "@flipwatch/core/cost/prices";
import { assumed, MINUTES, probeSeconds } from "@flipwatch/core/cost/usage";
import { WARN_DOLLARS } from "@flipwatch/core/cost/warnings";

const REGIONS = ["us-east-2", "eu-central-1", "ap-northeast-1", "sa-east-1", "us-west-2"];
const PAIRS = [10, 1_000, 10_000];
const HOURS = MINUTES / 60;

interface Size {
  pairs: number;
  regions: number;
  intervalSeconds: number;
}

const sizes: Size[] = PAIRS.flatMap((pairs) =>
  [3, 5].flatMap((regions) => [10, 60].map((intervalSeconds) => ({ pairs, regions, intervalSeconds }))),
);

export function costPage(): string {
  return [intro, ...costTable(), "", beside, ...besideTable(), "", reckoned, warned, "## Prices", "", ...priceTable(), ""].join("\n");
}

function costOf({ pairs, regions, intervalSeconds }: Size, place: "cloud" | "run" = "cloud", checks?: number): MonthlyCost {
  const written = { home: "eu-west-1", regions: REGIONS.slice(0, regions), zones: ["example.com"], probe: { intervalSeconds } };
  return monthlyCost(parseConfig(written).config, { pairs, checks }, place);
}

function costTable(): string[] {
  const head = ["pairs", "regions", "every", ...services, "**in all**", "with two health checks in all"];
  const rows = sizes.map((size) => {
    const cost = costOf(size);
    const each = cost.services.map(({ dollars }) => money(dollars));
    return [...sizeCells(size), ...each, `**${money(cost.dollars)}**`, money(costOf(size, "cloud", 2).dollars)];
  });
  return table(head, rows);
}

/** The same on one machine, and by somebody else. */
function besideTable(): string[] {
  const { machineHour, machineDiskGb, machineAddressHour, commercialLook } = elsewhere;
  const machine = HOURS * (machineHour.dollars + machineAddressHour.dollars) + 8 * machineDiskGb.dollars;
  const rows = sizes.map((size) => {
    const looks = size.pairs * size.regions * (60 / size.intervalSeconds) * MINUTES;
    const aws = costOf(size, "run").dollars;
    return [
      ...sizeCells(size),
      money(costOf(size).dollars),
      `${money(machine)} + ${money(aws)} to AWS`,
      money(looks * commercialLook.dollars),
    ];
  });
  return table(
    ["pairs", "regions", "every", "deployed", "`flipwatch run` on one small machine, one region", "a commercial DNS monitor, by the look"],
    rows,
  );
}

function sizeCells({ pairs, regions, intervalSeconds }: Size): string[] {
  return [pairs.toLocaleString("en-US"), String(regions), `${intervalSeconds} s`];
}

function priceTable(): string[] {
  const rows = (Object.values({ ...prices, ...others }) as Price[]).map(
    ({ service, unit, per, dollars, above, source, readAt, verified }) => [
      service,
      `${unit}: $${dollars} ${per === 1 ? "each" : `per ${per.toLocaleString("en-US")}`}${above ? `, $${above.dollars} above ${above.units.toLocaleString("en-US")}` : ""}`,
      `<${source}>`,
      readAt === undefined ? (verified ? "there" : "not verified") : `<${readAt}>`,
    ],
  );
  return table(["service", "price", "published at", "read at"], rows);
}

const others = {
  machine: { ...elsewhere.machineHour, service: "a machine", unit: "hours of a t4g.small", per: 1 },
  disk: { ...elsewhere.machineDiskGb, service: "a machine", unit: "GB of gp3 a month", per: 1 },
  address: { ...elsewhere.machineAddressHour, service: "a machine", unit: "hours of a public IPv4 address", per: 1 },
  look: { ...elsewhere.commercialLook, dollars: 1.5, service: "Alibaba Cloud DNS, Key Domain Monitoring", unit: "probes", per: 10_000 },
};

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)];
}

function money(dollars: number): string {
  const digits = dollars < 10 ? 2 : 0;
  return `$${dollars.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}

const intro = `# What it costs

US dollars a month, by \`flipwatch cost\`, which reckons it for your configuration. List prices of ${PRICES_AT} in the cheaper regions, without the free tier, taxes and
discounts; other regions ask up to a quarter more. This page is made by \`npm run generate\`, and a test fails where it is not what the code says.

Every pair has two health checks of its own, but in the last column, where all pairs share two. The health checks themselves and the hosted zones are yours, and cost
the same without Flipwatch.
`;

const beside = `Two things make it dear, and neither is Flipwatch's own doing: Route 53 charges for the questions that the probes ask, and CloudWatch for each metric of
a health check each time it is read. Queries for aliases to AWS resources are free: \`--aliases\` takes them out.

## Beside other ways

A machine of your own asks from one region, and is down when it is down. The commercial monitor is the one whose price a look could be found; it is asked for the same
looks, every pair from every region every round, which is not how one would buy it.
`;

const reckoned = `## What is reckoned with

- **A probe** lives until it sees that its successor, which comes each minute, has taken over: at its next turn, or in a long wait at the next look, every ${LOOK_SECONDS} s. That
  makes ${Math.round(probeSeconds({ intervalSeconds: 10 }))} s of every minute at 10 s and ${Math.round(probeSeconds({ intervalSeconds: 60 }))} s at 60 s, in each region, with 512 MB.
- **Discover, health, tally and deliver** run once a minute, heartbeat too where it is configured; seconds by size in \`packages/core/src/cost/usage.ts\`. Discover reads two record sets a pair,
  ${assumed.discover.recordSets} a request, ${assumed.discover.perSecond} requests a second.
- **DynamoDB**: what each step reads and writes in a quiet minute, in request units. A test runs the steps over a table that counts by DynamoDB's rules and holds the numbers
  within a twentieth. Most of the reads are definitions: each probe reads them all as it begins, each minute, and so does discover.
- **Health checks**: two metrics of each, every minute up to 200 checks, every fifth minute above.
- **Route 53**: one question a pair, region and round, and one a minute and resolver that the resolver passes on (a TTL of ${assumed.ttlSeconds} s). Resolvers of the machine count as one.
- **Assumed, on the high side**: ${assumed.incidents} failover with its failback a pair and month (${assumed.incident.writes} writes, ${assumed.incident.events} events, ${assumed.incident.alerts} alerts), ${assumed.months} months of them kept;
  ${assumed.page.requests.toLocaleString("en-US")} requests to the dashboard of ${assumed.page.bytes / 1_000} KB each; logs of ${assumed.logBytes} bytes an invocation; queues that Lambda asks ${assumed.polls} times a minute each.
- **CloudFront**: each request runs its function, which reads its key-value store ${assumed.edgeReads === 2 ? "twice" : `${assumed.edgeReads} times`}. **KMS**: keys that AWS manages encrypt the table and the topics; DynamoDB asks for the table's every
  ${assumed.keyMinutes} minutes for each function's role, SNS ${assumed.keyRequests} times a message.
- **Between regions**: definitions to the probes that are not at home, ballots from them. To the Internet: questions of ${assumed.question} bytes.
`;

const warned = `**Left out**: what stays below a cent or two: S3, SST's parameters, mails of alarms. And what is not Flipwatch's: the health checks, the zones, the example pair.

\`flipwatch cost\`, \`flipwatch run\` and \`flipwatch doctor\` warn where one setting costs $${WARN_DOLLARS} a month or more than another value of it would: \`probe.intervalSeconds\` against 60,
\`regions\` against three, \`probe.resolvers\` against one, and health checks whose metrics cost as much, since pairs with the same endpoint can share one.
`;
