/** The AWS Query protocol: numbered form fields in, XML out (SNS, CloudWatch; EC2 and SQS write their own flavours). */

import type { AwsError } from "./aws-error.ts";
import type { Output, Reply } from "./call.ts";
import type { Fields } from "./fields.ts";
import { writeXml, type XmlValue } from "./xml.ts";

type Tree = { [name: string]: Tree | string };

/** More fields than any call needs: GetMetricData has 500 queries of some ten fields. */
const fieldLimit = 20_000;

/** `A.member.1.B=x` and `A.1.B=x` both give `{ A: [{ B: "x" }] }`. */
export function parseQuery(parameters: URLSearchParams): Fields {
  const root: Tree = Object.create(null) as Tree;
  let count = 0;
  for (const [name, value] of parameters) {
    if (++count > fieldLimit) break;
    plant(root, name.split("."), value);
  }
  return Object.fromEntries(Object.entries(root).map(([name, tree]) => [name, fold(tree)]));
}

function plant(root: Tree, path: string[], value: string): void {
  let node = root;
  for (const step of path.slice(0, -1)) {
    const next = node[step];
    if (typeof next === "object") node = next;
    else node = node[step] = Object.create(null) as Tree;
  }
  const last = path.at(-1);
  if (last !== undefined) node[last] = value;
}

function fold(tree: Tree | string): unknown {
  if (typeof tree === "string") return tree;
  const names = Object.keys(tree);
  const only = names.length === 1 ? tree[names[0] ?? ""] : undefined;
  if (only !== undefined && (names[0] === "member" || names[0] === "entry")) return fold(only);
  if (names.every((name) => /^\d+$/.test(name))) {
    return names.toSorted((a, b) => Number(a) - Number(b)).map((name) => fold(tree[name] ?? ""));
  }
  return Object.fromEntries(names.map((name) => [name, fold(tree[name] ?? "")]));
}

/** `<XResponse><XResult>…</XResult><ResponseMetadata>…`, lists as `<member>`, maps as `<entry><key/><value/></entry>`. */
export function queryReply(operation: string, namespace: string, output: { readonly [name: string]: Output }, requestId: string): Reply {
  const result = Object.keys(output).length > 0 ? { [`${operation}Result`]: toXml(output) } : {};
  const body = writeXml(`${operation}Response`, namespace, { ...result, ResponseMetadata: { RequestId: requestId } });
  return { status: 200, contentType: "text/xml", body, headers: { "x-amzn-requestid": requestId } };
}

function toXml(value: Output): XmlValue {
  if (value instanceof Map) return { entry: [...value].map(([key, entry]) => ({ key, value: entry })) };
  if (value instanceof Date || typeof value !== "object") return value;
  if (Array.isArray(value)) return { member: value.map(toXml) };
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, toXml(child)]));
}

/** The envelope that Route 53, SNS, SQS and CloudWatch share. */
export function errorEnvelope(error: AwsError, namespace: string, requestId: string): Reply {
  const content = { Error: { Type: error.type, Code: error.code, Message: error.message }, RequestId: requestId };
  return {
    status: error.status,
    contentType: "text/xml",
    body: writeXml("ErrorResponse", namespace, content),
    headers: { "x-amzn-requestid": requestId },
  };
}
