/** The signed part of a link's address: which link, until when. Whether it still opens is looked up, so that one that was revoked ends at once. */
import type { Records } from "@flipwatch/adapters/store/records";
import { type AccessLink, isLinkOpen, type Ms } from "@flipwatch/core";
import type { Seal } from "./seal.ts";

export type OpenedLink =
  | { outcome: "open"; link: AccessLink }
  /** `forged`: not made here, not whole, or signed with a secret that is no longer used. */
  | { outcome: "forged" | "expired" | "revoked" };

/** `<id>.<expiry in base 36>.<signature>` */
export function tokenOf(seal: Seal, { id, until }: Pick<AccessLink, "id" | "until">): string {
  const text = `${id}.${until.toString(36)}`;
  return `${text}.${seal.sign("link", text)}`;
}

export interface OpenPorts {
  seal: Seal;
  records: { links: Pick<Records["links"], "get"> };
}

/** Only what carries our signature is looked up. */
export async function openLink({ seal, records }: OpenPorts, token: string, now: Ms): Promise<OpenedLink> {
  const [, text = "", id = "", signature = ""] = /^(([\w-]{1,40})\.[0-9a-z]{1,12})\.([\w-]{43})$/.exec(token) ?? [];
  if (!seal.isSigned("link", text, signature)) return { outcome: "forged" };
  if (Number.parseInt(text.slice(id.length + 1), 36) <= now) return { outcome: "expired" };
  const link = await records.links.get(id);
  // Of a record that was put back from before the link was made.
  if (link === undefined) return { outcome: "revoked" };
  if (isLinkOpen(link, now)) return { outcome: "open", link };
  return { outcome: link.revokedAt === undefined ? "expired" : "revoked" };
}
