/** Carries the SDK's requests to dynalite's listener in the same process, without sockets between. Made for dynalite: it offers as much of a request and a response as that uses. */

import type { IncomingMessage, OutgoingHttpHeader, RequestListener, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";

/** What is used of the SDK's `HttpRequest`. */
interface SdkRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
}

/** The SDK's `HttpResponse`; it takes a body that is already there as well as a stream. */
interface SdkResponse {
  statusCode: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** dynalite asks for a signature and a date, and checks neither. */
const SIGNED = {
  authorization: "AWS4-HMAC-SHA256 Credential=embedded, SignedHeaders=host, Signature=unchecked",
  "x-amz-date": "20200101T000000Z",
};

export function inProcess(listener: RequestListener): NonNullable<DynamoDBClientConfig["requestHandler"]> {
  return {
    handle: async (request: SdkRequest) => ({ response: await answer(listener, request) }),
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
    destroy: () => {},
  } as NonNullable<DynamoDBClientConfig["requestHandler"]>;
}

function answer(listener: RequestListener, { method, path, headers, body }: SdkRequest): Promise<SdkResponse> {
  return new Promise((resolve) => {
    const request = Readable.from(body === undefined ? [] : [typeof body === "string" ? Buffer.from(body) : body], { objectMode: false });
    const answered: Record<string, string> = {};
    const response = {
      statusCode: 200,
      setHeader(name: string, value: OutgoingHttpHeader) {
        answered[name.toLowerCase()] = String(value);
      },
      end(text = "") {
        resolve({ statusCode: response.statusCode, headers: answered, body: Buffer.from(text) });
      },
    };
    listener(
      Object.assign(request, { method, url: path, headers: { ...headers, ...SIGNED } }) as unknown as IncomingMessage,
      response as unknown as ServerResponse,
    );
  });
}
