/** A receiver for generic webhooks: keeps what came and tells whoever listens. Whether a repeat is one is left to them. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Ms } from "@flipwatch/core";
import { bodyOf, send, sendJson } from "./exchange.ts";

export interface Received {
  at: Ms;
  headers: Record<string, string | string[] | undefined>;
  /** Parsed where it is JSON, the text otherwise. */
  body: unknown;
}

export interface WebhookSink {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  received(): readonly Received[];
  clear(): void;
}

const MAX_KEPT = 1_000;

export function createWebhookSink(now: () => Ms, onReceived: (received: Received) => void): WebhookSink {
  let kept: Received[] = [];
  return {
    handle: async (request, response) => {
      if (request.method === "GET") return sendJson(response, 200, { received: kept });
      if (request.method !== "POST") return send(response, 405, "POST sends, GET shows what came", { allow: "GET, POST" });
      const body = await bodyOf(request);
      if (!body) return send(response, 413, "larger than the lab takes");
      const received = { at: now(), headers: request.headers, body: parsed(body.toString()) };
      kept = [...kept, received].slice(-MAX_KEPT);
      onReceived(received);
      send(response, 200, "ok");
    },
    received: () => kept,
    clear: () => {
      kept = [];
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
