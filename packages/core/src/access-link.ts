/** A signed address that lets whoever opens it read, until it ends or is revoked. How it is signed is decided where it is opened. */
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
