/** Where everything of a running lab listens, and what people may call an endpoint by. */
import { FlipwatchError } from "@flipwatch/core";
import type { DemoServer } from "./demo-servers.ts";
import type { DnsWorld } from "./dns-world.ts";
import { slackWebhookOf, webhookOf } from "./lab-config.ts";
import type { LabAddresses } from "./lab-types.ts";

export function addressesOf({ endpoint, dns, demo }: { endpoint: string; dns: DnsWorld; demo: readonly DemoServer[] }): LabAddresses {
  const resolvers = Object.fromEntries([...dns.resolvers].map(([vantage, resolver]) => [vantage, resolver.address]));
  const { public: resolver = "", ...regional } = resolvers;
  return {
    endpoint,
    api: `${endpoint}/api`,
    control: `${endpoint}/lab`,
    slack: `${endpoint}/slack`,
    slackWebhook: slackWebhookOf(endpoint),
    webhook: webhookOf(endpoint),
    dns: dns.authoritative.addresses.public ?? [],
    resolver,
    resolvers: regional,
    demo: demo.map(({ site, url }) => ({
      region: site.region,
      side: site.side,
      url,
      endpoint: site.endpoint,
      title: `Hello World from ${site.zone}`,
    })),
  };
}

/** `primary` and `secondary` are the lesson's servers; any `address:port` may be blocked, whether somebody listens there or not. */
export function endpointsOf(target: string, { demo }: LabAddresses): string[] {
  const named = demo.filter((site) =>
    [site.side, site.region, site.url, site.endpoint, site.endpoint.replace(/:80$/, "")].includes(target),
  );
  if (named.length > 0) return named.map(({ endpoint }) => endpoint);
  if (/^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:]+\]):\d{1,5}$/i.test(target)) return [target];
  const there = demo.flatMap(({ side, region, endpoint }) => [side, region, endpoint]);
  throw new FlipwatchError("not-found", `nothing to block called ${target}; there are ${there.join(", ")}, or any address:port`);
}
