/** HTTP in front of a function, as a Lambda Function URL or an HTTP API does it (payload format 2.0). */
import type { IncomingMessage, ServerResponse } from "node:http";
import { bodyOf, sendJson } from "../exchange.ts";
import type { LabTime } from "../types.ts";
import type { Gate } from "./gate.ts";
import { LAB_ACCOUNT, type Outcome } from "./invoker.ts";

export interface FunctionUrlOptions {
  functionName: string;
  region: string;
  time: LabTime;
  invoke(functionName: string, region: string, event: unknown): Promise<Outcome>;
  /** A page asks for more things at once than a small machine has sandboxes for, so the others wait here. Absent: they are throttled. */
  turns?: Gate;
}

/** Beyond, whoever asks is not a page any more. */
export const MOST_WAITING = 100;

/** `url` is the request's, without the lab's region prefix. */
export async function throughFunction(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  options: FunctionUrlOptions,
): Promise<void> {
  const body = await bodyOf(request);
  if (!body) return sendJson(response, 413, { message: "Request Entity Too Large" });
  const { turns } = options;
  if (turns !== undefined && turns.waiting() >= MOST_WAITING) return sendJson(response, 429, { message: "Too Many Requests" });
  const invoke = () => options.invoke(options.functionName, options.region, eventOf(request, url, body, options.time));
  const outcome = await (turns === undefined ? invoke() : turns(invoke));
  if (outcome.status === "throttled") return sendJson(response, 429, { message: "Too Many Requests" });
  if (outcome.status !== "ok") return sendJson(response, 502, { message: "Internal Server Error" });
  answer(response, outcome.payload);
}

function eventOf(request: IncomingMessage, url: URL, body: Buffer, time: LabTime) {
  const { cookie, ...others } = request.headers;
  const headers = Object.fromEntries(
    Object.entries(others).flatMap(([name, value]) => (value === undefined ? [] : [[name, [value].flat().join(",")]])),
  );
  const parameters = [...new Set(url.searchParams.keys())].map((name) => [name, url.searchParams.getAll(name).join(",")]);
  const now = time.now();
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    ...(cookie ? { cookies: cookie.split("; ") } : {}),
    headers,
    ...(parameters.length > 0 ? { queryStringParameters: Object.fromEntries(parameters) } : {}),
    requestContext: {
      accountId: "anonymous",
      apiId: "lab",
      domainName: headers.host ?? "127.0.0.1",
      domainPrefix: "lab",
      http: {
        method: request.method ?? "GET",
        path: url.pathname,
        protocol: "HTTP/1.1",
        sourceIp: request.socket.remoteAddress ?? "127.0.0.1",
        userAgent: headers["user-agent"] ?? "",
      },
      requestId: `${LAB_ACCOUNT}-${now}`,
      routeKey: "$default",
      stage: "$default",
      time: new Date(now).toUTCString(),
      timeEpoch: now,
    },
    // Text as it is, anything else in base64, by what the client calls it.
    ...(body.length > 0 ? bodyFields(body, headers["content-type"] ?? "") : { isBase64Encoded: false }),
  };
}

function bodyFields(body: Buffer, contentType: string) {
  const isText = /^(text\/|application\/(json|xml|javascript|x-www-form-urlencoded))/.test(contentType);
  return { body: body.toString(isText ? "utf8" : "base64"), isBase64Encoded: !isText };
}

interface FunctionResponse {
  statusCode?: number;
  headers?: Record<string, string | number | boolean>;
  cookies?: string[];
  body?: string;
  isBase64Encoded?: boolean;
}

/** Without a `statusCode` the payload itself is the JSON body, as format 2.0 has it. */
function answer(response: ServerResponse, payload: unknown): void {
  if (response.destroyed) return;
  if (typeof payload !== "object" || payload === null || !("statusCode" in payload)) {
    sendJson(response, 200, payload);
    return;
  }
  const { statusCode = 200, headers = {}, cookies, body = "", isBase64Encoded } = payload as FunctionResponse;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, String(value));
  if (cookies) response.setHeader("set-cookie", cookies);
  response.statusCode = statusCode;
  response.end(Buffer.from(body, isBase64Encoded ? "base64" : "utf8"));
}
