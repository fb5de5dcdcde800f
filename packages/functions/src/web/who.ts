/** Finds out who asks: by where the request comes from, by a proof of the secret, by the session in a cookie, or by a link's token. What they may do is `access.ts`'s. */
import type { Records } from "@flipwatch/adapters/store/records";
import { type Access, isLinkOpen, type Ms } from "@flipwatch/core";
import type { Who } from "./access.ts";
import { sessionCookieName } from "./cookies.ts";
import { faultOf } from "./holder.ts";
import { openLink } from "./link-token.ts";
import { PROOF_HEADER } from "./proof.ts";
import type { Seal } from "./seal.ts";
import type { Seen } from "./seen.ts";
import { sessionIn } from "./session.ts";

export interface WhoPorts {
  access?: Access;
  /** Nobody but who sits at the machine can reach this server. */
  isLoopbackOnly: boolean;
  /** Absent where nothing is signed. */
  seal?: Seal;
  records: { links: Pick<Records["links"], "get">; presses: Pick<Records["presses"], "claim"> };
}

/** Asks the store once for somebody who came by a link, so that a revoked one lets nobody in any more. */
export async function whoAsks({ access, isLoopbackOnly, seal, records }: WhoPorts, seen: Seen, now: Ms): Promise<Who> {
  if (access === undefined) return { kind: isLoopbackOnly && seen.isHere ? "machine" : "nobody" };
  if (seal === undefined) return { kind: "nobody" };
  const proof = seen.header(PROOF_HEADER);
  if (proof !== undefined) {
    const fault = await faultOf({ seal, records }, seen, proof, now);
    return fault === undefined ? { kind: "holder" } : { kind: "nobody", fault };
  }
  const token = /^Bearer (\S+)$/i.exec(seen.header("authorization") ?? "")?.[1];
  if (token !== undefined) {
    const opened = access.links === true ? await openLink({ seal, records }, token, now) : undefined;
    return opened?.outcome === "open" ? { kind: "link", link: opened.link.id } : { kind: "nobody" };
  }
  const session = sessionIn(seal, access, seen.cookie(sessionCookieName(seen.isHttps)) ?? "", now);
  if (session?.kind === "oidc") return { kind: "oidc", user: session.user };
  const link = session === undefined ? undefined : await records.links.get(session.link);
  return link !== undefined && isLinkOpen(link, now) ? { kind: "link", link: link.id } : { kind: "nobody" };
}
