/** A signed address that lets whoever opens it read, until it ends or is revoked. How it is signed is decided where it is opened. */
import * as z from "zod";
import { NOTE_MAX } from "./request.ts";
import type { Ms } from "./time.ts";

/** At most this many at a time, those that ended lately included. */
export const LINKS_MAX = 100;
/** A link lasts at most so long; then somebody decides again. */
export const LINK_LONGEST_MS: Ms = 90 * 86_400_000;

export interface AccessLink {
  /** Names it in lists and in the address, and opens nothing by itself. */
  id: string;
  at: Ms;
  /** Who made it, as the command line says. */
  by: string;
  /** For whom or what, in their own words; at most 500 characters. */
  note?: string;
  /** Exclusive. */
  until: Ms;
  revokedAt?: Ms;
}

export function isLinkOpen({ until, revokedAt }: AccessLink, now: Ms): boolean {
  return revokedAt === undefined && now < until;
}

const until = "a moment from now on, at most 90 days ahead, in milliseconds since the epoch";
const text = (most: number, expected: string) => z.string({ error: expected }).min(1, { error: expected }).max(most, { error: expected });

/** A link as it is asked for over HTTP; its id, its time and its signature are made where it is taken. */
export const linkBodySchema = z.strictObject({
  by: text(100, "who asks, in 1 to 100 characters"),
  note: text(NOTE_MAX, `1 to ${NOTE_MAX} characters`).optional(),
  until: z.number({ error: until }).int({ error: until }),
});
export type LinkBody = z.infer<typeof linkBodySchema>;

export const revokeBodySchema = z.strictObject({ id: text(40, "a link's id, as `flipwatch link --list` shows it") });
export type RevokeBody = z.infer<typeof revokeBodySchema>;
