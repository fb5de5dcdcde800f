/** The HTTP API: which path gives what. Reading is in the files beside; nothing here decides, and only requests are written. */
import { type PairId, pairId } from "@flipwatch/core";
import { Hono, type HonoRequest } from "hono";
import { etag } from "hono/etag";
import { listDeliveries, recentDeliveries } from "./deliveries.ts";
import { logEvents, recordedEvents } from "./events.ts";
import { listMutes } from "./mutes.ts";
import { overview } from "./overview.ts";
import { listPairs, showPair } from "./pairs.ts";
import type { ApiPorts } from "./ports.ts";
import { knowing } from "./query.ts";
import { postRedrive } from "./redrive.ts";
import { errorReply, Refusal } from "./refusal.ts";
import { type Posted, postRequest } from "./requests.ts";
import { showStrips } from "./strips.ts";
import { showTimeline } from "./timeline.ts";

export type { ApiPorts } from "./ports.ts";

/**
 * Every answer is JSON with an ETag (a matching If-None-Match gets 304) and is stored by no cache between. Lists are paged: `limit` is 100
 * unless told and at most 1,000, `next` says where the following page begins. A pair's id is one encoded part of the path:
 * `/api/pairs/failover.example.com%2FA`.
 */
export function apiApp(ports: ApiPorts): Hono {
  const app = new Hono();
  app.use(etag({ weak: true }));
  app.use(async (c, next) => {
    await next();
    c.header("cache-control", "no-store");
  });
  app.get("/api", (c) => c.json({ routes }));
  app.get("/api/health", async (c) => c.json(await overview(ports)));
  app.get("/api/pairs", async (c) => c.json(await listPairs(ports, c.req.query())));
  app.get("/api/strips", async (c) => c.json(await showStrips(ports, c.req.query())));
  app.get("/api/mutes", async (c) => c.json(await listMutes(ports, c.req.query())));
  for (const path of pairPaths) {
    app.get(path, async (c) => c.json(await showPair(ports, idIn(c.req.param()))));
    app.get(`${path}/events`, async (c) => c.json(await logEvents(ports, idIn(c.req.param()), c.req.query())));
    app.get(`${path}/timeline`, async (c) => c.json(await showTimeline(ports, idIn(c.req.param()), c.req.query())));
    app.get(`${path}/deliveries`, async (c) => c.json(await listDeliveries(ports, idIn(c.req.param()), c.req.query())));
  }
  app.get("/api/events", async (c) => c.json(await recordedEvents(ports, c.req.query())));
  app.get("/api/findings", async (c) => {
    knowing(c.req.query());
    return c.json({ findings: await ports.records.findings.all() });
  });
  app.get("/api/deliveries", async (c) => c.json(await recentDeliveries(ports, c.req.query())));
  app.post("/api/requests", async (c) => c.json(await postRequest(ports.asking, await posted(c.req, ports)), 202));
  app.post("/api/redrive", async (c) => c.json(await postRedrive(ports, await posted(c.req, ports)), 202));
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

async function posted(request: HonoRequest, { clock }: ApiPorts): Promise<Posted> {
  const headers = {
    host: request.header("host"),
    "content-type": request.header("content-type"),
    "x-flipwatch": request.header("x-flipwatch"),
  };
  return { headers, body: await request.text(), now: clock.now() };
}

/** What `GET /api` lists, for people. */
const routes = [
  "GET /api/health",
  "GET /api/pairs?after=…&limit=…",
  "GET /api/pairs/failover.example.com%2FA",
  "GET /api/pairs/failover.example.com%2FA/events?after=…&before=…&limit=…&order=asc|desc",
  "GET /api/pairs/failover.example.com%2FA/timeline?from=…&to=…&width=…",
  "GET /api/pairs/failover.example.com%2FA/deliveries?from=…&to=…&limit=…",
  "GET /api/strips?from=…&width=…",
  "GET /api/mutes",
  "GET /api/events?since=…&until=…&after=…&limit=…",
  "GET /api/findings",
  "GET /api/deliveries?since=…&until=…&state=failed|all&channel=…&limit=…",
  "POST /api/requests",
  "POST /api/redrive",
];

// An id contains a slash. It belongs encoded into the path, but some gateways hand the path on decoded.
const pairPaths = ["/api/pairs/:id", "/api/pairs/:name/:type{[A-Z]+}"];

function idIn({ id, name = "", type = "" }: Record<string, string>): PairId {
  return id ?? pairId(name, type);
}
