/** Starts the page: colours and language first, so that nothing is drawn twice. */
import "./style/tokens.css";
import "./style/base.css";
import "./style/frame.css";
import "./style/parts.css";
import { render } from "preact";
import { App } from "./app.tsx";
import { startTheme } from "./look/theme.ts";
import { loadPage } from "./pages.ts";
import { followLinks } from "./place.ts";
import { routeOf } from "./route.ts";
import { keptLanguage, languageOf, learn, speak } from "./words/words.ts";

async function start(): Promise<void> {
  startTheme();
  followLinks();
  // The first page's code comes while the words do and the session is asked for. A failure is told where the page shows.
  loadPage(routeOf(location.pathname).page).catch(() => {});
  const language = languageOf(location.search, keptLanguage(), navigator.languages);
  // Without its words the page is still of use in English.
  await learn(language).then(() => speak(language), reportError);
  document.documentElement.lang = language;
  const place = document.getElementById("app");
  if (place) render(<App />, place);
}

void start();
