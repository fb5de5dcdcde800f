/** `flipwatch link`: asks a Flipwatch for a link that lets people read, for the list of them, or to revoke one. */
import type { AccessLink, LinkBody, Ms } from "@flipwatch/core";
import { utc } from "@flipwatch/core/decide/wording";
import { apiAddress, getJson, postJson } from "../client/api.ts";
import { duration } from "../output/duration.ts";
import { columns } from "../output/table.ts";
import { colour, note, print, printJson } from "../output/terminal.ts";
import { loggedInAs } from "./logged-in.ts";

export interface LinkFlags {
  for: Ms;
  note?: string;
  by?: string;
  list?: true;
  revoke?: string;
  api?: string;
  json?: true;
}

/** The link itself goes to standard output, alone on its line; what is said of it does not. */
export async function linkCommand(flags: LinkFlags): Promise<void> {
  const api = apiAddress(flags.api);
  if (flags.list) return list(api, flags);
  if (flags.revoke !== undefined) return revoke(api, flags.revoke, flags);
  const body: LinkBody = {
    by: flags.by ?? loggedInAs(),
    ...(flags.note === undefined ? {} : { note: flags.note }),
    until: Date.now() + Math.floor(flags.for),
  };
  const made = await postJson<{ link: AccessLink; url: string }>(api, "/api/links", body);
  if (flags.json) return printJson(made);
  const { id, until } = made.link;
  note(
    `Whoever has this link can see the dashboard until ${utc(until)}, in ${duration(flags.for)}. \`flipwatch link --revoke ${id}\` ends it.`,
  );
  print(made.url);
}

async function list(api: string, { json }: LinkFlags): Promise<void> {
  const { links } = await getJson<{ links: AccessLink[] }>(api, "/api/links");
  if (json) for (const link of links) printJson(link);
  else for (const line of columns(links.map((link) => rowOf(link, Date.now())))) print(line);
  if (links.length === 0) note("there are no links; `flipwatch link` makes one");
}

async function revoke(api: string, id: string, { json }: LinkFlags): Promise<void> {
  const { link } = await postJson<{ link: AccessLink }>(api, "/api/links/revoke", { id });
  if (json) printJson(link);
  else print(`Revoked: ${link.id}. Whoever opened it sees nothing any more.`);
}

/** A line of the list. */
export function rowOf({ id, at, by, note: why = "", until, revokedAt }: AccessLink, now: Ms): string[] {
  const state =
    revokedAt === undefined
      ? now < until
        ? colour.green(`● until ${utc(until)}`)
        : colour.dim(`· ended ${utc(until)}`)
      : colour.red(`✖ revoked ${utc(revokedAt)}`);
  return [id, state, `by ${by} ${utc(at)}`, colour.dim(why)];
}
