/** One HTTP exchange of the lab's own pages: bodies read within a bound, replies as JSON, text or HTML. */
import type { IncomingMessage, ServerResponse } from "node:http";

/** Larger than anything Slack, a webhook or the control API takes. */
const MAX_BODY_BYTES = 1_048_576;

/** The body; undefined when it is larger than the lab takes. */
export async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function sendJson(response: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}): void {
  send(response, status, `${JSON.stringify(value, null, 2)}\n`, { "content-type": "application/json; charset=utf-8", ...headers });
}

export function send(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store", ...headers });
  response.end(body);
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
