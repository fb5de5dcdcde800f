/** From what is used to what it costs: a line for each thing that is charged, a sum for each service. */
import { PRICES_AT, type PriceId, priceOf, prices, type Service, services } from "./prices.ts";
import { usageOf } from "./usage.ts";
import { type CostConfig, type Counted, type Watching, watchingOf } from "./watching.ts";

export interface CostLine {
  price: PriceId;
  service: Service;
  /** A month. */
  units: number;
  unit: string;
  dollars: number;
}

export interface MonthlyCost {
  /** Of the prices. */
  pricesAt: string;
  watching: Watching;
  lines: CostLine[];
  /** In the order of `services`, also where one costs nothing. */
  services: { service: Service; dollars: number }[];
  dollars: number;
}

/**
 * `cloud` is a deployment; `run` is one machine, where only Route 53's queries and CloudWatch's metrics are AWS's to charge for. Health checks themselves
 * are in neither: they are the user's own, with or without Flipwatch.
 */
export type Place = "cloud" | "run";

const CHARGED_TO_RUN: readonly PriceId[] = ["queries", "metricsAsked"];

export function monthlyCost(config: CostConfig, counted: Counted = {}, place: Place = "cloud"): MonthlyCost {
  const watching = watchingOf(place === "run" ? { ...config, home: "local", regions: ["local"] } : config, counted);
  const used = Object.entries(usageOf(watching)) as [PriceId, number][];
  const lines = used
    .filter(([price]) => place === "cloud" || CHARGED_TO_RUN.includes(price))
    .map(([price, units]) => ({ price, service: prices[price].service, units, unit: prices[price].unit, dollars: priceOf(price, units) }));
  const sum = (some: readonly CostLine[]) => some.reduce((total, { dollars }) => total + dollars, 0);
  return {
    pricesAt: PRICES_AT,
    watching,
    lines,
    services: services.map((service) => ({ service, dollars: sum(lines.filter((line) => line.service === service)) })),
    dollars: sum(lines),
  };
}
