/** Whom the configuration lets in of those who signed in with the provider, and what they are called. A decision on their claims alone. */
import type { OidcInput } from "@flipwatch/core";

export type Claims = Readonly<Record<string, unknown>>;

export type Admission =
  | { outcome: "admitted"; user: string }
  /** `mail`: the provider does not vouch for an address. */
  | { outcome: "refused"; why: "mail" | "domain" | "group" };

const NAME_MAX = 100;

/** Where both domains and groups are named, both must fit. */
export function admit({ domains, groups, groupsClaim = "groups", anyone }: OidcInput, claims: Claims): Admission {
  const mail = verifiedMail(claims);
  if (domains !== undefined) {
    if (mail === undefined) return { outcome: "refused", why: "mail" };
    if (!domains.includes(mail.slice(mail.lastIndexOf("@") + 1).toLowerCase())) return { outcome: "refused", why: "domain" };
  }
  if (groups !== undefined && !groupsIn(claims[groupsClaim]).some((group) => groups.includes(group)))
    return { outcome: "refused", why: "group" };
  // The configuration is refused without any of the three; were it not, nobody would be let in.
  if (domains === undefined && groups === undefined && anyone !== true) return { outcome: "refused", why: "group" };
  return { outcome: "admitted", user: nameIn(claims, mail) };
}

/** An address that anybody could have typed in proves nothing. Some providers say so in a text. */
function verifiedMail({ email, email_verified: verified }: Claims): string | undefined {
  return typeof email === "string" && /^[^@\s]+@[^@\s]+$/.test(email) && (verified === true || verified === "true") ? email : undefined;
}

function groupsIn(claim: unknown): string[] {
  const groups: unknown[] = Array.isArray(claim) ? claim : [claim];
  return groups.filter((group) => typeof group === "string");
}

/** For people, beside what they ask for; on one line. */
function nameIn({ preferred_username: username, name, sub }: Claims, mail: string | undefined): string {
  const names = [mail, username, name, sub].filter((one) => typeof one === "string").map((one) => one.replace(/[\p{C}\s]+/gu, " ").trim());
  return (names.find((one) => one !== "") ?? "somebody who signed in").slice(0, NAME_MAX);
}
