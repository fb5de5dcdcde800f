/** A request as plain facts: from where, for which host, with what in its cookies. What they allow is decided elsewhere. */
import { hostOf, isLoopbackHost } from "@flipwatch/core";
import type { Context, HonoRequest } from "hono";
import { getCookie } from "hono/cookie";
import { VIEWER_HEADER } from "./edge.ts";
import { bodyHash } from "./proof.ts";

export interface Seen {
  method: string;
  /** As the Host header has it; empty without one. */
  host: string;
  /** With its query. */
  path: string;
  /** Where the connection comes from; undefined where that is not known. */
  peer?: string;
  /** Both ends of the connection are this machine, by address and by name, and nothing says that it was passed on. */
  isHere: boolean;
  /** Whose attempts are counted together. */
  address: string;
  /** People reach the page by it, whichever way this came. */
  isHttps: boolean;
  /** What of its address whoever sent it may have had before the path, as far as it can be believed: `https://flipwatch.example.com`. */
  origins: string[];
  /** It comes from a page of this very site. */
  isOwnOrigin: boolean;
  /** Read once more by whoever answers. */
  bodyHash(): Promise<string>;
  header(name: string): string | undefined;
  cookie(name: string): string | undefined;
}

export interface SeenOptions {
  /** As configured: where people reach the page. */
  dashboardUrl?: string;
  /** Other programs may pass requests on to a lab, such as an editor's port forwarding. */
  isLab?: boolean;
}

/** What a proxy says of itself; one that says nothing looks like the machine, which is why access asks for more than a loopback address. */
const PASSED_ON = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];

export function seenIn(c: Context, { dashboardUrl, isLab }: SeenOptions): Seen {
  const { req } = c;
  const url = new URL(req.url);
  const host = req.header("host") ?? "";
  const peer = peerOf(c.env);
  const isNear = peer !== undefined && isLoopbackHost(peer);
  const isPassedOn = !isLab && PASSED_ON.some((name) => req.header(name) !== undefined);
  const isHere = isNear && isLoopbackHost(hostOf(host)) && !isPassedOn;
  return {
    method: req.method,
    host,
    path: url.pathname + url.search,
    peer,
    isHere,
    address: (isNear ? lastOf(req.header("x-forwarded-for")) : viewerOf(c.env, req)) ?? peer ?? "unknown",
    isHttps: url.protocol === "https:" || dashboardUrl?.startsWith("https:") === true || req.header("x-forwarded-proto") === "https",
    origins: [
      ...(isHere && URL.canParse(`http://${host}`) ? [new URL(`http://${host}`).origin] : []),
      ...(dashboardUrl?.startsWith("https:") && cameByHttps(req, url, isNear) ? [new URL(dashboardUrl).origin] : []),
    ],
    isOwnOrigin: isOwnOrigin(req, host, dashboardUrl),
    bodyHash: async () => bodyHash(new Uint8Array(await req.raw.clone().arrayBuffer())),
    header: (name) => req.header(name),
    cookie: (name) => getCookie(c, name),
  };
}

/** A proxy says so, or one on this machine that says nothing is taken to do what the configuration says. From another machine, what says nothing came plain. */
function cameByHttps(req: HonoRequest, { protocol }: URL, isNear: boolean): boolean {
  if (protocol === "https:") return true;
  const said = req.header("x-forwarded-proto");
  return said === undefined ? isNear : said === "https";
}

/** Of Node's server the socket's other end, of a Lambda's URL the caller's address as AWS saw it. */
function peerOf(env: unknown): string | undefined {
  const { incoming, event } = (env ?? {}) as {
    incoming?: { socket?: { remoteAddress?: string } };
    event?: { requestContext?: { http?: { sourceIp?: string } } };
  };
  return incoming?.socket?.remoteAddress ?? event?.requestContext?.http?.sourceIp;
}

/** Behind CloudFront the caller is CloudFront. To a server of Node's anybody may send this header, to the Lambda nobody but the edge. */
function viewerOf(env: unknown, req: HonoRequest): string | undefined {
  return (env as { event?: object } | undefined)?.event === undefined ? undefined : req.header(VIEWER_HEADER);
}

/** A proxy on this machine puts the address it was called from at the end; what stands before may be made up. */
function lastOf(forwarded: string | undefined): string | undefined {
  const last = forwarded?.split(",").at(-1)?.trim();
  return last === "" ? undefined : last;
}

/** A page of another site can set neither header. Browsers say by the first whether it is of this site, to https and loopback; by the second to all. */
function isOwnOrigin(req: HonoRequest, host: string, dashboardUrl: string | undefined): boolean {
  const site = req.header("sec-fetch-site");
  if (site !== undefined) return site === "same-origin";
  const origin = req.header("origin") ?? "";
  if (!URL.canParse(origin)) return false;
  const own = dashboardUrl === undefined ? undefined : new URL(dashboardUrl).origin;
  return new URL(origin).host === host || new URL(origin).origin === own;
}
