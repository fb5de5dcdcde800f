/** AWS JSON 1.0: the operation in a header, times as epoch seconds (CloudWatch, SQS). */
import { AwsError } from "./aws-error.ts";
import type { Output, Reply } from "./call.ts";
import { type Fields, isFields } from "./fields.ts";

export const jsonType = "application/x-amz-json-1.0";

export function parseJson(body: Buffer): Fields {
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(body.toString());
    if (isFields(value)) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new AwsError("SerializationException", "The request body is not a JSON object.");
}

export function jsonReply(output: { readonly [name: string]: Output }, requestId: string): Reply {
  return { status: 200, contentType: jsonType, body: JSON.stringify(toJson(output)), headers: { "x-amzn-requestid": requestId } };
}

function toJson(value: Output): unknown {
  if (value instanceof Date) return value.getTime() / 1_000;
  if (value instanceof Map) return Object.fromEntries(value);
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, toJson(child)]));
}

/** `shape` is the error's name in the JSON protocol, where it differs from the Query protocol's code, which goes into the header. */
export function jsonError(error: AwsError, namespace: string, requestId: string, shape = error.code): Reply {
  return {
    status: error.status,
    contentType: jsonType,
    body: JSON.stringify({ __type: `${namespace}#${shape}`, message: error.message }),
    headers: { "x-amzn-requestid": requestId, "x-amzn-query-error": `${error.code};${error.type}` },
  };
}
