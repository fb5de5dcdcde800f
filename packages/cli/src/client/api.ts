/** Asks Flipwatch's API over HTTP, for the commands that look at what another process records. */
import { FlipwatchError, type Request, type RequestBody } from "@flipwatch/core";

export const DEFAULT_API = "http://127.0.0.1:4780";
const TIMEOUT_MS = 10_000;

/** The address from `--api`, else FLIPWATCH_API, else where `run` and `lab` listen unless told otherwise. */
export function apiAddress(option: string | undefined): string {
  return (option ?? process.env.FLIPWATCH_API ?? DEFAULT_API).replace(/\/+$/, "");
}

/** Gets JSON. Throws a FlipwatchError that says what was tried and what to do. */
export async function getJson<T>(api: string, path: string): Promise<T> {
  const response = await reach(api, path);
  const text = await response.text();
  if (!response.ok) throw new FlipwatchError("not-found", `${api}${path} answered ${response.status}: ${errorOf(text)}`);
  try {
    return JSON.parse(text) as T;
  } catch (problem) {
    throw new FlipwatchError(
      "not-found",
      `${api}${path} answered something other than JSON. Is that Flipwatch's API? Give its address with --api.`,
      { cause: problem },
    );
  }
}

/** What was asked for; of a mute, how many watched pairs it means now. */
export interface Asked {
  request: Request;
  matching?: number;
}

/** Asks for something: `POST /api/requests`. Throws a FlipwatchError that says what was asked, and why it comes to nothing. */
export async function postRequest(api: string, body: RequestBody): Promise<Asked> {
  return postJson<Asked>(api, "/api/requests", body);
}

/** Posts JSON, and gets some. Throws a FlipwatchError that says why it comes to nothing. */
export async function postJson<T>(api: string, path: string, body: unknown): Promise<T> {
  // The header keeps web pages out: a browser does not let them send it here.
  const headers = { accept: "application/json", "content-type": "application/json", "x-flipwatch": "1" };
  const response = await reach(api, path, { method: "POST", headers, body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new FlipwatchError("not-found", errorOf(text));
  return JSON.parse(text) as T;
}

async function reach(api: string, path: string, init: RequestInit = { headers: { accept: "application/json" } }): Promise<Response> {
  try {
    return await fetch(`${api}${path}`, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (problem) {
    throw new FlipwatchError(
      "not-found",
      `nothing answers at ${api}. Start \`flipwatch run\` or \`npm start\` first, or give the address of a running one with --api.`,
      { cause: problem },
    );
  }
}

function errorOf(text: string): string {
  try {
    return (JSON.parse(text) as { error?: { message?: string } }).error?.message ?? text.slice(0, 200);
  } catch {
    return text.slice(0, 200);
  }
}
