/** Asks Flipwatch's API over HTTP, for the commands that look at what another process records. */
import { FlipwatchError, type Request, type RequestBody } from "@flipwatch/core";
import { DATA_VARIABLE, proofHeaders } from "./proof.ts";

export const DEFAULT_API = "http://127.0.0.1:4780";
const TIMEOUT_MS = 10_000;

/** The address from `--api`, else FLIPWATCH_API, else where `run` and `lab` listen unless told otherwise. */
export function apiAddress(option: string | undefined): string {
  return (option ?? process.env.FLIPWATCH_API ?? DEFAULT_API).replace(/\/+$/, "");
}

/** Gets JSON. Throws a FlipwatchError that says what was tried and what to do. `headers`: such as a link's token. */
export async function getJson<T>(api: string, path: string, headers: Record<string, string> = {}): Promise<T> {
  const { response, text } = await reach(api, path, { headers });
  refuseUnproven(api, response);
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
  const headers = { "content-type": "application/json", "x-flipwatch": "1" };
  const { response, text } = await reach(api, path, { method: "POST", headers, body: JSON.stringify(body) });
  refuseUnproven(api, response);
  if (!response.ok) throw new FlipwatchError("not-found", errorOf(text));
  return JSON.parse(text) as T;
}

/** Throws where access is configured and we could not show that we may read the record. */
function refuseUnproven(api: string, { status }: Response): void {
  if (status !== 401) return;
  throw new FlipwatchError(
    "not-found",
    `${api} wants to know who asks. Run this on its machine, in the folder in which \`flipwatch run\` was started, or name its record: ${DATA_VARIABLE}=/path/to/.flipwatch`,
  );
}

interface Init {
  method?: "GET" | "POST";
  headers?: Record<string, string>;
  body?: string;
}

/** The answer to its last byte: one that breaks off or comes too slowly is as good as none. */
async function reach(
  api: string,
  path: string,
  { method = "GET", headers = {}, body }: Init = {},
): Promise<{ response: Response; text: string }> {
  const url = addressOf(api, path);
  const proof = await proofHeaders({ method, url, environment: process.env, now: Date.now() });
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await fetch(url, { method, headers: { accept: "application/json", ...headers, ...proof }, body, signal });
    return { response, text: await response.text() };
  } catch (problem) {
    throw new FlipwatchError(
      "not-found",
      `nothing answers at ${api}. Start \`flipwatch run\` or \`npm start\` first, or give the address of a running one with --api.`,
      { cause: problem },
    );
  }
}

function addressOf(api: string, path: string): URL {
  if (URL.canParse(`${api}${path}`)) return new URL(`${api}${path}`);
  throw new FlipwatchError("config-invalid", `${api} is no address; give one such as ${DEFAULT_API} with --api or FLIPWATCH_API`);
}

function errorOf(text: string): string {
  try {
    return (JSON.parse(text) as { error?: { message?: string } }).error?.message ?? text.slice(0, 200);
  } catch {
    return text.slice(0, 200);
  }
}
