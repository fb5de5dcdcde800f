/** What an error of AWS means to somebody who sets Flipwatch up. */
import { awsFailure } from "@flipwatch/adapters/aws/failure";
import { FlipwatchError } from "@flipwatch/core";

export type TroubleKind = "no-credentials" | "refused" | "denied" | "unreachable" | "other";

export interface Trouble {
  kind: TroubleKind;
  /** AWS's words, or the network's. Empty where there were no credentials anywhere. */
  words: string;
}

/** The credentials are none, or old, or a region does not know them. */
const REFUSED = new Set([
  "InvalidClientTokenId",
  "UnrecognizedClientException",
  "SignatureDoesNotMatch",
  "InvalidSignatureException",
  "ExpiredToken",
  "ExpiredTokenException",
  "AuthFailure",
  "IncompleteSignature",
]);
const ABSENT = new Set(["CredentialsProviderError", "TokenProviderError"]);
const FOUND_NOWHERE = "Could not load credentials";
const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ECONNRESET",
  "TimeoutError",
  "AbortError",
]);

/** An error that is none of AWS's is thrown again: it is ours. */
export function troubleOf(error: unknown): Trouble {
  const cause = error instanceof FlipwatchError && error.cause !== undefined ? error.cause : error;
  const { code, message } = awsFailure(cause);
  const kind = kindOf(code, message);
  // That nothing was found is said with the name of a class of the SDK; what of a profile or a sign-in is amiss, in words that help.
  if (kind === "no-credentials") return { kind, words: message.includes(FOUND_NOWHERE) ? "" : message };
  // The SDK repeats the code in front of Node's own words.
  const words = message === "" || message.includes(code) ? message || code : `${code}: ${message}`;
  return { kind, words };
}

function kindOf(code: string, message: string): TroubleKind {
  if (ABSENT.has(code) || message.includes(FOUND_NOWHERE)) return "no-credentials";
  if (REFUSED.has(code)) return "refused";
  if (/AccessDenied|UnauthorizedOperation|NotAuthorized/.test(code)) return "denied";
  return UNREACHABLE.has(code) ? "unreachable" : "other";
}
