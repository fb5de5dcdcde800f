/**
 * What the deployment's edge says to the API of a request that comes through CloudFront: its true path, its viewer, what a viewer proves itself by.
 * Only that distribution may reach the function, and it sets these headers whatever a viewer sent. Both ends are here, so that they can't differ.
 */
import type { LambdaEvent } from "hono/aws-lambda";

/** A route of the deployment's router is one prefix, `/api`, and the API answers under others too: those come under this one. */
export const OTHER_PATHS = "/api/~";

/** The viewer's address. */
export const VIEWER_HEADER = "x-flipwatch-viewer";
/** Unlike for each request and part of the cache's key, so that no two viewers ever share an answer. */
export const REQUEST_HEADER = "x-flipwatch-request";
/** CloudFront signs what it sends on, in `authorization`; what the viewer had there comes in this one. */
export const AUTHORIZATION_HEADER = "x-flipwatch-authorization";

/** For CloudFront Functions, before the router's own. `/login` itself is the page's. */
export const EDGE_CODE = String.raw`
if (/^\/(login\/|logout$|metrics$|badge\/|feed\.atom$)/.test(event.request.uri)) event.request.uri = "${OTHER_PATHS}" + event.request.uri;
event.request.headers["${VIEWER_HEADER}"] = { value: event.viewer.ip };
delete event.request.headers["${AUTHORIZATION_HEADER}"];
delete event.request.headers["${REQUEST_HEADER}"];
if (event.request.uri.startsWith("/api/") || event.request.uri === "/api") {
  event.request.headers["${REQUEST_HEADER}"] = { value: event.context.requestId };
  if (event.request.headers.authorization) event.request.headers["${AUTHORIZATION_HEADER}"] = { value: event.request.headers.authorization.value };
}
`;

/** The event as it would be without anything in between; one that did not come through the edge is given back as it is. */
export function withoutEdge(event: LambdaEvent): LambdaEvent {
  if (!("rawPath" in event) || event.headers?.[VIEWER_HEADER] === undefined) return event;
  const { authorization: _signature, [AUTHORIZATION_HEADER]: authorization, [REQUEST_HEADER]: _request, ...headers } = event.headers;
  const proven = authorization === undefined ? headers : { ...headers, authorization };
  return { ...event, rawPath: withoutPrefix(event.rawPath), headers: proven } as LambdaEvent;
}

function withoutPrefix(path: string): string {
  return path.startsWith(`${OTHER_PATHS}/`) ? path.slice(OTHER_PATHS.length) : path;
}
