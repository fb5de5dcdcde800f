/** Where somebody goes once signed in: a page of this site, whatever they were sent here with. */

const LONGEST = 2_000;
/** Leads nowhere but here: only its origin is looked at. */
const BASE = "http://site.invalid";

/** The path with its query; `/` for what leads to another site, is no page, or would begin another sign-in. */
export function safePath(to: string | undefined): string {
  if (to === undefined || to.length > LONGEST || !to.startsWith("/") || !URL.canParse(to, BASE)) return "/";
  const { origin, pathname, search, hash } = new URL(to, BASE);
  const isPage = origin === BASE && !pathname.startsWith("//") && !/^\/(?:login|logout|api)(?:\/|$)/.test(pathname);
  return isPage ? pathname + search + hash : "/";
}
