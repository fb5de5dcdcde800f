/**
 * What stands in front of the API and the page: who asks is found out, what they may do is decided, and only then anything is answered. Closed by
 * default: whatever is neither the page nor the way in is guarded, also routes that come later.
 */
import type { Records } from "@flipwatch/adapters/store/records";
import { type Access, FlipwatchError, isSigning, type Ms } from "@flipwatch/core";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { knowing } from "../api/query.ts";
import { errorReply, Refusal } from "../api/refusal.ts";
import type { Asker, Posted } from "../api/requests.ts";
import type { Log } from "../steps/log.ts";
import { mayDo, type Wanted, type Who } from "./access.ts";
import { createAttempts } from "./attempts.ts";
import { securityHeaders } from "./headers.ts";
import { type LinkPorts, listLinks, makeLink, revokeLink } from "./links.ts";
import { addLogin, addLogout, type LoginPorts } from "./login.ts";
import { SECRET_VARIABLE } from "./proof.ts";
import { createSeal, type Seal } from "./seal.ts";
import { type Seen, type SeenOptions, seenIn } from "./seen.ts";
import { type SessionReply, sessionReply } from "./session-reply.ts";
import type { Site } from "./site.ts";
import { whoAsks } from "./who.ts";

export interface WebPorts {
  /** What it answers is guarded. Somebody who signed in, or proved to hold the secret, goes beside the request, as `asker`. */
  api: { fetch(request: Request, env?: object): Response | Promise<Response> };
  /** Absent where somebody else serves the page. */
  site?: Pick<Site, "answer" | "missing">;
  /** As configured. Absent: closed to all but the machine. */
  access?: Access;
  /** What sessions, links and proofs are signed with, the first of them. */
  secrets: readonly string[];
  /** Nobody but who sits at the machine can reach this server. */
  isLoopbackOnly: boolean;
  /** Where people reach the page, where that is configured. */
  dashboardUrl?: string;
  /** Where this server listens: `http://127.0.0.1:4780`. */
  address(): string;
  records: Pick<Records, "links" | "presses">;
  clock: { now(): Ms };
  /** So many random bytes as text of letters, digits, `-` and `_`. */
  randomText(bytes: number): string;
  isLab?: boolean;
  log: Log;
}

const ID_BYTES = 12;
const STATE_BYTES = 32;
/** Nothing that is posted here is as large. */
const BODY_BYTES = 64 * 1_024;

/** Throws FlipwatchError `config-invalid` where people are to sign in and there is no secret to sign with. */
export function webApp(ports: WebPorts): Hono {
  const { log, site, clock } = ports;
  const guard = createGuard(ports);
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    for (const [name, value] of securityHeaders(seenIn(c, guard.seen))) if (!c.res.headers.has(name)) c.header(name, value);
  });
  app.use(bodyLimit({ maxSize: BODY_BYTES, onError: tooLarge }));
  app.get("/api/session", async (c) => {
    c.header("cache-control", "no-store");
    knowing(c.req.query());
    const reply: SessionReply = sessionReply({
      access: ports.access,
      who: await guard.who(c),
      isLab: ports.isLab === true,
      now: clock.now(),
    });
    return c.json(reply);
  });
  const login = loginPorts(ports, guard);
  if (login !== undefined) addLogin(app, login);
  addLogout(app, guard.seen);
  addLinks(app, ports, guard);
  app.all("*", async (c) => {
    const page = site?.answer(c.req.raw);
    if (page !== undefined) return page;
    const asker = await guard.letIn(c, ["GET", "HEAD"].includes(c.req.method) ? "read" : "ask");
    const answer = await ports.api.fetch(c.req.raw, { ...(c.env as object | undefined), asker });
    const isPath = answer.status === 404 && !c.req.path.startsWith("/api/");
    return (isPath ? site?.missing(c.req.raw) : undefined) ?? answer;
  });
  app.onError((problem, c) => {
    const { status, body } = errorReply(problem);
    if (status >= 500) log("error", "a request failed", { method: c.req.method, path: c.req.path, problem });
    c.header("cache-control", "no-store");
    if (status === 401) c.header("www-authenticate", 'Bearer realm="flipwatch"');
    return c.json(body, status);
  });
  return app;
}

