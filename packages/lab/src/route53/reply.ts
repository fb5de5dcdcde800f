/** The shapes that Route 53's replies share: documents, change information, page sizes. Elements in the order of AWS's own schema. */
import { type AwsError, invalidInput } from "../aws/aws-error.ts";
import type { Reply } from "../aws/call.ts";
import { writeXml, type XmlValue } from "../aws/xml.ts";
import type { LabZone } from "../types.ts";
import type { Change, Route53State } from "./state.ts";

export const namespace = "https://route53.amazonaws.com/doc/2013-04-01/";

export function document(root: string, content: XmlValue, options: { status?: number; location?: string } = {}): Reply {
  return {
    status: options.status ?? 200,
    contentType: "text/xml",
    body: writeXml(root, namespace, content),
    ...(options.location ? { headers: { location: `https://route53.amazonaws.com${options.location}` } } : {}),
  };
}

export function changeInfo(state: Route53State, change: Change): XmlValue {
  const { id, status, submittedAt, comment } = state.change(change.id);
  return { Id: `/change/${id}`, Status: status, SubmittedAt: new Date(submittedAt), Comment: comment };
}

export function hostedZone(zone: LabZone): XmlValue {
  return {
    Id: `/hostedzone/${zone.id}`,
    Name: zone.name,
    CallerReference: zone.callerReference,
    Config: { Comment: zone.comment, PrivateZone: zone.private },
    ResourceRecordSetCount: zone.recordSets.length,
  };
}

/** `maxitems`, silently lowered to what AWS gives at most in a page. */
export function pageSize(query: URLSearchParams, most: number): number {
  const asked = query.get("maxitems");
  if (asked === null || asked === "") return most;
  if (!/^\d+$/.test(asked) || Number(asked) < 1)
    throw invalidInput(`Invalid request: MaxItems must be a number of 1 or more, but was ${asked}`);
  return Math.min(Number(asked), most);
}

export interface Paged<T> {
  items: readonly T[];
  /** The first item of the next page. */
  next: T | undefined;
}

/** From the item that `marker` names on. An unknown marker is refused, as AWS does. */
export function pageFrom<T>(
  all: readonly T[],
  marker: string | null,
  idOf: (item: T) => string,
  size: number,
  unknown: (marker: string) => AwsError,
): Paged<T> {
  const start = marker ? all.findIndex((item) => idOf(item) === marker) : 0;
  if (start < 0) throw unknown(marker ?? "");
  return { items: all.slice(start, start + size), next: all[start + size] };
}
