/**
 * The time as the server has it: a viewer's clock that is wrong would make "12 min ago" wrong during an outage. Only a difference that can't
 * come from the way there is corrected.
 */
import type { Ms } from "@flipwatch/core/time";

/** The `Date` header counts whole seconds, and an answer may have been under way for a while. */
const TOLERATED_MS = 5_000;
/** From answer to answer it comes out a little otherwise; what is corrected already stays, else "now" would jump to and fro. */
const STEADY_MS = 2_000;

let aheadMs = 0;

export function now(): Ms {
  return Date.now() + aheadMs;
}

/**
 * How far the server is ahead, of its `Date` header and of the viewer's clock before and after. 0 within what is tolerated; as `before` without
 * a date, and where it is about the same.
 */
export function serverAhead(header: string | null, sentAt: Ms, receivedAt: Ms, before = 0): number {
  const server = header === null ? Number.NaN : Date.parse(header);
  if (Number.isNaN(server)) return before;
  const lasted = receivedAt - sentAt;
  const ahead = server + 500 - (sentAt + receivedAt) / 2;
  if (Math.abs(ahead - before) <= STEADY_MS + lasted / 2) return before;
  return Math.abs(ahead) <= TOLERATED_MS + lasted ? 0 : ahead;
}

/** Takes over what an answer says of the server's time. */
export function heardTime(header: string | null, sentAt: Ms, receivedAt: Ms): void {
  aheadMs = serverAhead(header, sentAt, receivedAt, aheadMs);
}
