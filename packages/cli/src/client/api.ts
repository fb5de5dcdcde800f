/** Asks Flipwatch's API over HTTP, for the commands that look at what another process records. */
import { FlipwatchError, type Request, type RequestBody } from "@flipwatch/core";
import { type Answered, DEFAULT_API, messageIn, reach } from "./reach.ts";

/** The address from `--api`, else FLIPWATCH_API, else where `run` and `lab` listen unless told otherwise. */
export function apiAddress(option: string | undefined): string {
  return (option ?? process.env.FLIPWATCH_API ?? DEFAULT_API).replace(/\/+$/, "");
}

/** Gets JSON. Throws a FlipwatchError that says what was tried and what to do. `headers`: such as a link's token. */
export async function getJson<T>(api: string, path: string, headers: Record<string, string> = {}): Promise<T> {
  const answered = await reach(api, path, { headers });
  if (!answered.isOk) throw new FlipwatchError("not-found", `${api}${path} answered ${answered.status}${whyOf(answered)}`);
  return jsonIn<T>(api, path, answered);
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
  const answered = await reach(api, path, { method: "POST", headers, body: JSON.stringify(body) });
  if (answered.isOk) return jsonIn<T>(api, path, answered);
  const message = messageIn(answered.text) ?? `${api}${path} answered ${answered.status}${whyOf(answered)}`;
  throw new FlipwatchError("not-found", message);
}

function jsonIn<T>(api: string, path: string, { text }: Answered): T {
  try {
    return JSON.parse(text) as T;
  } catch (problem) {
    throw new FlipwatchError("not-found", `${api}${path} answered something other than JSON. ${ELSEWHERE}`, { cause: problem });
  }
}

const ELSEWHERE = "Is that Flipwatch's API? Give its address with --api.";

function whyOf({ status, text }: Answered): string {
  const message = messageIn(text);
  if (message !== undefined) return `: ${message}`;
  if (status >= 500) return ", not by Flipwatch itself. What stands in front of it says so; try again, and look at its log.";
  return `, and not as Flipwatch's API does. ${ELSEWHERE}`;
}
