/**
 * Signing in and out: the provider's two ends, a link's address, and the way out. Each sets or removes a cookie and sends the browser on; none
 * changes anything else, so that all but the way out may be a GET.
 */
import type { Access, Ms } from "@flipwatch/core";
import { hostOf, isLoopbackHost } from "@flipwatch/core";
import type { Context, Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Log } from "../steps/log.ts";
import type { Attempts } from "./attempts.ts";
import { keepCookie, loginCookieName, sessionCookieName } from "./cookies.ts";
import { type OpenPorts, openLink } from "./link-token.ts";
import type { OidcSignIn, SignIn } from "./oidc.ts";
import { plainPage } from "./plain-page.ts";
import { safePath } from "./safe-path.ts";
import { opened, type Seal, sealed } from "./seal.ts";
import { type Seen, type SeenOptions, seenIn } from "./seen.ts";
import { OIDC_SESSION_MS, type Session, sessionIn, sessionText } from "./session.ts";
import type { Telling } from "./words.ts";

export interface LoginPorts {
  access: Access;
  seal: Seal;
  /** Present where the configuration names a provider. Loaded when somebody signs in. */
  oidc?: () => Promise<OidcSignIn>;
  records: OpenPorts["records"];
  attempts: Attempts;
  clock: { now(): Ms };
  /** 32 random bytes as text that a URL can hold. */
  newState(): string;
  /** Where people reach the page, without a slash at its end. */
  origin(): string;
  seen: SeenOptions;
  log: Log;
}

/** A sign-in at the provider may take so long. */
const LOGIN_MS: Ms = 600_000;

type Refused = Extract<SignIn, { outcome: "refused" }>;
const statusOf: Record<Refused["why"], ContentfulStatusCode> = {
  denied: 403,
  stale: 400,
  provider: 503,
  mail: 403,
  domain: 403,
  group: 403,
};

export function addLogin(app: Hono, ports: LoginPorts): void {
  app.use("/login/:way", async (c, next) => {
    const seconds = ports.attempts.take(seenIn(c, ports.seen).address, ports.clock.now());
    // The address bar may hold a token or a code: what is opened next must not be told of it.
    c.header("referrer-policy", "no-referrer");
    c.header("cache-control", "no-store");
    if (seconds === undefined) return next();
    c.header("retry-after", String(seconds));
    return telling(c, "limited", 429);
  });
  app.get("/login/oidc", async (c) => beginAtProvider(c, ports));
  app.get("/login/callback", async (c) => backFromProvider(c, ports));
  app.get("/login/link", async (c) => byLink(c, ports));
}

/** Also where nobody signs in: whoever has a cookie of before gets rid of it. */
export function addLogout(app: Hono, options: SeenOptions): void {
  app.post("/logout", (c) => {
    const { isOwnOrigin, isHttps } = seenIn(c, options);
    if (!isOwnOrigin)
      return c.json({ error: { code: "forbidden", message: "signing out is taken from the dashboard's own page only" } }, 403);
    keepCookie(c, sessionCookieName(isHttps), "", 0);
    return c.redirect("/login", 303);
  });
}

async function beginAtProvider(c: Context, ports: LoginPorts): Promise<Response> {
  if (ports.oidc === undefined) return c.redirect("/login", 303);
  const seen = seenIn(c, ports.seen);
  const here = nearerName(seen, ports.origin());
  if (here !== undefined) return c.redirect(here + seen.path, 303);
  const [state, until] = [ports.newState(), ports.clock.now() + LOGIN_MS];
  try {
    const url = await (await ports.oidc()).begin(state, redirectUri(ports));
    const login = sealed(ports.seal, "login", { state, to: safePath(c.req.query("to")), until });
    keepCookie(c, loginCookieName(seen.isHttps), login, LOGIN_MS);
    return c.redirect(url.href, 303);
  } catch (problem) {
    ports.log("warn", "the identity provider could not be asked", { problem });
    return telling(c, "provider", 503);
  }
}

/**
 * Cookies belong to a host, and the provider sends people back to one name of it alone: who came to loopback by its other name begins there. Not
 * where a proxy passes requests on under whatever name.
 */
function nearerName({ host, isHere }: Seen, origin: string): string | undefined {
  const isOther = isHere && isLoopbackHost(hostOf(new URL(origin).host)) && new URL(origin).host !== host;
  return isOther ? origin : undefined;
}

async function backFromProvider(c: Context, ports: LoginPorts): Promise<Response> {
  if (ports.oidc === undefined) return c.redirect("/login", 303);
  const { isHttps, cookie } = seenIn(c, ports.seen);
  const now = ports.clock.now();
  const { state, to, until } = opened(ports.seal, "login", cookie(loginCookieName(isHttps)) ?? "") ?? {};
  // It serves for one answer, good or bad.
  keepCookie(c, loginCookieName(isHttps), "", 0);
  const answer = new URL(c.req.url).searchParams;
  if (typeof state !== "string" || answer.get("state") !== state) return telling(c, "elsewhere", 400);
  if (now >= Number(until)) return telling(c, "stale", 400);
  const signIn = await (await ports.oidc()).finish(answer, state, redirectUri(ports));
  if (signIn.outcome === "refused") {
    ports.log("warn", "a sign-in was refused", { why: signIn.why, code: signIn.code });
    return telling(c, signIn.why, statusOf[signIn.why]);
  }
  ports.log("info", "somebody signed in", { user: signIn.user });
  keepSession(c, ports, { kind: "oidc", user: signIn.user, until: now + OIDC_SESSION_MS });
  return c.redirect(safePath(String(to)), 303);
}

async function byLink(c: Context, ports: LoginPorts): Promise<Response> {
  if (ports.access.links !== true) return c.redirect("/login", 303);
  const { isHttps, cookie } = seenIn(c, ports.seen);
  const now = ports.clock.now();
  const found = await openLink(ports, c.req.query("token") ?? "", now);
  if (found.outcome !== "open") {
    ports.log("warn", "a link was refused", { why: found.outcome });
    return telling(c, found.outcome, 403);
  }
  const { id, until } = found.link;
  // Who signed in may do more than a link allows, and keeps that.
  const known = sessionIn(ports.seal, ports.access, cookie(sessionCookieName(isHttps)) ?? "", now);
  if (known?.kind !== "oidc") keepSession(c, ports, { kind: "link", link: id, until });
  return c.redirect(safePath(c.req.query("to")), 303);
}

function keepSession(c: Context, { access, seal, seen, clock }: LoginPorts, session: Session): void {
  keepCookie(c, sessionCookieName(seenIn(c, seen).isHttps), sessionText(seal, access, session), session.until - clock.now());
}

/** As it must be registered with the provider, to the letter. */
function redirectUri({ origin }: LoginPorts): string {
  return `${origin()}/login/callback`;
}

/** Keeps the cookies that were set on the way. */
function telling(c: Context, what: Telling, status: ContentfulStatusCode): Response {
  const page = plainPage({ telling: what, status, acceptLanguage: c.req.header("accept-language"), again: true });
  return c.newResponse(page.body, status, Object.fromEntries(page.headers));
}
