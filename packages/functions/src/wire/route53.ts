/** Route 53 for steps that seldom ask it: its client, the largest of the SDK's, is loaded with the first question. */
import type { Route53Options } from "@flipwatch/adapters/aws/route53";
import type { Route53 } from "@flipwatch/core";

export function wireRoute53(options: Route53Options): Route53 {
  let loading: Promise<Route53> | undefined;
  const loaded = () => {
    loading ??= import("@flipwatch/adapters/aws/route53").then(({ createRoute53 }) => createRoute53(options));
    return loading;
  };
  return {
    zones: async () => (await loaded()).zones(),
    zone: async (id) => (await loaded()).zone(id),
    async *recordSets(zoneId) {
      yield* (await loaded()).recordSets(zoneId);
    },
    recordSetsOf: async (zoneId, name) => (await loaded()).recordSetsOf(zoneId, name),
    checkers: async (healthCheckId) => (await loaded()).checkers(healthCheckId),
    healthChecks: async (wanted) => (await loaded()).healthChecks(wanted),
  };
}
