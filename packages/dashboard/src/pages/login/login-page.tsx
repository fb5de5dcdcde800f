/** Nobody is signed in: how to be, by the identity provider or by a link that somebody sends. All else stays closed. */
import { useEffect } from "preact/hooks";
import type { PageInput } from "../../pages.ts";
import { Page } from "../../parts/page.tsx";
import { currentPlace, go, type Place } from "../../place.ts";
import { useSession } from "../../session.ts";
import { say, sayWith } from "../../words/words.ts";

export function LoginPage({ search }: PageInput) {
  const { access, login } = useSession();
  const to = wantedIn({ path: currentPlace().path, search });
  const isClosed = access === "closed";
  useEffect(() => {
    if (!isClosed) go(to, { replace: true });
  }, [isClosed, to]);
  return (
    <Page title={say("login.title")}>
      <div class="state">
        <p>{say("login.closed")}</p>
        {login === "oidc" && (
          <a class="button" href={`/login/oidc?to=${encodeURIComponent(to)}`}>
            {say("login.oidc")}
          </a>
        )}
        {login === "link" && <p>{sayWith("login.link", { command: <code key="command">flipwatch link</code> })}</p>}
        {login === undefined && <p>{say("login.none")}</p>}
      </div>
    </Page>
  );
}

/** As long as the server takes it. */
const LONGEST = 2_000;
/** Leads nowhere but here: only its origin is looked at. */
const BASE = "http://site.invalid";

/** Where to go once signed in: a page of this site, never another one's. By the server's own rule, which decides where it leads back itself. */
export function wantedIn({ path, search }: Place): string {
  const to = new URLSearchParams(search).get("to") ?? (path === "/login" ? "/" : path + search);
  if (to.length > LONGEST || !to.startsWith("/") || !URL.canParse(to, BASE)) return "/";
  const { origin, pathname, search: query, hash } = new URL(to, BASE);
  const isPage = origin === BASE && !pathname.startsWith("//") && !/^\/(?:login|logout|api)(?:\/|$)/.test(pathname);
  return isPage ? pathname + query + hash : "/";
}
