/**
 * Reads an AWS request off the wire: who calls, which service it was signed for, and the body, unpacked and bounded.
 * Signatures (SigV4) are parsed for service and region and not verified: any key pair works against the lab.
 */
import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { gunzip as gunzipCallback } from "node:zlib";
import { AwsError } from "./aws-error.ts";

const gunzip = promisify(gunzipCallback);

/** Larger than anything AWS takes here: SQS and SNS stop at 1 MiB, Route 53's change batch at 32,000 characters of values. */
export const bodyLimitBytes = 4 * 1_048_576;

export interface AwsRequest {
  method: string;
  /** Without the lab's `/region/<region>` prefix and without the query. */
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage["headers"];
  body: Buffer;
  /** From the signature's credential and its scope. */
  signedFor?: { key: string; service: string; region: string };
  /** The region that called, where the path or the lab says it. */
  caller?: string;
  /** Where the client thinks the lab is: `http://127.0.0.1:4780`, with its prefix. */
  baseUrl: string;
}

/** What can be said before the body is read. */
export function openRequest(request: IncomingMessage, caller?: string): Omit<AwsRequest, "body"> {
  const target = request.url ?? "/";
  // `//` and the like are no URLs; they are answered as unknown paths.
  const url = new URL(URL.canParse(target, "http://lab.invalid") ? target : "/unreadable", "http://lab.invalid");
  const prefixed = /^\/region\/([^/]+)(\/.*)?$/.exec(url.pathname);
  const signedFor = credentialScope(request.headers.authorization, url.searchParams.get("X-Amz-Credential"));
  return {
    method: request.method ?? "GET",
    path: prefixed ? (prefixed[2] ?? "/") : url.pathname,
    query: url.searchParams,
    headers: request.headers,
    ...(signedFor ? { signedFor } : {}),
    ...((caller ?? prefixed?.[1]) ? { caller: caller ?? prefixed?.[1] } : {}),
    baseUrl: `http://${request.headers.host ?? "127.0.0.1"}${prefixed ? `/region/${prefixed[1]}` : ""}`,
  };
}

/** `Credential=AKID/20261122/us-east-1/route53/aws4_request` (AWS General Reference, Signature Version 4). */
function credentialScope(authorization: string | undefined, presigned: string | null) {
  const credential = /Credential=([^,\s]+)/.exec(authorization ?? "")?.[1] ?? presigned ?? "";
  const parts = credential.split("/");
  const region = parts.at(-3);
  const service = parts.at(-2);
  return parts.length >= 5 && region && service ? { key: parts.slice(0, -4).join("/"), service, region } : undefined;
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > bodyLimitBytes) throw tooLarge();
    parts.push(part);
  }
  const body = Buffer.concat(parts);
  return request.headers["content-encoding"] === "gzip" ? unpack(body) : body;
}

async function unpack(body: Buffer): Promise<Buffer> {
  try {
    return await gunzip(body, { maxOutputLength: bodyLimitBytes });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ERR_BUFFER_TOO_LARGE") throw tooLarge();
    if (code?.startsWith("Z_")) throw new AwsError("SerializationException", "The gzip body cannot be read.");
    throw error;
  }
}

function tooLarge(): AwsError {
  return new AwsError("RequestEntityTooLarge", `The request body exceeds ${bodyLimitBytes} bytes.`, 413);
}
