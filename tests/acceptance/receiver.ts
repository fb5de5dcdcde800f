/** The receiving end of a web hook: keeps what it was told and by which key, and can leave its caller hanging. */

import { replyWith, startServer } from "@flipwatch/adapters/testing/http-server";
import { eventSchema, type FlipwatchEvent } from "@flipwatch/core";

export interface Told {
  event: FlipwatchEvent;
  key: string;
  possibleRepeat: boolean;
}

export interface Receiver {
  url: string;
  /** Everything that was posted, oldest first, answered or not. */
  told(): Told[];
  /** From now on requests are heard and never answered. */
  hang(): void;
  listen(): void;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const server = await startServer(replyWith(204));
  return {
    url: `${server.origin}/hook`,
    told: () =>
      server.received.map(({ body, headers }) => ({
        event: checked(JSON.parse(body)),
        key: String(headers["idempotency-key"]),
        possibleRepeat: headers["x-flipwatch-possible-repeat"] === "true",
      })),
    hang: () => server.answer(() => {}),
    listen: () => server.answer(replyWith(204)),
    close: server.close,
  };
}

/** As it came, field by field, once the published schema takes it. */
function checked(body: unknown): FlipwatchEvent {
  eventSchema.parse(body);
  return body as FlipwatchEvent;
}
