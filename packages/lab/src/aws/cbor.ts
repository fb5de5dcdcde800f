/** Smithy RPC v2 CBOR: the operation in the path, times as tag 1 (CloudWatch, as the AWS CLI and boto3 speak it). */
import { Decoder, Encoder } from "cbor-x";
import { AwsError } from "./aws-error.ts";
import type { Output, Reply } from "./call.ts";
import { type Fields, isFields } from "./fields.ts";

// Plain maps: cbor-x's own record extension is not part of the protocol.
const encoder = new Encoder({ useRecords: false, mapsAsObjects: true, variableMapSize: true });
const decoder = new Decoder({ useRecords: false, mapsAsObjects: true });

export const cborType = "application/cbor";
const protocol = { "smithy-protocol": "rpc-v2-cbor" };

export function parseCbor(body: Buffer): Fields {
  if (body.length === 0) return {};
  let value: unknown;
  try {
    value = decoder.decode(body);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new AwsError("SerializationException", "The request body is not CBOR.");
  }
  if (!isFields(value)) throw new AwsError("SerializationException", "The request body is not a CBOR map.");
  return value;
}

export function cborReply(output: { readonly [name: string]: Output }, requestId: string): Reply {
  return {
    status: 200,
    contentType: cborType,
    body: Buffer.from(encoder.encode(plain(output))),
    headers: { ...protocol, "x-amzn-requestid": requestId },
  };
}

function plain(value: Output): unknown {
  if (value instanceof Date) return value;
  if (value instanceof Map) return Object.fromEntries(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, child]) => child !== undefined)
      .map(([name, child]) => [name, plain(child)]),
  );
}

export function cborError(error: AwsError, namespace: string, requestId: string): Reply {
  return {
    status: error.status,
    contentType: cborType,
    body: Buffer.from(encoder.encode({ __type: `${namespace}#${error.code}`, message: error.message })),
    headers: { ...protocol, "x-amzn-requestid": requestId, "x-amzn-query-error": `${error.code};${error.type}` },
  };
}
