/** The whole: who may see it, in which language, and which page shows. */
import { Fragment } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import type { Failure } from "./api/answer.ts";
import { Boundary } from "./parts/boundary.tsx";
import { Frame } from "./parts/frame.tsx";
import { Page } from "./parts/page.tsx";
import { PageOf } from "./parts/page-of.tsx";
import { Failed, Loading } from "./parts/states.tsx";
import { currentPlace, go, usePlace } from "./place.ts";
import { type PageName, routeOf } from "./route.ts";
import { askSession, onUnauthorised, openSession, type Session, SessionContext } from "./session.ts";
import { keepLanguage, type Language, language, learn, say, speak } from "./words/words.ts";

export function App() {
  const place = usePlace();
  const [spoken, chooseLanguage] = useLanguage();
  const { session, failure, again } = useAskedSession();
  const route = routeOf(place.path);
  const page: PageName = session?.access === "closed" ? "login" : route.page;
  const id = "id" in route ? route.id : "";
  return (
    <Fragment key={spoken}>
      <SessionContext.Provider value={session ?? openSession}>
        <Frame page={page} onLanguage={chooseLanguage}>
          {session === undefined ? (
            <Page title={say("shell.name")} quiet>
              {failure === undefined ? <Loading /> : <Failed failure={failure} again={again} />}
            </Page>
          ) : (
            // A page begins anew with each pair or incident, and so does what went wrong on it.
            <Boundary key={`${page} ${id}`}>
              <PageOf page={page} id={id} search={place.search} />
            </Boundary>
          )}
        </Frame>
      </SessionContext.Provider>
    </Fragment>
  );
}

function useLanguage(): [Language, (chosen: Language) => void] {
  const [spoken, setSpoken] = useState(language);
  const choose = useCallback(async (chosen: Language) => {
    await learn(chosen);
    speak(chosen);
    keepLanguage(chosen);
    document.documentElement.lang = chosen;
    const { path, search } = currentPlace();
    const query = new URLSearchParams(search);
    // What the address says goes before what was kept, so it may not say the other language any longer.
    if (query.has("lang")) {
      query.delete("lang");
      go(query.size === 0 ? path : `${path}?${query}`, { replace: true });
    }
    setSpoken(chosen);
  }, []);
  return [spoken, (chosen) => void choose(chosen).catch(reportError)];
}

interface AskedSession {
  session?: Session;
  failure?: Failure;
  again: () => void;
}

function useAskedSession(): AskedSession {
  const [asked, setAsked] = useState<Omit<AskedSession, "again">>({});
  const again = useCallback(async () => {
    const answer = await askSession();
    if (answer.kind === "fresh") setAsked({ session: answer.data });
    // What is known of the session stands until the API says otherwise.
    if (answer.kind === "failed") setAsked(({ session }) => ({ session, failure: answer.failure }));
  }, []);
  useEffect(() => {
    void again();
    return onUnauthorised(() => void again());
  }, [again]);
  return { ...asked, again: () => void again() };
}
