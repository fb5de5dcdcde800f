/** Shows a page by its name, once its code is there. */
import { useEffect, useState } from "preact/hooks";
import { loadPage, type PageComponent, type PageInput, pageNow } from "../pages.ts";
import type { PageName } from "../route.ts";
import { say } from "../words/words.ts";
import { PageFailed } from "./boundary.tsx";
import { Page } from "./page.tsx";
import { Loading } from "./states.tsx";

type Loaded = { kind: "there"; component: PageComponent } | { kind: "loading" | "missing" | "failed" };

export function PageOf({ page, ...input }: { page: PageName } & PageInput) {
  const [loaded, setLoaded] = useState<Loaded>(() => loadedNow(page));
  useEffect(() => {
    if (loaded.kind !== "loading") return;
    loadPage(page).then(
      (component) => setLoaded(component === undefined ? { kind: "missing" } : { kind: "there", component }),
      (problem: unknown) => {
        reportError(problem);
        setLoaded({ kind: "failed" });
      },
    );
  }, [page, loaded.kind]);
  switch (loaded.kind) {
    case "there":
      return <loaded.component {...input} />;
    case "missing":
      return <Missing />;
    case "failed":
      return <PageFailed />;
    case "loading":
      return (
        <div class="page">
          <Loading />
        </div>
      );
  }
}

function loadedNow(page: PageName): Loaded {
  if (page === "missing") return { kind: "missing" };
  const component = pageNow(page);
  return component === undefined ? { kind: "loading" } : { kind: "there", component };
}

function Missing() {
  return (
    <Page title={say("shell.missing")}>
      <div class="state">
        <p>{say("shell.missingHint")}</p>
        <a class="button" href="/">
          {say("shell.toOverview")}
        </a>
      </div>
    </Page>
  );
}
