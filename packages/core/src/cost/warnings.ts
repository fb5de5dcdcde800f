/** Says which one setting makes watching dear, by comparing with the same configuration in which only that is otherwise. */
import { monthlyCost, type Place } from "./monthly-cost.ts";
import type { CostConfig, Counted } from "./watching.ts";

/** A setting is worth a warning where another value of it would save so many dollars a month. */
export const WARN_DOLLARS = 100;

const SLOWER_SECONDS = 60;
const FEWER_REGIONS = 3;

interface Alternative {
  field: string;
  now: string;
  otherwise: string;
  config: CostConfig;
}

/** Sentences that begin with the field, as the configuration's other warnings do. Empty where nothing is dear. */
export function costWarnings(config: CostConfig, counted: Counted = {}, place: Place = "cloud"): string[] {
  const cost = monthlyCost(config, counted, place);
  const bySetting = alternatives(config, place).flatMap(({ field, now, otherwise, config: other }) => {
    const saved = cost.dollars - monthlyCost(other, counted, place).dollars;
    if (saved < WARN_DOLLARS) return [];
    return [
      `${field}: ${now} costs about $${rounded(saved)} a month more than ${otherwise} would, of about $${rounded(cost.dollars)} in all. \`flipwatch cost\` shows for what.`,
    ];
  });
  return [...bySetting, ...healthWarnings(cost)];
}

function alternatives(config: CostConfig, place: Place): Alternative[] {
  const { regions, probe } = config;
  const found: Alternative[] = [];
  if (probe.intervalSeconds < SLOWER_SECONDS)
    found.push({
      ...{ field: "probe.intervalSeconds", now: `${probe.intervalSeconds} s`, otherwise: `${SLOWER_SECONDS} s` },
      config: { ...config, probe: { ...probe, intervalSeconds: SLOWER_SECONDS } },
    });
  if (place === "cloud" && regions.length > FEWER_REGIONS)
    found.push({
      ...{ field: "regions", now: `${regions.length} regions`, otherwise: `${FEWER_REGIONS}` },
      config: { ...config, regions: regions.slice(0, FEWER_REGIONS) },
    });
  if (probe.resolvers.length > 1)
    found.push({
      ...{ field: "probe.resolvers", now: `${probe.resolvers.length} resolvers`, otherwise: "one" },
      config: { ...config, probe: { ...probe, resolvers: probe.resolvers.slice(0, 1) } },
    });
  return found;
}

/** No setting, but a choice all the same: names with one endpoint may share its check. */
function healthWarnings({ watching, services }: ReturnType<typeof monthlyCost>): string[] {
  const dollars = services.find(({ service }) => service === "CloudWatch GetMetricData")?.dollars ?? 0;
  if (dollars < WARN_DOLLARS) return [];
  return [
    `health checks: reading ${watching.checks} of them costs about $${rounded(dollars)} a month; pairs with the same endpoint can share one, which is read once.`,
  ];
}

function rounded(dollars: number): string {
  return String(Math.round(dollars));
}
