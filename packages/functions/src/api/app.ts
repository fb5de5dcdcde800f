/** The HTTP API: what answers each route of the table. Reading is in the files beside; nothing here decides, and only requests are written. */
import { type Finding, type PairId, pairId, reportFormats } from "@flipwatch/core";
import { type Context, Hono } from "hono";
import { etag } from "hono/etag";
import { badgeOf } from "./badge.ts";
import { listDeliveries, recentDeliveries } from "./deliveries.ts";
import { logEvents, recordedEvents } from "./events.ts";
import { ATOM_TYPE, feed } from "./feed.ts";
import { gzipped } from "./gzip.ts";
import { reportOf, showIncident } from "./incident.ts";
import { listIncidents } from "./incidents.ts";
import { metrics } from "./metrics.ts";
import { listMutes } from "./mutes.ts";
import { overview } from "./overview.ts";
import { listPairs, lookAt, showPair } from "./pairs.ts";
import type { ApiPorts } from "./ports.ts";
import { PROMETHEUS_TYPE } from "./prometheus.ts";
import { isSayable, knowing, oneOf } from "./query.ts";
import { postRedrive } from "./redrive.ts";
import { errorReply, Refusal } from "./refusal.ts";
import { type Asker, type Posted, postRequest } from "./requests.ts";
import { type RouteName, routeList, routes } from "./routes.ts";
import { showStrips } from "./strips.ts";
import { showTimeline } from "./timeline.ts";

export type { ApiPorts } from "./ports.ts";

/**
 * Every answer has an ETag (a matching If-None-Match gets 304), is compressed for whoever takes that, and is stored by no cache between. Lists
 * are paged: `limit` is 100 unless told and at most 1,000, `next` says where the following page begins. A pair's id is one encoded part of
 * the path: `/api/pairs/failover.example.com%2FA`.
 */
export function apiApp(ports: ApiPorts): Hono {
  const app = new Hono();
  app.use(gzipped);
  app.use(etag({ weak: true }));
  app.use(async (c, next) => {
    await next();
    c.header("cache-control", "no-store");
  });
  for (const { name, answer } of answersOf(ports)) {
    const { method, path, query } = routes[name];
    app.on(method, pathsOf(path), async (c) => {
      knowing(c.req.query(), ...Object.keys(query));
      return answer(c);
    });
  }
  app.notFound((c) => {
    const { status, body } = errorReply(new Refusal("not-found", `there is no ${c.req.method} ${c.req.path} here`));
    return c.json(body, status);
  });
  app.onError((problem, c) => {
    const { status, body } = errorReply(problem);
    if (status >= 500) ports.log("error", "a request failed", { method: c.req.method, path: c.req.path, problem });
    return c.json(body, status);
  });
  return app;
}

export interface FindingsReply {
  findings: Finding[];
}

type Answer = (c: Context) => Promise<Response>;

/** One for each route: what is missing does not compile. */
function answersOf(ports: ApiPorts): { name: RouteName; answer: Answer }[] {
  const { records } = ports;
  const answers: Record<RouteName, Answer> = {
    routes: async (c) => c.json(routeList()),
    // Read when it is first asked for: it is as long as all the rest.
    openapi: async (c) => c.json((await import("./openapi.json", { with: { type: "json" } })).default),
    health: async (c) => c.json(await overview(ports)),
    pairs: async (c) => c.json(await listPairs(ports, c.req.query())),
    strips: async (c) => c.json(await showStrips(ports, c.req.query())),
    mutes: async (c) => c.json(await listMutes(ports)),
    pair: async (c) => c.json(await showPair(ports, pairIn(c))),
    pairEvents: async (c) => c.json(await logEvents(ports, pairIn(c), c.req.query())),
    timeline: async (c) => c.json(await showTimeline(ports, pairIn(c), c.req.query())),
    pairDeliveries: async (c) => c.json(await listDeliveries(ports, pairIn(c), c.req.query())),
    events: async (c) => c.json(await recordedEvents(ports, c.req.query())),
    incidents: async (c) => c.json(await listIncidents(ports, c.req.query())),
    incident: (c) => incident(ports, c),
    findings: async (c) => c.json({ findings: await records.findings.all() } satisfies FindingsReply),
    deliveries: async (c) => c.json(await recentDeliveries(ports, c.req.query())),
    metrics: async (c) => c.body(await metrics(ports), 200, { "content-type": PROMETHEUS_TYPE }),
    badge: (c) => badge(ports, c),
    feed: async (c) => c.body(await feed(ports, c.req.query()), 200, { "content-type": ATOM_TYPE }),
    requests: async (c) => c.json(await postRequest(ports.asking, await posted(c, ports)), 202),
    redrive: async (c) => c.json(await postRedrive(ports, await posted(c, ports)), 202),
  };
  return Object.entries(answers).map(([name, answer]) => ({ name: name as RouteName, answer }));
}

async function incident(ports: ApiPorts, c: Context): Promise<Response> {
  const query = c.req.query();
  const language = oneOf(query, "lang", ["en", "ko"]);
  const format = query.format === undefined ? undefined : oneOf(query, "format", reportFormats);
  const reply = await showIncident(ports, incidentIn(c), language);
  if (format === undefined) return c.json(reply);
  const { name, contentType, body } = reportOf(reply, format, language);
  return c.body(body, 200, { "content-type": contentType, "content-disposition": `attachment; filename="${name}"` });
}

async function badge(ports: ApiPorts, c: Context): Promise<Response> {
  const language = oneOf(c.req.query(), "lang", ["en", "ko"]);
  const { pair } = await lookAt(ports, pairIn(c));
  return c.body(badgeOf(pair, language), 200, { "content-type": "image/svg+xml; charset=utf-8" });
}

/** Who asks comes beside the request, from whoever let them in. */
async function posted(c: Context, { clock }: ApiPorts): Promise<Posted> {
  const headers = {
    host: c.req.header("host"),
    "content-type": c.req.header("content-type"),
    "x-flipwatch": c.req.header("x-flipwatch"),
  };
  const { asker } = (c.env ?? {}) as { asker?: Asker };
  return { headers, body: await c.req.text(), now: clock.now(), ...(asker === undefined ? {} : { asker }) };
}

// ---- paths --------------------------------------------------------------------------------------------------------------

/** An id contains a slash. It belongs encoded into the path, but some gateways hand the path on decoded. */
function pathsOf(path: string): string[] {
  if (path.endsWith("{pair}.svg")) return [path.replace("{pair}.svg", ":picture{.+\\.svg}")];
  if (path.includes("{pair}")) return [path.replace("{pair}", ":id"), path.replace("{pair}", ":name/:type{[A-Z]+}")];
  if (path.includes("{incident}")) return [path.replace("{incident}", ":id"), path.replace("{incident}", ":name/:opened{[A-Z]+![0-9]+}")];
  return [path];
}

function pairIn(c: Context): PairId {
  const { picture, id = picture?.replace(/\.svg$/, ""), name = "", type = "" } = c.req.param() as Record<string, string | undefined>;
  return sayable(id ?? pairId(name, type));
}

function incidentIn(c: Context): string {
  const { id, name = "", opened = "" } = c.req.param() as Record<string, string>;
  return sayable(id ?? `${name}/${opened}`);
}

function sayable(id: string): string {
  if (isSayable(id)) return id;
  throw new Refusal(
    "not-found",
    `nothing has the id ${JSON.stringify(id.slice(0, 60))}…: it is longer than any, or holds control characters`,
  );
}
