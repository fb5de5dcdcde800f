/**
 * `POST /api/requests`: the one way to ask for something over HTTP. For somebody who signed in, whose name is then the request's, and for a command
 * that proved to hold the secret, which says itself for whom it asks; else for loopback only: somebody at this machine, and no page in a browser
 * there: it can't send the header to another origin, and under a name of its own the Host gives it away.
 */
import {
  checkLog,
  GLOB_MAX,
  INCIDENT_NOTES_MOST,
  MINUTE,
  type Ms,
  type Request,
  type RequestBody,
  requestBodySchema,
} from "@flipwatch/core";
import { utc } from "@flipwatch/core/decide/wording";
import { type Asking, type AskOutcome, type AskPorts, ask } from "../steps/ask.ts";
import { Refusal } from "./refusal.ts";

/** Characters of a body. */
const BODY_MAX = 8_192;
/** A mute is for at most this long; then somebody looks again. */
const MUTE_MAX_MS = 30 * 24 * 60 * MINUTE;

/** Somebody who was let in by more than being here; looked at by whoever lets people in (`web/`), which also keeps pages of other sites out. */
export interface Asker {
  /** As they signed in. Absent: a command that holds the secret. */
  user?: string;
}

export interface Posted {
  /** Absent: somebody at the machine, if anybody. */
  asker?: Asker;
  headers: { host?: string; "content-type"?: string; "x-flipwatch"?: string };
  body: string;
  now: Ms;
}

export interface RequestReply {
  /** As it was left for tally. */
  request: Request;
  /** How many watched pairs a mute means now. Absent for what is no mute, and for the mute of FLEET. */
  matching?: number;
}

/** Throws a Refusal that says what was found and what is expected. */
export async function postRequest(ports: AskPorts | undefined, posted: Posted): Promise<RequestReply> {
  if (ports === undefined)
    throw new Refusal("forbidden", "this API takes no requests: in a deployment `access` must have oidc or links for that");
  checkOrigin(posted);
  const asking = requestFrom(bodyOf(posted), posted.now);
  const result = await ask(ports, asking);
  if (result.outcome !== "asked") return refuse(result, asking);
  const { request, matching } = result;
  return { request, ...(matching !== undefined && { matching }) };
}

/** Throws a Refusal for whatever may come from a page of another site, or, unless somebody was let in, from another machine. */
export function checkOrigin({ asker, headers }: Pick<Posted, "asker" | "headers">): void {
  const host = headers.host?.replace(/:\d+$/, "") ?? "";
  if (asker === undefined && !["127.0.0.1", "localhost", "[::1]"].includes(host))
    throw new Refusal("forbidden", "requests are taken on loopback only: ask by http://127.0.0.1");
  if (headers["x-flipwatch"] !== "1") throw new Refusal("forbidden", "the header x-flipwatch: 1 is missing, which keeps web pages out");
  if (!/^application\/json\b/i.test(headers["content-type"] ?? ""))
    throw new Refusal("bad-request", "the content type is not application/json");
}

/** The name of somebody who signed in goes before whatever the body says. */
function bodyOf({ asker, body: text }: Posted): RequestBody {
  if (text.length > BODY_MAX) throw new Refusal("bad-request", `the body has ${text.length} characters; expected at most ${BODY_MAX}`);
  const body = jsonOf(text);
  const isSigned = asker?.user !== undefined && typeof body === "object" && body !== null;
  const parsed = requestBodySchema.safeParse(isSigned ? { ...body, by: asker.user, via: "api" } : body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Refusal("bad-request", `${issue?.path.join(".") || "the body"}: ${issue?.message ?? "not as expected"}`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal("bad-request", "the body is not JSON");
  }
}

function requestFrom(body: RequestBody, now: Ms): Asking {
  const { id, by, via, note } = body;
  const asked = { id, at: now, by, via, ...(note === undefined ? {} : { note }) };
  if (body.kind === "acknowledge")
    return { ...asked, kind: body.kind, pair: body.pair, ...(body.incident === undefined ? {} : { incident: body.incident }) };
  if (body.kind === "note") return { ...asked, kind: body.kind, incident: body.incident, note: body.note };
  const pairs = body.pairs.trim();
  if (pairs === "" || pairs.length > GLOB_MAX) throw new Refusal("bad-request", `pairs: expected a glob of 1 to ${GLOB_MAX} characters`);
  if (body.kind === "unmute") return { ...asked, kind: body.kind, pairs };
  if (body.until <= now || body.until > now + MUTE_MAX_MS)
    throw new Refusal("bad-request", "until: expected a moment from now on, at most 30 days ahead");
  return { ...asked, kind: body.kind, pairs, until: body.until };
}

function refuse(result: Exclude<AskOutcome, { outcome: "asked" }>, request: Asking): never {
  const name = nameOf(request);
  switch (result.outcome) {
    case "unknown-pair":
      if (name.startsWith(checkLog("")))
        throw new Refusal("not-found", `no pair that is watched has the health check ${name.slice(checkLog("").length)} for its primary`);
      if (request.kind === "note")
        throw new Refusal("conflict", `the pair of the incident ${name} is no longer watched, so nothing is added to its log`);
      throw new Refusal("not-found", `no pair ${name} is watched; \`flipwatch status\` and /api/pairs list those that are`);
    case "unknown-incident":
      throw new Refusal("not-found", `there is no incident ${JSON.stringify(name)}; /api/incidents lists them`);
    case "too-many-notes":
      throw new Refusal("conflict", `the incident has ${INCIDENT_NOTES_MOST} notes, as many as it can have`);
    case "nothing-open": {
      const named = request.kind === "acknowledge" && request.incident !== undefined;
      throw new Refusal("conflict", `${name} has no ${named ? "such " : ""}open incident, so there is nothing to acknowledge`);
    }
    case "acknowledged-already":
      throw new Refusal("conflict", `${result.by} acknowledged the incident of ${name} already, at ${utc(result.at)}`);
    case "nothing-muted": {
      if (result.pairs.length === 0) throw new Refusal("conflict", "nothing is muted");
      throw new Refusal("conflict", `nothing is muted as ${name}; muted are: ${result.pairs.slice(0, 10).join(", ")}`);
    }
    case "too-many-mutes":
      throw new Refusal("conflict", "there are as many mutes as can be kept; end some, or wait for a day after their end");
  }
}

/** What it is about, as it was named. */
function nameOf(request: Asking): string {
  switch (request.kind) {
    case "acknowledge":
      return request.pair;
    case "note":
      return request.incident;
    case "mute":
    case "unmute":
      return request.pairs;
  }
}
