/** Flipwatch's web on a port of loopback, with an API that says who asked unless a test brings another, on a clock that a test may set. */
import { randomBytes } from "node:crypto";
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import type { Access, Ms } from "@flipwatch/core";
import { createSite, type Site } from "@flipwatch/functions/web/site";
import { webApp } from "@flipwatch/functions/web/web-app";
import { listen } from "flipwatch/run/listen";

export interface WebServer {
  url: string;
  records: Records;
  logged: { level: string; message: string; facts?: Record<string, unknown> }[];
  /** What reached the API: method, path, who signed in. */
  asked: string[];
  /** Goes before what follows. */
  configure(change: { access?: Access; secrets?: readonly string[]; dashboardUrl?: string; isLoopbackOnly?: boolean }): void;
  /** The clock is so much ahead of the machine's from now on. */
  ahead(ms: Ms): void;
  close(): Promise<void>;
}

export const SECRET = "a secret of the tests, and of them alone";

export interface WebParts {
  /** Default: a page of one line. */
  site?: Site;
  /** Default: one that only says who asked. */
  api?: (records: Records) => { fetch(request: Request, env?: object): Response | Promise<Response> };
}

export async function startWebServer(parts: WebParts = {}): Promise<WebServer> {
  const records = createRecords(createMemoryTable());
  const site = parts.site ?? (await createSite(new Map([["/index.html", Buffer.from("<!doctype html><title>the page</title>")]])));
  const own = parts.api?.(records);
  const [logged, asked]: [WebServer["logged"], string[]] = [[], []];
  let ahead = 0;
  let app: ReturnType<typeof webApp> | undefined;
  const { url, close } = await listen((request, env) => app?.fetch(request, env) ?? new Response(null, { status: 503 }), { port: 0 });
  const api = {
    fetch: (request: Request, env: { asker?: { user: string } } = {}) => {
      asked.push([request.method, new URL(request.url).pathname, env.asker?.user ?? "-"].join(" "));
      return own?.fetch(request, env) ?? Response.json({ by: env.asker?.user ?? null });
    },
  };
  const self: WebServer = {
    url,
    records,
    logged,
    asked,
    configure({ access, secrets = [SECRET], dashboardUrl, isLoopbackOnly = false }) {
      app = webApp({
        api,
        site,
        secrets,
        isLoopbackOnly,
        records,
        address: () => url,
        clock: { now: () => Date.now() + ahead },
        randomText: (bytes) => randomBytes(bytes).toString("base64url"),
        log: (level, message, facts) => void logged.push({ level, message, ...(facts === undefined ? {} : { facts }) }),
        ...(access === undefined ? {} : { access }),
        ...(dashboardUrl === undefined ? {} : { dashboardUrl }),
      });
    },
    ahead: (ms) => {
      ahead = ms;
    },
    close,
  };
  return self;
}
