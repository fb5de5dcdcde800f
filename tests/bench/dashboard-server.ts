/** The built page with made-up answers behind it: a pair with a quarter of a year of changes, and thousands of pairs. Answers go out as the API sends them. */
import { HOUR, type Ms, type PairDefinition, type TimelineWindow } from "@flipwatch/core";
import { foldToPixels } from "@flipwatch/core/timeline/pixels";
import { samplePair, votes } from "@flipwatch/dashboard/pages/overview/sample";
import { sampleWindow } from "@flipwatch/dashboard/timeline/sample";
import { gzipped } from "@flipwatch/functions/api/gzip";
import { FOLDED_WIDTH } from "@flipwatch/functions/api/timeline";
import { createSite, readSite } from "@flipwatch/functions/web/site";
import { listen } from "flipwatch/run/listen";
import { makeSite } from "flipwatch/site/make-site";
import { Hono } from "hono";
import { etag } from "hono/etag";

export const SEGMENTS = 10_000;
export const PAIRS = 2_000;
export const PAIR = "failover.example.com/A";
const PAGE = 1_000;
const BUILD_MS = 60_000;

export interface DashboardServer {
  url: string;
  /** The files of the page, by path. */
  files: ReadonlyMap<string, Uint8Array>;
  close(): Promise<void>;
}

export async function startDashboardServer(now: Ms): Promise<DashboardServer> {
  const files = await readSite(await makeSite(AbortSignal.timeout(BUILD_MS)));
  const site = await createSite(files);
  const api = answers(now);
  const listening = await listen((request) => site.answer(request) ?? api.fetch(request), { port: 0 });
  return { ...listening, files };
}

function answers(now: Ms): Hono {
  const whole = sampleWindow({ seed: 7, segments: SEGMENTS, to: now });
  const pairs = Array.from({ length: PAIRS }, (_, index) => pairOf(index, now));
  const app = new Hono();
  app.use(gzipped);
  app.use(etag({ weak: true }));
  app.get("/api/session", (c) => c.json({ access: "open", mayAsk: true, lab: false, serverTime: Date.now() }));
  app.get("/api/health", (c) => c.json(health(now)));
  app.get("/api/findings", (c) => c.json({ findings: [] }));
  app.get("/api/strips", (c) => c.json({ from: now - 24 * HOUR, to: now, strips: {}, complete: true }));
  app.get("/api/pairs", (c) => {
    const after = pairs.findIndex(({ id }) => id === c.req.query("after")) + 1;
    const page = pairs.slice(after, after + PAGE);
    return c.json({ pairs: page, ...(after + PAGE < pairs.length ? { next: page.at(-1)?.id } : {}) });
  });
  app.get("/api/pairs/:id", (c) => c.json({ pair: samplePair("failover"), definition, expected: { ms: 90_000, parts: [] } }));
  app.get("/api/pairs/:id/events", (c) => c.json({ events: [] }));
  app.get("/api/pairs/:id/deliveries", (c) => c.json({ deliveries: [], waiting: [], channels: [] }));
  app.get("/api/pairs/:id/timeline", (c) => {
    const [from, to, width] = ["from", "to", "width"].map((name) => Number(c.req.query(name)));
    const window = windowOf(whole, { from: from ?? 0, to: to ?? now });
    return c.json({ ...foldToPixels(window, Math.min(width ?? FOLDED_WIDTH, FOLDED_WIDTH)), truncated: false });
  });
  return app;
}

/** Some in trouble, as after a region's outage; each with what its row can hold. */
function pairOf(index: number, now: Ms) {
  const isAway = index % 40 === 0;
  const [role, regions] = isAway
    ? (["secondary", votes("secondary", "secondary", "primary")] as const)
    : (["primary", votes("primary", "primary", "primary")] as const);
  const since = { by: now - (index + 1) * HOUR };
  return samplePair(`name-${String(index).padStart(4, "0")}`, { role, decided: role, regions, since, at: now, lastTransition: since.by });
}

const definition: PairDefinition = {
  id: PAIR,
  name: "failover.example.com",
  type: "A",
  source: "config",
  primary: { values: ["192.0.2.10"], healthCheckId: "p" },
  secondary: { values: ["192.0.2.20"], healthCheckId: "s" },
  ttlSeconds: 60,
  revision: 2,
  revisedAt: 0,
};

function health(now: Ms) {
  const regions = Object.fromEntries(["eu-1", "eu-2", "eu-3"].map((region) => [region, { at: now, fresh: true }]));
  const own = { intervalMs: 10_000, staleMs: 60_000, ttlUnitMs: 1_000, home: "eu-west-1", zones: [], channels: [], failingChannels: [] };
  return { ok: true, pairs: PAIRS, regions, ...own };
}

/** As core cuts a window out of what is folded. */
function windowOf(whole: TimelineWindow, { from, to }: { from: Ms; to: Ms }): TimelineWindow {
  const cut = <S extends { from: Ms; to: Ms }>(lane: readonly S[]) =>
    lane
      .filter((segment) => segment.to > from && segment.from < to)
      .map((segment) => ({ ...segment, from: Math.max(from, segment.from), to: Math.min(to, segment.to) }));
  const cutAll = <S extends { from: Ms; to: Ms }>(lanes: Readonly<Record<string, readonly S[]>>) =>
    Object.fromEntries(Object.entries(lanes).map(([name, lane]) => [name, cut(lane)]));
  return {
    ...whole,
    ...{ from, to, observedUntil: Math.min(to, whole.to) },
    role: cut(whole.role),
    regions: cutAll(whole.regions),
    silences: cutAll(whole.silences),
    views: cutAll(whole.views),
    health: { primary: cut(whole.health.primary), secondary: cut(whole.health.secondary) },
    alerts: whole.alerts.filter(({ at }) => from <= at && at < to),
  };
}
