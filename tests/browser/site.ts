/** The built page for servers of a test's own: the very files that the lab serves. */
import { createSite, readSite, type Site } from "@flipwatch/functions/web/site";
import { makeSite } from "flipwatch/site/make-site";

/** Where it has to be built first. */
const BUILD_MS = 300_000;

export async function builtPage(): Promise<Site> {
  return createSite(await readSite(await makeSite(AbortSignal.timeout(BUILD_MS))));
}