function tooLarge(): never {
  throw new Refusal("bad-request", `the body is larger than ${BODY_BYTES} bytes, which nothing here takes`);
}

interface Guard {
  seal?: Seal;
  seen: SeenOptions;
  who(c: Context): Promise<Who>;
  /** Gives who signed in or proved to hold the secret, where somebody did. Once a request: a proof is taken once. Throws a Refusal for whoever may not. */
  letIn(c: Context, wanted: Wanted): Promise<Asker | undefined>;
}

function createGuard({ access, secrets, isLoopbackOnly, dashboardUrl, isLab, records, clock }: WebPorts): Guard {
  if (isSigning(access) && secrets.length === 0)
    throw new FlipwatchError(
      "config-invalid",
      `with access the environment variable ${SECRET_VARIABLE} must hold a secret to sign sessions with`,
    );
  const seal = access === undefined || secrets.length === 0 ? undefined : createSeal(secrets);
  const seen: SeenOptions = { dashboardUrl, isLab };
  const whoIn = (facts: Seen) => whoAsks({ access, isLoopbackOnly, seal, records }, facts, clock.now());
  return {
    seal,
    seen,
    who: (c) => whoIn(seenIn(c, seen)),
    async letIn(c, wanted) {
      const facts = seenIn(c, seen);
      const who = await whoIn(facts);
      // A page of another site can't send the header without asking first, which nothing here answers.
      const isOwnPage = facts.isOwnOrigin && facts.header("x-flipwatch") === "1";
      const ruling = mayDo({ access, who, wanted, isOwnPage });
      if (ruling.ruling !== "allowed") throw new Refusal(ruling.ruling, ruling.why);
      if (who.kind === "holder") return {};
      return who.kind === "oidc" ? { user: who.user } : undefined;
    },
  };
}

/** Undefined where nobody signs in. */
function loginPorts(ports: WebPorts, { seal, seen }: Guard): LoginPorts | undefined {
  const { access, clock, records, log } = ports;
  if (access === undefined || seal === undefined) return undefined;
  const { oidc: rules } = access;
  let loaded: ReturnType<NonNullable<LoginPorts["oidc"]>> | undefined;
  const load = (from: NonNullable<typeof rules>) =>
    import("./oidc.ts").then(({ createOidc }) => createOidc({ rules: from, seal, now: clock.now }));
  return {
    access,
    seal,
    // Only who signs in needs it, and it takes its time and memory.
    ...(rules === undefined ? {} : { oidc: () => (loaded ??= load(rules)) }),
    records,
    attempts: createAttempts(),
    clock,
    newState: () => ports.randomText(STATE_BYTES),
    origin: () => originOf(ports),
    seen,
    log,
  };
}

function addLinks(app: Hono, ports: WebPorts, guard: Guard): void {
  const { access, records, clock } = ports;
  const linkPorts: LinkPorts = {
    ...(access?.links === true ? { seal: guard.seal } : {}),
    records,
    newId: () => ports.randomText(ID_BYTES),
    origin: () => originOf(ports),
  };
  const answering = (status: 200 | 201, answer: (posted: Posted) => Promise<object>) => async (c: Context) => {
    const asker = await guard.letIn(c, "administer");
    knowing(c.req.query());
    c.header("cache-control", "no-store");
    return c.json(await answer(await posted(c, asker, clock.now())), status);
  };
  app.get(
    "/api/links",
    answering(200, () => listLinks(linkPorts)),
  );
  app.post(
    "/api/links",
    answering(201, (asked) => makeLink(linkPorts, asked)),
  );
  app.post(
    "/api/links/revoke",
    answering(200, (asked) => revokeLink(linkPorts, asked)),
  );
}

async function posted({ req }: Context, asker: Asker | undefined, now: Ms): Promise<Posted> {
  const headers = { host: req.header("host"), "content-type": req.header("content-type"), "x-flipwatch": req.header("x-flipwatch") };
  return { headers, body: await req.text(), now, ...(asker === undefined ? {} : { asker }) };
}

function originOf({ dashboardUrl, address }: WebPorts): string {
  return dashboardUrl === undefined ? address() : new URL(dashboardUrl).origin;
}
