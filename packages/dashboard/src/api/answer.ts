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
  const headers = { accept: "application/json", "content-type": "application/json", "x-flipwatch": "1" };
  const asked = await exchange<T>(path, { method: "POST", headers, body: JSON.stringify(body) }, options);
  return asked.kind === "same" ? failed("failed.answer", false) : asked;
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

function refused(status: number, detail: string | undefined): Asked<never> {
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
