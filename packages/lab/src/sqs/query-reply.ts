/** SQS's answers in the older Query protocol: lists flattened, under names of their own. */
import type { Output, Reply } from "../aws/call.ts";
import { writeXml, type XmlValue } from "../aws/xml.ts";

export const sqsNamespace = "http://queue.amazonaws.com/doc/2012-11-05/";

const flatNames: Record<string, string> = {
  Messages: "Message",
  QueueUrls: "QueueUrl",
  Attributes: "Attribute",
  MessageAttributes: "MessageAttribute",
  Failed: "BatchResultErrorEntry",
};

export function sqsQueryReply(operation: string, output: { readonly [name: string]: Output }, requestId: string): Reply {
  const result = flatten(output, operation);
  const hasResult = Object.keys(output).length > 0 || operation === "ReceiveMessage";
  const body = writeXml(`${operation}Response`, sqsNamespace, {
    ...(hasResult ? { [`${operation}Result`]: result } : {}),
    ResponseMetadata: { RequestId: requestId },
  });
  return { status: 200, contentType: "text/xml", body, headers: { "x-amzn-requestid": requestId } };
}

function flatten(value: Output, operation: string): XmlValue {
  if (value instanceof Date || value instanceof Map || typeof value !== "object" || Array.isArray(value))
    return value instanceof Map ? undefined : (value as XmlValue);
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => {
      const flat = name === "Successful" ? `${operation}ResultEntry` : (flatNames[name] ?? name);
      if (child instanceof Map) return [flat, [...child].map(([key, entry]) => ({ Name: key, Value: entry }))];
      if (name === "MessageAttributes")
        return [flat, Object.entries(child ?? {}).map(([key, entry]) => ({ Name: key, Value: entry as XmlValue }))];
      if (Array.isArray(child)) return [flat, child.map((entry: Output) => flatten(entry, operation))];
      return [flat, flatten(child, operation)];
    }),
  );
}
