/** The dashboard: the page from a bucket, the API from a function, both behind one CloudFront distribution that alone may reach them. */
import { type Config, isSigning } from "@flipwatch/core";
import { EDGE_CODE, REQUEST_HEADER } from "@flipwatch/functions/web/edge";
import { securityHeaders } from "@flipwatch/functions/web/headers";
import type { Handlers } from "./handlers.ts";

export interface Dashboard {
  url: $util.Output<string>;
  /** What Slack's app is given as its request URL; absent without buttons. */
  interactionsUrl?: $util.Output<string>;
  api: sst.aws.Function;
  interact?: sst.aws.Function;
}

/** Before everything else, since alerts link to it. */
export function createRouter({ dashboardUrl }: Config): sst.aws.Router {
  return new sst.aws.Router("Web", {
    protection: "oac",
    ...(dashboardUrl === undefined ? {} : { domain: new URL(dashboardUrl).hostname }),
    edge: { viewerRequest: { injection: EDGE_CODE } },
    transform: { cdn: (cdn) => withHeaders(cdn), cachePolicy: (policy) => withRequest(policy) },
  });
}

export function createDashboard(handlers: Handlers, router: sst.aws.Router): Dashboard {
  const { config } = handlers;
  new sst.aws.StaticSite("Page", {
    router: { instance: router },
    path: "packages/dashboard",
    build: { command: "npx vite build", output: "dist" },
    errorPage: "index.html",
  });
  const api = handlers.create("Api", "api", {
    url: { router: { instance: router, path: "/api" }, cors: false },
    // Signs sessions and links, and proves commands; set once, and again whenever all of them are to end.
    secrets: isSigning(config.access) ? [new sst.Secret("FlipwatchSessionSecret")] : [],
  });
  const hasButtons = (config.channels.slack ?? []).some((entry) => "signingSecret" in entry);
  if (!hasButtons) return { url: router.url, api };
  const interact = handlers.create("Interact", "interact", { url: { authorization: "none", cors: false } });
  return { url: router.url, api, interact, interactionsUrl: $interpolate`${interact.url}slack/interactions` };
}

/**
 * CloudFront lets requests of one key that come at the same time wait for one answer, whatever that says of caching, and cookies are in no key of
 * SST's: somebody who is not signed in could be given what somebody who is asked for.
 */
function withRequest(policy: aws.cloudfront.CachePolicyArgs): undefined {
  policy.parametersInCacheKeyAndForwardedToOrigin = $output(policy.parametersInCacheKeyAndForwardedToOrigin).apply((known) => ({
    ...known,
    headersConfig: {
      ...known.headersConfig,
      headerBehavior: "whitelist",
      headers: { items: [...(known.headersConfig.headers?.items ?? []), REQUEST_HEADER] },
    },
  }));
  return undefined;
}

/** The same headers that the page has everywhere else. */
function withHeaders(cdn: sst.aws.CdnArgs): undefined {
  const policy = new aws.cloudfront.ResponseHeadersPolicy("WebHeaders", {
    customHeadersConfig: {
      items: securityHeaders({ isHttps: true }).flatMap(([header, value]) =>
        isOwnField(header) ? [] : { header, value, override: false },
      ),
    },
    securityHeadersConfig: {
      contentSecurityPolicy: { contentSecurityPolicy: headerText("content-security-policy"), override: false },
      contentTypeOptions: { override: false },
      referrerPolicy: { referrerPolicy: headerText("referrer-policy"), override: false },
      strictTransportSecurity: { accessControlMaxAgeSec: 31_536_000, override: false },
    },
  });
  cdn.defaultCacheBehavior = $output(cdn.defaultCacheBehavior).apply((behavior) => ({ ...behavior, responseHeadersPolicyId: policy.id }));
  return undefined;
}

/** CloudFront takes these by fields of their own and refuses them among the custom ones. */
function isOwnField(header: string): boolean {
  return ["content-security-policy", "x-content-type-options", "referrer-policy", "strict-transport-security"].includes(header);
}

function headerText(header: string): string {
  return securityHeaders({ isHttps: true }).find(([name]) => name === header)?.[1] ?? "";
}
