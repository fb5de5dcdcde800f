/** Sends one HTTP request, a POST unless told, and tells exactly how far it got; what that means for a delivery is each channel's. Follows no redirect. */
import { request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";

/** How much of a reply is read: enough for any error text. */
const REPLY_LIMIT_BYTES = 16 * 1024;

export interface PostRequest {
  method?: "GET" | "POST";
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  /** For the whole of it: connecting, sending, and the reply to its end. */
  timeoutMs: number;
  /** How much of the reply is read; 16 KiB unless told. */
  replyLimitBytes?: number;
}

export type PostResult =
  /** `body` is the beginning of the reply; `complete` says whether it was read to its end. */
  | { kind: "reply"; status: number; retryAfter?: string; date?: string; body: string; complete: boolean }
  /** No byte of the request left this machine. */
  | { kind: "not-sent"; code: string }
  /** It left, and no usable reply came. */
  | { kind: "no-reply"; code: string };

/** Never throws. */
export type Post = (request: PostRequest) => Promise<PostResult>;

/**
 * Over node:http rather than fetch, because fetch does not tell a connection that never came to be from a reply that never came:
 * after the first nothing was delivered and the send is simply repeated, after the second it may have been.
 * A connection is used once, so that a socket the other side has closed meanwhile cannot be taken for either.
 */
export const postByHttp: Post = (request) =>
  new Promise((resolve) => {
    let connected = false;
    let finishReply: (() => void) | undefined;
    const settle = (result: PostResult) => {
      clearTimeout(timer);
      resolve(result);
      outgoing?.destroy();
    };
    const fail = (code: string) => settle({ kind: connected ? "no-reply" : "not-sent", code });
    const timer = setTimeout(() => (finishReply ? finishReply() : fail("timeout")), request.timeoutMs);
    const outgoing = open(request, fail);
    outgoing?.on("socket", (socket) => socket.once(isSecure(request.url) ? "secureConnect" : "connect", () => (connected = true)));
    outgoing?.on("error", (error: NodeJS.ErrnoException) => (finishReply ? finishReply() : fail(error.code ?? error.name)));
    outgoing?.on("response", (reply) => {
      finishReply = readReply(reply, request.replyLimitBytes ?? REPLY_LIMIT_BYTES, settle);
    });
    outgoing?.end(request.body);
  });

/** A URL or header that cannot be sent throws here, and its message may quote it, so only its code goes on. */
function open(request: PostRequest, fail: (code: string) => void) {
  const { method = "POST", body } = request;
  const length = method === "POST" && { "content-length": String(Buffer.byteLength(body)) };
  const options: RequestOptions = { method, agent: false, headers: { ...request.headers, ...length, connection: "close" } };
  try {
    return isSecure(request.url) ? httpsRequest(request.url, options) : httpRequest(request.url, options);
  } catch (error) {
    fail((error as NodeJS.ErrnoException).code ?? "invalid request");
    return undefined;
  }
}

function isSecure(url: string): boolean {
  return /^https:/i.test(url);
}

/** The status line decides; a body cut short, too long or never ending only loses its words. Gives what ends the reading early. */
function readReply(reply: IncomingMessage, limitBytes: number, done: (result: PostResult) => void): () => void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const finish = (complete: boolean) => {
    const { "retry-after": retryAfter, date } = reply.headers;
    done({ kind: "reply", status: reply.statusCode ?? 0, retryAfter, date, body: Buffer.concat(chunks).toString("utf8"), complete });
  };
  reply.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= limitBytes) finish(false);
  });
  reply.on("end", () => finish(true));
  reply.on("error", () => finish(false));
  return () => finish(false);
}
