/** Reads what an AWS SDK error says about itself. Whether to try again is the caller's; this only names the three cases that matter. */

export interface AwsFailure {
  /** AWS's own code, such as `Throttling`, or Node's, such as `ECONNREFUSED`. */
  code: string;
  /**
   * `throttled`: too many requests, nothing was done. `passing`: the service or the way to it is in trouble.
   * `refused`: the request itself was turned down, and repeating it as it is cannot help.
   */
  kind: "throttled" | "passing" | "refused";
  /** The request may have been carried out although no answer came. */
  outcomeUnknown: boolean;
  /** AWS's words. Route 53 puts everything into `message`; its `messages` list stays empty in this SDK. */
  message: string;
}

const THROTTLED = new Set([
  "Throttling",
  "ThrottlingException",
  "Throttled",
  "ThrottledException",
  "RequestThrottled",
  "RequestThrottledException",
  "KMSThrottlingException",
  "TooManyRequestsException",
  "RequestLimitExceeded",
  "PriorRequestNotComplete",
  "LimitExceededException",
]);

/** Nothing left the machine: the connection was never made. */
const NOT_CONNECTED = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "CredentialsProviderError"]);
const BROKEN_OFF = new Set(["ECONNRESET", "EPIPE", "ETIMEDOUT", "ECONNABORTED"]);

export function awsFailure(error: unknown): AwsFailure {
  const { code, status, message } = fieldsOf(error);
  const kind = kindOf(code, status);
  const connected = !NOT_CONNECTED.has(code) && !message.includes("did not establish a connection");
  return { code, kind, outcomeUnknown: kind === "passing" && (status === undefined || status < 300) && connected, message };
}

function kindOf(code: string, status: number | undefined): AwsFailure["kind"] {
  if (THROTTLED.has(code) || status === 429) return "throttled";
  return status !== undefined && status >= 400 && status < 500 && code !== "RequestTimeout" ? "refused" : "passing";
}

function fieldsOf(error: unknown): { code: string; status?: number; message: string } {
  if (!(error instanceof Error)) return { code: "UnknownError", message: String(error) };
  const { code: nodeCode, $metadata } = error as { code?: unknown; $metadata?: { httpStatusCode?: number } };
  const known = typeof nodeCode === "string" && (NOT_CONNECTED.has(nodeCode) || BROKEN_OFF.has(nodeCode));
  return { code: known ? nodeCode : error.name, status: $metadata?.httpStatusCode, message: error.message };
}
