/** The Lambda around the API: behind a function URL or an API gateway, whose events Hono's adapter reads. */
import { handle, type LambdaEvent } from "hono/aws-lambda";
import { type ApiPorts, apiApp } from "../api/app.ts";

export type ApiResult = Awaited<ReturnType<ReturnType<typeof handle>>>;

export function serveApi(ports: ApiPorts): (event: LambdaEvent) => Promise<ApiResult> {
  const answer = handle(apiApp(ports));
  return async (event) => answer(event);
}
