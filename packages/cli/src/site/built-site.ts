/**
 * The dashboard's page for whoever serves it: read, and built where it has to be, when somebody first looks, so that no start waits for it. Until it
 * is there, a plain page says so and comes back by itself. Where its files come from is `make-site.ts`'s.
 */

import type { Log } from "@flipwatch/functions/steps/log";
import { withSecurityHeaders } from "@flipwatch/functions/web/headers";
import { plainPage } from "@flipwatch/functions/web/plain-page";
import { createSite, isPagePath, readSite, type Site } from "@flipwatch/functions/web/site";
import type { Telling } from "@flipwatch/functions/web/words";
import { makeSite } from "./make-site.ts";

export interface BuiltSiteOptions {
  /** Ends a build that is under way. */
  signal: AbortSignal;
  log: Log;
  /** The folder that holds the built files. Default: the dashboard's own, built where it is missing or older than its sources. */
  folder?: (signal: AbortSignal) => Promise<string>;
}

const REFRESH_SECONDS = 2;

/** Nothing is read or built before somebody looks. What it answers has the security headers. */
export function builtSite({ signal, log, folder = makeSite }: BuiltSiteOptions): Site {
  let site: Site | undefined;
  let state: "idle" | Telling = "idle";
  const begin = async () => {
    state = "making";
    try {
      site = await createSite(await readSite(await folder(signal)));
    } catch (problem) {
      if (signal.aborted) return;
      state = "unmade";
      log("error", "the dashboard could not be built; the API works without it. `npm run build:dashboard` shows why", { problem });
    }
  };
  const meanwhile = (request: Request): Response | undefined => {
    const isLooking = (request.method === "GET" || request.method === "HEAD") && isPagePath(new URL(request.url).pathname);
    if (!isLooking) return undefined;
    const hasFailed = state === "unmade";
    // Told once, in a page that does not come back by itself: so what can't be built is not built over and over, and looking again tries again.
    if (hasFailed) state = "idle";
    else if (state === "idle") void begin();
    return waiting(hasFailed ? "unmade" : "making", request.headers.get("accept-language") ?? undefined);
  };
  const secured = (response: Response | undefined) => response && withSecurityHeaders(response);
  return {
    answer: (request) => secured(site === undefined ? meanwhile(request) : site.answer(request)),
    missing: (request) => secured(site?.missing(request)),
  };
}

function waiting(telling: Telling, acceptLanguage: string | undefined): Response {
  const later = { refreshSeconds: REFRESH_SECONDS, headers: { "retry-after": String(REFRESH_SECONDS) } };
  // On its way is no error: a browser would complain of one each time the page comes back.
  const status = telling === "making" ? 202 : 503;
  return plainPage({ telling, status, acceptLanguage, ...(telling === "making" ? later : {}) });
}
