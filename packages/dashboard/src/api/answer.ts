/**
 * One question to the API: asked with the ETag of what is known already, answered with data, with "nothing changed", or with what went
 * wrong, in a form that can be told in words. When to ask again is `poller.ts`'s.
 */
import { heardTime } from "../clock.ts";
import type { Key } from "../words/words.ts";

/** Longer than any answer should take. */
const PATIENCE_MS = 20_000;

export interface Failure {
  /** What it means for a person: a sentence of the catalogue. */
  words: Extract<Key, `failed.${string}`>;
  /** What the API said about it, in English; absent where it said nothing. */
  detail?: string;
  /** Asking the same again may help. */
  retryable: boolean;
}

export type Asked<T> =
  | { kind: "fresh"; data: T; etag?: string }
  | { kind: "same" }
  | { kind: "unauthorised" }
  | { kind: "failed"; failure: Failure };

export interface AskOptions {
  /** Of the answer known already. */
  etag?: string;
  signal?: AbortSignal;
  /** The browser's, unless a test brings its own. */
  fetch?: typeof globalThis.fetch;
}

/** Asks for a path of this site. Never throws but when it is aborted by its signal. */
export async function ask<T>(path: string, options: AskOptions = {}): Promise<Asked<T>> {
  const { etag } = options;
  return exchange<T>(path, { headers: { accept: "application/json", ...(etag === undefined ? {} : { "if-none-match": etag }) } }, options);
}

/** Sends a JSON body. Only a page of this site can set the header that lets it in. */
export async function send<T>(path: string, body: unknown, options: AskOptions = {}): Promise<Exclude<Asked<T>, { kind: "same" }>> {
  const text = JSON.stringify(body);
  const headers = { accept: "application/json", "content-type": "application/json", "x-flipwatch": "1", ...(await hashOf(text)) };
  const asked = await exchange<T>(path, { method: "POST", headers, body: text }, options);
  return asked.kind === "same" ? failed("failed.answer", false) : asked;
}

/** Ends the session: `POST /logout`, whose answer is a page that nobody follows here. Undefined once it is done. */
export async function signOut({ fetch = globalThis.fetch }: Pick<AskOptions, "fetch"> = {}): Promise<Failure | undefined> {
  const init: RequestInit = { method: "POST", headers: await hashOf(""), credentials: "same-origin", redirect: "manual" };
  try {
    const { type, status } = await fetch("/logout", { ...init, signal: AbortSignal.timeout(PATIENCE_MS) });
    const isDone = type === "opaqueredirect" || (status >= 200 && status < 400);
    return isDone ? undefined : refused(status, undefined).failure;
  } catch (problem) {
    if (problem instanceof DOMException && problem.name === "TimeoutError") return failed("failed.timeout", true).failure;
    if (problem instanceof TypeError) return failed("failed.network", true).failure;
    throw problem;
  }
}

/**
 * CloudFront passes a body on to a function of ours only with its hash. Where a browser has no way to make it, on plain HTTP beyond loopback, there is
 * no CloudFront in between either.
 */
async function hashOf(text: string): Promise<Record<string, string>> {
  const { subtle } = globalThis.crypto as Partial<Crypto>;
  if (subtle === undefined) return {};
  const hash = new Uint8Array(await subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return { "x-amz-content-sha256": Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("") };
}

async function exchange<T>(path: string, init: RequestInit, { signal, fetch = globalThis.fetch }: AskOptions): Promise<Asked<T>> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const sentAt = Date.now();
  try {
    const signals = signal === undefined ? patience : AbortSignal.any([signal, patience]);
    const response = await fetch(path, { ...init, cache: "no-store", credentials: "same-origin", signal: signals });
    heardTime(response.headers.get("date"), sentAt, Date.now());
    return await readIn<T>(response);
  } catch (problem) {
    signal?.throwIfAborted();
    if (patience.aborted) return failed("failed.timeout", true);
    // What fetch throws when nothing could be reached, and what a body is that broke off.
    if (problem instanceof TypeError) return failed("failed.network", true);
    if (problem instanceof SyntaxError) return failed("failed.answer", true);
    throw problem;
  }
}

async function readIn<T>(response: Response): Promise<Asked<T>> {
  if (response.status === 304) return { kind: "same" };
  if (response.status === 401) return { kind: "unauthorised" };
  const isJson = response.headers.get("content-type")?.includes("json") === true;
  if (!response.ok) return refused(response.status, isJson ? messageIn(await response.json()) : undefined);
  if (!isJson) return failed("failed.answer", true);
  const data: T = await response.json();
  return { kind: "fresh", data, etag: response.headers.get("etag") ?? undefined };
}

function refused(status: number, detail: string | undefined): ReturnType<typeof failed> {
  if (status === 403) return failed("failed.forbidden", false, detail);
  if (status === 404) return failed("failed.missing", false, detail);
  if (status === 409) return failed("failed.conflict", false, detail);
  if (status === 429) return failed("failed.limited", true, detail);
  if (status < 500) return failed("failed.asked", false, detail);
  return failed(status === 503 ? "failed.busy" : "failed.server", true, detail);
}

function failed(words: Failure["words"], retryable: boolean, detail?: string): { kind: "failed"; failure: Failure } {
  return { kind: "failed", failure: { words, retryable, ...(detail === undefined ? {} : { detail }) } };
}

function messageIn(body: unknown): string | undefined {
  const error = typeof body === "object" && body !== null && "error" in body ? body.error : undefined;
  // The lab's own control says it in one text.
  if (typeof error === "string") return error;
  const message = typeof error === "object" && error !== null && "message" in error ? error.message : undefined;
  return typeof message === "string" ? message : undefined;
}
