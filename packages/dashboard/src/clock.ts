/**
 * The time as the server has it: a viewer's clock that is wrong would make "12 min ago" wrong during an outage. Only a difference that can't
 * come from the way there is corrected.
 */
import type { Ms } from "@flipwatch/core/time";

/** The `Date` header counts whole seconds, and an answer may have been under way for a while. */
const TOLERATED_MS = 5_000;

let aheadMs = 0;

export function now(): Ms {
  return Date.now() + aheadMs;
}

/** How far the server is ahead, of its `Date` header and of the viewer's clock before and after. 0 within what is tolerated, or without it. */
export function serverAhead(header: string | null, sentAt: Ms, receivedAt: Ms): number {
  const server = header === null ? Number.NaN : Date.parse(header);
  if (Number.isNaN(server)) return 0;
  const error = TOLERATED_MS + (receivedAt - sentAt);
  const ahead = server + 500 - (sentAt + receivedAt) / 2;
  return Math.abs(ahead) <= error ? 0 : ahead;
}

/** Takes over what an answer says of the server's time. */
export function heardTime(header: string | null, sentAt: Ms, receivedAt: Ms): void {
  if (header !== null) aheadMs = serverAhead(header, sentAt, receivedAt);
}
