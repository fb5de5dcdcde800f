/**
 * What a browser keeps of a sign-in: who, how, and until when, signed and not hidden. Nothing is stored here for it, so it ends by its time, by its
 * link, by a changed configuration or with the secret that signed it.
 */
import type { Access, Ms } from "@flipwatch/core";
import { opened, type Seal, sealed } from "./seal.ts";

export type Session = { until: Ms } & ({ kind: "oidc"; user: string } | { kind: "link"; link: string });

/** Then somebody who left the organisation meanwhile is asked again. */
export const OIDC_SESSION_MS: Ms = 8 * 3_600_000;

export function sessionText(seal: Seal, access: Access, session: Session): string {
  return sealed(seal, "session", session, rulesOf(access, session.kind));
}

/** Undefined for what is forged, has ended, or was made under other rules than those of now. */
export function sessionIn(seal: Seal, access: Access, text: string, now: Ms): Session | undefined {
  const kinds = (["oidc", "link"] as const).filter((kind) => (kind === "oidc" ? access.oidc !== undefined : access.links === true));
  for (const kind of kinds) {
    const session = opened(seal, "session", text, rulesOf(access, kind)) as Session | undefined;
    if (session !== undefined && session.kind === kind && now < session.until) return session;
  }
  return undefined;
}

/** Who is let in by whom: a session that was made under other rules is none any more. */
function rulesOf({ oidc }: Access, kind: Session["kind"]): string {
  if (kind === "link" || oidc === undefined) return kind;
  const { issuer, clientId, domains, groups, groupsClaim, anyone } = oidc;
  return JSON.stringify([kind, issuer, clientId, domains, groups, groupsClaim, anyone]);
}
