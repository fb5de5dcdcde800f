/** The Lambda around the API and who may ask it: behind a function URL, whose events Hono's adapter reads, with or without CloudFront in between. */
import type { Hono } from "hono";
import { handle, type LambdaEvent } from "hono/aws-lambda";
import { withoutEdge } from "../web/edge.ts";

export type ApiResult = Awaited<ReturnType<ReturnType<typeof handle>>>;

export function serveApi(app: Hono): (event: LambdaEvent) => Promise<ApiResult> {
  const answer = handle(app);
  return async (event) => answer(withoutEdge(event));
}
