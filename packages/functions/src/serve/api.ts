/** The Lambda around the API and who may ask it: behind a function URL or an API gateway, whose events Hono's adapter reads. */
import type { Hono } from "hono";
import { handle, type LambdaEvent } from "hono/aws-lambda";

export type ApiResult = Awaited<ReturnType<ReturnType<typeof handle>>>;

export function serveApi(app: Hono): (event: LambdaEvent) => Promise<ApiResult> {
  const answer = handle(app);
  return async (event) => answer(event);
}
