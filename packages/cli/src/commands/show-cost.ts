/** `flipwatch cost`: a table from the configuration to dollars a month. What is reckoned with is core's `cost/`; this shows it. */
import { type Config, secret } from "@flipwatch/core";
import { type MonthlyCost, monthlyCost, type Place } from "@flipwatch/core/cost/monthly-cost";
import { type Price, prices } from "@flipwatch/core/cost/prices";
import { costWarnings } from "@flipwatch/core/cost/warnings";
import type { Counted, Watching } from "@flipwatch/core/cost/watching";
import { counted } from "@flipwatch/core/phrases";
import { fitted } from "../output/fitted.ts";
import { columns } from "../output/table.ts";
import { colour, print, printJson } from "../output/terminal.ts";
import { loadConfig } from "../run/load-config.ts";

export interface CostFlags extends Counted {
  config: string;
  json?: true;
}

export async function costCommand({ config: file, json, ...numbers }: CostFlags): Promise<void> {
  // What is secret costs nothing, so none needs to be set.
  const { config } = await loadConfig(file, secret);
  const costs = costsOf(config, numbers);
  const warnings = costWarnings(config, numbers, costs.place);
  if (json) printJson({ kind: "cost", ...jsonOf(costs), warnings });
  else for (const line of costLines(costs, warnings)) print(line);
}

/** What it costs in either place, and the one that the configuration is for. */
export interface Costs {
  place: Place;
  cloud: MonthlyCost;
  run: MonthlyCost;
}

/** Where one machine would be deployed nobody said: for comparison, to a home and as few regions as a majority takes that outlives one of them. */
const ELSEWHERE = { home: "eu-west-1", regions: ["us-east-2", "eu-central-1", "ap-northeast-1"] };

export function costsOf(config: Config, numbers: Counted): Costs {
  const isLocal = config.home === "local";
  const cloud = monthlyCost(isLocal ? { ...config, ...ELSEWHERE } : config, numbers);
  return { place: isLocal ? "run" : "cloud", cloud, run: monthlyCost(config, numbers, "run") };
}

function jsonOf(costs: Costs): object {
  const sum = ({ dollars, services }: MonthlyCost) => ({ dollars, services });
  return { place: costs.place, ...costs[costs.place], run: sum(costs.run), cloud: sum(costs.cloud) };
}

export function costLines(costs: Costs, warnings: readonly string[]): string[] {
  const cost = costs[costs.place];
  const charged = cost.services.filter(({ service }) => cost.lines.some((line) => line.service === service));
  const rows = charged.map(({ service, dollars }) => [`  ${service}`, money(dollars), colour.dim(usedOf(cost, service))]);
  const head = ["  SERVICE", "A MONTH", "FOR"].map((title) => colour.dim(title));
  return [
    `${colour.bold(`${money(cost.dollars)} a month`)} for ${watched(cost.watching)}`,
    "",
    ...columns([head, ...aligned([...rows, [colour.bold("  in all"), money(cost.dollars)]])]),
    "",
    ...elsewhereLines(costs),
    `List prices of ${cost.pricesAt} without the free tier; other regions ask up to a quarter more. Not in it: your health checks and zones, which are`,
    "there without Flipwatch too. docs/cost.md says what is assumed, and how it grows.",
    ...unsure(cost),
    ...warnings.map((warning) => fitted(`${colour.yellow("▲")} ${warning}`, 2)),
  ];
}

function elsewhereLines({ place, cloud, run }: Costs): string[] {
  if (place === "cloud")
    return [
      `\`flipwatch run\` on a machine of yours: ${money(run.dollars)} a month to AWS, for Route 53's queries and CloudWatch's metrics, and the machine.`,
    ];
  return [
    "To AWS, by `flipwatch run` on a machine of yours, and the machine.",
    `Deployed, and asked from ${counted(cloud.watching.regions, "region")}: about ${money(cloud.dollars)} a month. \`home\` and \`regions\` in the configuration say where.`,
  ];
}

function watched({ pairs, isAssumed, checks, regions, intervalSeconds }: Watching): string {
  const said = `${many(pairs, "pair")}${isAssumed ? " (assumed: ten a zone; --pairs says it better)" : ""}`;
  return `${said} with ${many(checks, "health check")}, from ${counted(regions, "region")} every ${intervalSeconds} s`;
}

function many(count: number, noun: string): string {
  return counted(count, noun).replace(/^\d+/, amountOf(count));
}

/** What it uses of a service, without what it uses none of. */
function usedOf({ lines }: MonthlyCost, service: string): string {
  const used = lines.filter((line) => line.service === service && line.units > 0);
  return used.map(({ units, unit }) => `${amountOf(units)} ${unit}`).join(", ");
}

/** Prices that nobody could look up, where they matter. */
function unsure({ lines }: MonthlyCost): string[] {
  const some = lines.filter(({ price, dollars }) => !(prices[price] as Price).verified && dollars >= 1);
  return some.map(
    ({ unit, dollars }) => `The price of ${unit} could not be looked up when this was written; ${money(dollars)} rest on it.`,
  );
}

/** Dollars under each other's point. */
function aligned(rows: readonly string[][]): string[][] {
  const width = Math.max(...rows.map(([, dollars = ""]) => dollars.length));
  return rows.map(([service = "", dollars = "", used = ""]) => [service, dollars.padStart(width), used]);
}

export function money(dollars: number): string {
  return `$${dollars.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

function amountOf(units: number): string {
  return units < 100 ? String(Number(units.toPrecision(2))) : Math.round(units).toLocaleString("en-US");
}
