/** The lab's one HTTP port: says which part answers which path, and drops what comes from a region that is cut off. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { hostOf, isLoopbackHost } from "@flipwatch/core";
import { isApiPath } from "@flipwatch/functions/api/routes";
import { send, sendJson } from "./exchange.ts";

export interface FrontParts {
  /** The AWS APIs; takes the request untouched. */
  aws(request: IncomingMessage, response: ServerResponse, caller?: string): Promise<void>;
  api(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void>;
  control(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void>;
  slack(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>;
  /** What Slack sends when somebody presses a button: Flipwatch's, not the look-alike's. */
  interact(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void>;
  webhook(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** The dashboard's page; undefined for what it has not. Absent: the lab has none. */
  site?(request: Request): Response | undefined;
  /** What `GET /` shows to programs, and to people where there is no page. */
  index(): unknown;
  cut(region: string): boolean;
  onError(error: unknown): void;
}

/** AWS clients keep connections for long; closing an idle one under them would look like a fault. */
const KEEP_ALIVE_MS = 120_000;

/** Not yet listening. `parts` is asked at each request, so that the port can be taken before there is anything behind it. */
export function createFront(parts: () => FrontParts | undefined): Server {
  const server = createServer((request, response) => {
    const ready = parts();
    if (!ready) return send(response, 503, "the lab is starting");
    route(request, response, ready).catch((error: unknown) => {
      ready.onError(error);
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { error: "the lab failed on this request; its log says why" });
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

async function route(request: IncomingMessage, response: ServerResponse, parts: FrontParts): Promise<void> {
  const url = URL.canParse(request.url ?? "", "http://lab") ? new URL(request.url ?? "", "http://lab") : undefined;
  if (!url) return send(response, 400, "no path that can be read");
  const prefixed = /^\/region\/([a-z0-9-]+)(\/.*)?$/.exec(url.pathname);
  const caller = prefixed?.[1];
  if (prefixed) url.pathname = prefixed[2] ?? "/";
  // As from a network that is gone: no error, no reply.
  if (caller && parts.cut(caller)) return void request.socket.destroy();
  const { pathname } = url;
  const refusal = isOurs(pathname) ? refusalOf(request) : undefined;
  if (refusal !== undefined) return sendJson(response, 403, { error: { code: "forbidden", message: refusal } });
  const page = caller ? undefined : pageFor(request, url, parts);
  if (page) return sendPage(response, page);
  if (pathname === "/lab/webhook") return parts.webhook(request, response);
  if (pathname === "/lab" || pathname.startsWith("/lab/")) return parts.control(request, response, url);
  if (pathname === "/slack/interactions") return parts.interact(request, response, url);
  if (pathname === "/slack" || pathname.startsWith("/slack/")) return parts.slack(request, response, pathname);
  if (isApiPath(pathname)) return parts.api(request, response, url);
  const isIndex = pathname === "/" && request.method === "GET" && !url.searchParams.has("Action");
  if (isIndex) return sendJson(response, 200, parts.index());
  return parts.aws(request, response, caller);
}

/** What knows and changes everything here; the AWS side is for AWS clients, which sign what they send. */
function isOurs(pathname: string): boolean {
  return ["/lab", "/slack"].some((part) => pathname === part || pathname.startsWith(`${part}/`)) || isApiPath(pathname);
}

/**
 * A web page of another site must not get at the lab of whoever looks at it: not by a name of its own that leads to loopback (the Host header
 * says it), and not by sending what changes something (browsers then say from where). Programs say neither.
 */
function refusalOf({ method = "GET", headers }: IncomingMessage): string | undefined {
  const { host = "", origin, "sec-fetch-site": site } = headers;
  if (!isLoopbackHost(hostOf(host)))
    return `this lab answers to localhost and 127.0.0.1, not to ${host === "" ? "a request without a host" : host}`;
  if (method === "GET" || method === "HEAD") return undefined;
  const isOther = site === undefined ? origin !== undefined && origin !== `http://${host}` : site !== "same-origin" && site !== "none";
  return isOther ? "a page of another site may change nothing here" : undefined;
}

/** Undefined for what programs ask for: only people ask `GET /` for HTML. A page under a name that leads to loopback is some other site's. */
function pageFor(request: IncomingMessage, url: URL, { site }: FrontParts): Response | undefined {
  const { method = "GET", headers } = request;
  if (site === undefined || (method !== "GET" && method !== "HEAD") || !isLoopbackHost(hostOf(headers.host ?? ""))) return undefined;
  if (url.pathname === "/" && (url.searchParams.has("Action") || !/\btext\/html\b/.test(headers.accept ?? ""))) return undefined;
  const asked = ["accept-encoding", "accept-language", "if-none-match"].flatMap((name) => {
    const value = headers[name];
    return typeof value === "string" ? [[name, value] as [string, string]] : [];
  });
  return site(new Request(url, { method, headers: asked }));
}

async function sendPage(response: ServerResponse, page: Response): Promise<void> {
  const body = Buffer.from(await page.arrayBuffer());
  response.writeHead(page.status, Object.fromEntries(page.headers));
  response.end(body);
}

/** Everything under way is dropped: a lab that ends owes nobody a reply. */
export function closeFront(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
