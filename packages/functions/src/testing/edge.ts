/** For tests: CloudFront as far as the API sees it, from its documentation. Our own code at the edge runs as it is deployed. */
import { createHash } from "node:crypto";
import { runInNewContext } from "node:vm";
import type { LambdaEvent } from "hono/aws-lambda";
import { EDGE_CODE } from "../web/edge.ts";

export interface EdgeAsked {
  path: string;
  headers: Record<string, string>;
  method?: string;
  sourceIp?: string;
  /** Without the question mark. */
  query?: string;
  cookies?: string[] | undefined;
  body?: string | undefined;
}

/** The fields of a function URL's event that Hono reads. */
export function functionUrlEvent({
  path,
  headers,
  method = "GET",
  sourceIp = "198.51.100.1",
  query = "",
  cookies,
  body,
}: EdgeAsked): LambdaEvent {
  const http = { method, path, protocol: "HTTP/1.1", sourceIp, userAgent: "" };
  const own = { version: "2.0", routeKey: "$default", rawPath: path, rawQueryString: query, headers, cookies };
  const sent = body === undefined ? { isBase64Encoded: false } : { body: Buffer.from(body).toString("base64"), isBase64Encoded: true };
  return { ...own, ...sent, requestContext: { http } } as unknown as LambdaEvent;
}

interface EdgeRequest {
  uri: string;
  headers: Record<string, { value: string }>;
}

/** What CloudFront makes of a request: its own code at the edge, its own host and signature, and its own address as the caller's. */
export function throughEdge(asked: EdgeAsked & { viewer: string }): LambdaEvent {
  const headers = Object.fromEntries(Object.entries(asked.headers).map(([name, value]) => [name, { value }]));
  const request: EdgeRequest = { uri: asked.path, headers };
  runInNewContext(EDGE_CODE, { event: { request, viewer: { ip: asked.viewer }, context: { requestId: "one" } } });
  const sent = Object.fromEntries(Object.entries(request.headers).map(([name, { value }]) => [name, value]));
  const signed = { ...sent, host: "abc.lambda-url.example.com", authorization: "AWS4-HMAC-SHA256 Credential=cloudfront" };
  return functionUrlEvent({ ...asked, path: request.uri, headers: signed, sourceIp: "203.0.113.1" });
}

/** A function URL takes no body but with its hash, which CloudFront signs and does not make. */
export function isSignedBody({ headers, body = "", method = "GET" }: Pick<EdgeAsked, "headers" | "body" | "method">): boolean {
  const isBodyless = method === "GET" || method === "HEAD";
  return isBodyless || headers["x-amz-content-sha256"] === createHash("sha256").update(body).digest("hex");
}
