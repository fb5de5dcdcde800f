/** Who may do what: the whole of it, as a decision on plain facts. Who asks is found out in `who.ts`. Closed unless the configuration opens it. */
import type { Access } from "@flipwatch/core";
import { faultText, type ProofFault } from "./holder.ts";

export type Who =
  /** Somebody at the machine that this runs on, without access: at a loopback address. */
  | { kind: "machine" }
  /** A command, here or elsewhere, that proved to hold the secret. */
  | { kind: "holder" }
  /** Signed in with the identity provider. */
  | { kind: "oidc"; user: string }
  /** Came by a link that still opens. */
  | { kind: "link"; link: string }
  | { kind: "nobody"; fault?: ProofFault };

/** To look; to acknowledge, mute and redrive; to make and revoke links. */
export type Wanted = "read" | "ask" | "administer";

export type Ruling = { ruling: "allowed" } | { ruling: "unauthorised" | "forbidden"; why: string };

export interface Asked {
  /** Absent: closed to all but the machine. */
  access?: Access;
  who: Who;
  wanted: Wanted;
  /** It comes from a page of this very site and from no other: by its Origin, and by a header that no other page can send. */
  isOwnPage: boolean;
}

export function mayDo({ access, who, wanted, isOwnPage }: Asked): Ruling {
  // The routes themselves keep web pages out of what these may ask for.
  if (who.kind === "machine" || who.kind === "holder") return { ruling: "allowed" };
  if (who.kind === "nobody") return nobodyMay(access, wanted, who.fault);
  if (wanted === "read") return { ruling: "allowed" };
  if (wanted === "administer") return forbidden("links are made and revoked by `flipwatch link`, which proves itself by the secret");
  if (who.kind === "link") return forbidden("a link lets you read; to acknowledge or mute, sign in or use the command line");
  return isOwnPage ? { ruling: "allowed" } : forbidden("this is taken from the dashboard's own page only");
}

function nobodyMay(access: Access | undefined, wanted: Wanted, fault: ProofFault | undefined): Ruling {
  if (access?.public === true && wanted === "read") return { ruling: "allowed" };
  if (fault !== undefined) return { ruling: "unauthorised", why: `the proof is refused: ${faultText(fault)}` };
  if (access?.public === true)
    return forbidden("everybody may read here and nobody may ask, but for a command that proves itself by the secret, where there is one");
  const how =
    access === undefined
      ? "this is open only to who sits at the machine: ask by http://127.0.0.1 there, or configure `access`"
      : "sign in first; the command line proves itself by the secret that sessions are signed with";
  return { ruling: "unauthorised", why: how };
}

function forbidden(why: string): Ruling {
  return { ruling: "forbidden", why };
}
