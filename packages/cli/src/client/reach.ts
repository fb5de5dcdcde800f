/**
 * Sends one request to a Flipwatch, with a proof where there is a secret to make one, and nothing in the clear to another machine; where there is no
 * answer of Flipwatch's, says what was tried and what to do.
 */
import { FlipwatchError, isLoopbackHost } from "@flipwatch/core";
import { bodyHash, PROOF_HEADER, SECRET_VARIABLE } from "@flipwatch/functions/web/proof";
import { DATA_VARIABLE, proofHeaders } from "./proof.ts";

export const DEFAULT_API = "http://127.0.0.1:4780";
const TIMEOUT_MS = 10_000;

export interface Sent {
  method?: "GET" | "POST";
  /** With a link's token in `authorization` no proof is sent beside it. */
  headers?: Record<string, string>;
  body?: string;
}

export interface Answered {
  status: number;
  isOk: boolean;
  /** To its last byte: an answer that breaks off or comes too slowly is as good as none. */
  text: string;
}

/** Throws a FlipwatchError where nothing answers, where something else than Flipwatch does, and where it wants to know who asks. */
export async function reach(api: string, path: string, sent: Sent = {}): Promise<Answered> {
  const url = addressOf(api, path);
  const headers = await headersOf(url, sent);
  const answered = await exchange(api, url, { ...sent, headers });
  if (answered.status === 401 && messageIn(answered.text) !== undefined) throw unproven(api, url, headers, answered.text);
  return answered;
}

function addressOf(api: string, path: string): URL {
  const url = URL.canParse(`${api}${path}`) ? new URL(`${api}${path}`) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new FlipwatchError("config-invalid", `${api} is no address; give one such as ${DEFAULT_API} with --api or FLIPWATCH_API`);
  if (url.protocol === "https:" || isLoopbackHost(url.hostname)) return url;
  throw new FlipwatchError("config-invalid", `${api} is another machine, and plain http: nothing was sent. Give its https:// address.`);
}

/** CloudFront passes a body on to a deployment's API only with its hash. */
async function headersOf(url: URL, { method = "GET", headers = {}, body }: Sent): Promise<Record<string, string>> {
  const hash: Record<string, string> = body === undefined ? {} : { "x-amz-content-sha256": bodyHash(body) };
  const proof =
    headers.authorization === undefined ? await proofHeaders({ method, url, body, environment: process.env, now: Date.now() }) : {};
  return { accept: "application/json", ...headers, ...hash, ...proof };
}

async function exchange(api: string, url: URL, { method = "GET", headers, body }: Sent): Promise<Answered> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    // Nothing is sent on to an address that nobody named.
    const response = await fetch(url, { method, headers, body, signal, redirect: "manual" });
    const text = await response.text();
    const { status, ok } = response;
    if (status >= 300 && status < 400) throw redirected(api, status, response.headers.get("location"));
    return { status, isOk: ok, text };
  } catch (problem) {
    throw problem instanceof FlipwatchError ? problem : unreachable(api, url, problem);
  }
}

function redirected(api: string, status: number, location: string | null): FlipwatchError {
  const to = location === null ? "elsewhere" : `to ${location}`;
  return new FlipwatchError(
    "not-found",
    `${api} answered ${status}: it leads ${to}. Give the address at which Flipwatch's API itself answers.`,
  );
}

/** Plain http leads to this machine, https to a Flipwatch that somebody else may have started. */
function unreachable(api: string, { protocol }: URL, problem: unknown): FlipwatchError {
  const { code = "" } = ((problem as Error).cause ?? {}) as { code?: string };
  if (/CERT|^ERR_TLS/.test(code) || code === "UNABLE_TO_VERIFY_LEAF_SIGNATURE") {
    const todo = "Look whether that is its address; of an authority of your own, name the certificate in NODE_EXTRA_CA_CERTS.";
    return new FlipwatchError("not-found", `the certificate of ${api} is not to be trusted here (${code}). ${todo}`, { cause: problem });
  }
  const todo =
    protocol === "http:"
      ? "Start `flipwatch run` or `npm start` first, or give the address of a running one with --api."
      : `Look whether that is its address, and whether this machine reaches it${code === "" ? "" : ` (${code})`}.`;
  return new FlipwatchError("not-found", `nothing answers at ${api}. ${todo}`, { cause: problem });
}

function unproven(api: string, url: URL, headers: Record<string, string>, text: string): FlipwatchError {
  return new FlipwatchError("not-found", `${api} ${whyUnproven(url, headers, messageIn(text))}`);
}

/** By what was sent to show that we may ask. */
function whyUnproven({ hostname }: URL, headers: Record<string, string>, message: string | undefined): string {
  if (headers.authorization !== undefined) return "does not take the link: it has ended, was revoked, or is not one of its own.";
  if (headers[PROOF_HEADER] !== undefined) return `wants to know who asks: ${message}`;
  const given = `set ${SECRET_VARIABLE} to the secret that it signs sessions with`;
  return isLoopbackHost(hostname)
    ? `wants to know who asks. Run this on its machine, in the folder in which \`flipwatch run\` was started, or name its record: ${DATA_VARIABLE}=/path/to/.flipwatch; or ${given}.`
    : `wants to know who asks: ${given}. \`npx sst secret list --stage <stage>\` shows that of a deployment, as FlipwatchSessionSecret.`;
}

/** Undefined for what is no error of Flipwatch's API. */
export function messageIn(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: { message?: unknown } };
    return typeof error?.message === "string" ? error.message : undefined;
  } catch {
    return undefined;
  }
}
