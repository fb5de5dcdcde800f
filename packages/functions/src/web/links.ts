/** `/api/links`: makes links, lists and revokes them, for `flipwatch link`. Who may is decided before; what a link's address holds is `link-token.ts`'s. */
import type { Records } from "@flipwatch/adapters/store/records";
import { type AccessLink, LINK_LONGEST_MS, LINKS_MAX, linkBodySchema, revokeBodySchema } from "@flipwatch/core";
import { Refusal } from "../api/refusal.ts";
import { checkOrigin, type Posted } from "../api/requests.ts";
import { tokenOf } from "./link-token.ts";
import type { Seal } from "./seal.ts";

export interface LinkPorts {
  /** Absent where the configuration has no links. */
  seal?: Seal;
  records: { links: Records["links"] };
  /** Of 1 to 40 letters, digits, `-` and `_`, and not used before. */
  newId(): string;
  /** Where people reach the page, without a slash at its end. */
  origin(): string;
}

/** `url` is the secret: it is told once, here, and kept nowhere. */
export interface MadeLink {
  link: AccessLink;
  url: string;
}

export interface LinksReply {
  links: AccessLink[];
}

export interface RevokedLink {
  link: AccessLink;
}

/** Throws a Refusal that says what was found and what is expected. */
export async function makeLink({ seal, records, newId, origin }: LinkPorts, posted: Posted): Promise<MadeLink> {
  if (seal === undefined) throw new Refusal("conflict", "links open nothing here: the configuration has no `access: { links: true }`");
  const { by, note, until } = bodyOf(posted, linkBodySchema);
  const { now } = posted;
  if (until <= now || until > now + LINK_LONGEST_MS)
    throw new Refusal("bad-request", "until: expected a moment from now on, at most 90 days ahead");
  const link: AccessLink = { id: newId(), at: now, by, ...(note === undefined ? {} : { note }), until };
  if (!(await records.links.add(link)))
    throw new Refusal("conflict", `there are ${LINKS_MAX} links; wait for a week after the end of some`);
  return { link, url: `${origin()}/login/link?token=${tokenOf(seal, link)}` };
}

export async function listLinks({ records }: LinkPorts): Promise<LinksReply> {
  return { links: await records.links.all() };
}

/** Throws a Refusal where there is none of that id. Revoked already, it stays as it is. */
export async function revokeLink({ records }: LinkPorts, posted: Posted): Promise<RevokedLink> {
  const { id } = bodyOf(posted, revokeBodySchema);
  const link = await records.links.revoke(id, posted.now);
  if (link === undefined) throw new Refusal("not-found", `there is no link ${id}; \`flipwatch link --list\` shows those there are`);
  return { link };
}

/** Bytes of a body. */
const BODY_MAX = 4_096;

interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: { issues: { path: PropertyKey[]; message: string }[] } };
}

function bodyOf<T>(posted: Posted, schema: Schema<T>): T {
  checkOrigin(posted);
  const parsed = schema.safeParse(jsonOf(posted.body));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Refusal("bad-request", `${issue?.path.join(".") || "the body"}: ${issue?.message ?? "not as expected"}`);
}

function jsonOf(text: string): unknown {
  if (text.length > BODY_MAX) throw new Refusal("bad-request", `the body has ${text.length} characters; expected at most ${BODY_MAX}`);
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal("bad-request", "the body is not JSON");
  }
}
