/**
 * The built page as an HTTP server gives it: hashed assets for ever, everything else asked for anew each time by its ETag, and `index.html` for every
 * path that is a page of it. All files are read at the start, so nothing but these can be asked for, however a path is spelled.
 */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

/** By path, `/assets/index-1a2b3c4d.js`. */
export type SiteFiles = ReadonlyMap<string, Uint8Array>;

export interface Site {
  /** Undefined for what the site does not have: then somebody else may answer. */
  answer(request: Request): Response | undefined;
  /** For people who came by a path that nothing has: the page, which says so, with status 404. */
  missing(request: Request): Response | undefined;
}

const FILES_MAX = 1_000;
const GZIP_FROM_BYTES = 1_024;

const types: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  ico: "image/x-icon",
  js: "text/javascript; charset=utf-8",
  json: "application/json; charset=utf-8",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  webmanifest: "application/manifest+json",
  woff2: "font/woff2",
};
const packed: ReadonlySet<string> = new Set(["ico", "png", "woff2"]);

/** Paths that the page itself tells apart; each is the same file. */
const pages = /^\/(?:(?:pairs|incidents)\/.+|findings|deliveries|walk-through|login)?$/;

/** Whether the dashboard has a page at this path. */
export function isPagePath(path: string): boolean {
  return pages.test(path);
}

/** Every file below the folder. Throws for a folder with more than a page's worth. */
export async function readSite(folder: string): Promise<SiteFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  if (names.length > FILES_MAX) throw new Error(`${folder} holds ${names.length} files; a built page has at most ${FILES_MAX}`);
  const pathOf = (name: string) => `/${relative(folder, name).split(sep).join("/")}`;
  return new Map(await Promise.all(names.map(async (name) => [pathOf(name), await readFile(name)] as const)));
}

interface Ready {
  plain: Uint8Array;
  gzipped?: Uint8Array;
  etag: string;
  headers: Record<string, string>;
}

/** Resolves once everything that shrinks is compressed. */
export async function createSite(files: SiteFiles): Promise<Site> {
  const ready = new Map(await Promise.all([...files].map(async ([path, bytes]) => [path, await prepared(path, bytes)] as const)));
  return {
    answer(request) {
      if (request.method !== "GET" && request.method !== "HEAD") return undefined;
      const { pathname } = new URL(request.url);
      const file = ready.get(pathname === "/index.html" ? "" : pathname) ?? (isPagePath(pathname) ? ready.get("/index.html") : undefined);
      return file === undefined ? undefined : answerWith(file, request);
    },
    missing(request) {
      const isLooking = ["GET", "HEAD"].includes(request.method) && /\btext\/html\b/.test(request.headers.get("accept") ?? "");
      const page = isLooking ? ready.get("/index.html") : undefined;
      return page === undefined ? undefined : answerWith(page, request, 404);
    },
  };
}

async function prepared(path: string, plain: Uint8Array): Promise<Ready> {
  const extension = path.slice(path.lastIndexOf(".") + 1);
  const isSmaller = !packed.has(extension) && plain.length >= GZIP_FROM_BYTES;
  return {
    plain,
    ...(isSmaller ? { gzipped: await promisify(gzip)(plain, { level: 9 }) } : {}),
    etag: createHash("sha256").update(plain).digest("base64url").slice(0, 22),
    headers: {
      "content-type": types[extension] ?? "application/octet-stream",
      "cache-control": path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
      ...(isSmaller ? { vary: "accept-encoding" } : {}),
    },
  };
}

function answerWith({ plain, gzipped, etag, headers }: Ready, request: Request, status: 200 | 404 = 200): Response {
  const body = gzipped !== undefined && takesGzip(request.headers.get("accept-encoding") ?? "") ? gzipped : plain;
  const tag = body === plain ? `"${etag}"` : `"${etag}-gzip"`;
  const own = { ...headers, etag: tag };
  if (status === 200 && isKnown(request.headers.get("if-none-match") ?? "", tag)) return new Response(null, { status: 304, headers: own });
  const sized = { ...own, "content-length": String(body.length), ...(body === plain ? {} : { "content-encoding": "gzip" }) };
  return new Response(request.method === "HEAD" ? null : new Uint8Array(body), { status, headers: sized });
}

function takesGzip(acceptEncoding: string): boolean {
  const wishes = acceptEncoding.split(",").map((wish) => wish.trim().toLowerCase().split(";"));
  return wishes.some(([name, ...parameters]) => name === "gzip" && !parameters.some((one) => /^\s*q=0(?:\.0*)?\s*$/.test(one)));
}

function isKnown(ifNoneMatch: string, tag: string): boolean {
  return ifNoneMatch.split(",").some((one) => one.trim() === "*" || one.trim().replace(/^W\//, "") === tag);
}
