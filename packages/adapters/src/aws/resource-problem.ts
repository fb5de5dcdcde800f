/** Reads what AWS said when a channel's topic or bus was looked up: whether it stands in the way of alerts, and what to do. */
import type { ChannelProblem } from "@flipwatch/core";
import { awsFailure } from "./failure.ts";

/** `topic arn:aws:sns:…`, the configuration's field for it, and the permission that alerts need. */
export interface LookedUp {
  what: string;
  field: string;
  permission: string;
}

const NOT_THERE = new Set(["NotFound", "NotFoundException", "ResourceNotFoundException"]);
/** Not being allowed to look is no problem, since sending needs no such permission. */
const NOT_ALLOWED = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "AuthorizationError",
  "AuthorizationErrorException",
  "NotAuthorizedException",
]);

/** Undefined where AWS does not say, too: trouble that passes is the delivery's to retry. */
export function resourceProblem(error: unknown, { what, field, permission }: LookedUp): ChannelProblem | undefined {
  const { code, kind, message } = awsFailure(error);
  if (NOT_THERE.has(code)) return { problem: `there is no ${what}`, fix: `make it, or correct ${field} in the configuration` };
  if (code === "CredentialsProviderError")
    return { problem: `no AWS credentials: ${message}`, fix: `give the process credentials that allow ${permission} on the ${what}` };
  if (kind !== "refused" || NOT_ALLOWED.has(code)) return undefined;
  return { problem: `AWS refuses us: ${code}: ${message}`, fix: `correct the credentials, or ${field} in the configuration` };
}
