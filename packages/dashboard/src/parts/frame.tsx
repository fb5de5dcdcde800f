/** What stands around every page: where one can go, in which language, dark or light, and who is signed in. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type Failure, signOut } from "../api/answer.ts";
import { currentTheme, onTheme, toggleTheme } from "../look/theme.ts";
import { pathOf, type Route } from "../route.ts";
import { useSession } from "../session.ts";
import { type Language, language, type PlainKey, say } from "../words/words.ts";

const pages: readonly { route: Route; words: PlainKey; of: readonly Route["page"][] }[] = [
  { route: { page: "overview" }, words: "shell.pairs", of: ["overview", "pair", "incident"] },
  { route: { page: "findings" }, words: "shell.findings", of: ["findings"] },
  { route: { page: "deliveries" }, words: "shell.deliveries", of: ["deliveries"] },
];
const labPages: typeof pages = [{ route: { page: "walk-through" }, words: "shell.walkThrough", of: ["walk-through"] }];

export interface FrameProps {
  page: Route["page"];
  onLanguage: (chosen: Language) => void;
  children: ComponentChildren;
}

export function Frame({ page, onLanguage, children }: FrameProps) {
  const session = useSession();
  return (
    <>
      <a class="skip" href="#content">
        {say("shell.skip")}
      </a>
      <header class="bar">
        <a class="bar-name" href="/">
          <Sign />
          {say("shell.name")}
        </a>
        {session.access !== "closed" && (
          <nav class="bar-pages" aria-label={say("shell.navigation")}>
            {[...pages, ...(session.lab ? labPages : [])].map(({ route, words, of }) => (
              <a key={words} href={pathOf(route)} aria-current={of.includes(page) ? "page" : undefined}>
                {say(words)}
              </a>
            ))}
          </nav>
        )}
        <div class="bar-own">
          {session.user !== undefined && <SignedIn user={session.user} />}
          <LanguageToggle onLanguage={onLanguage} />
          <ThemeToggle />
        </div>
      </header>
      {children}
    </>
  );
}

/** Two states and the turn between them. */
function Sign() {
  return (
    <svg class="bar-sign" viewBox="0 0 24 12" aria-hidden="true">
      <path d="M0 3h9l6 6h9" fill="none" stroke="currentColor" stroke-width="2.4" />
    </svg>
  );
}

function SignedIn({ user }: { user: string }) {
  const [state, setState] = useState<"idle" | "leaving" | Failure>("idle");
  const leave = async () => {
    setState("leaving");
    const failure = await signOut();
    // Loaded anew, so that nothing of what was seen stays behind.
    if (failure === undefined) location.assign("/login");
    else setState(failure);
  };
  return (
    <span class="bar-user">
      <span title={say("shell.signedIn", { user })}>{user}</span>
      <button type="button" class="bar-button" disabled={state === "leaving"} onClick={() => void leave()}>
        {say("shell.signOut")}
      </button>
      {typeof state === "object" && <span role="alert">{say(state.words)}</span>}
    </span>
  );
}

function LanguageToggle({ onLanguage }: { onLanguage: (chosen: Language) => void }) {
  const other: Language = language() === "en" ? "ko" : "en";
  return (
    <button type="button" class="bar-button" lang={other} title={say("shell.languageHint")} onClick={() => onLanguage(other)}>
      {say("shell.language")}
    </button>
  );
}

function ThemeToggle() {
  const [theme, setTheme] = useState(currentTheme);
  useEffect(() => onTheme(setTheme), []);
  const label = say(theme === "dark" ? "shell.toLight" : "shell.toDark");
  return (
    <button type="button" class="bar-button bar-theme" aria-label={label} title={label} onClick={toggleTheme}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d="M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13ZM8 3v10a5 5 0 0 0 0-10Z" fill="currentColor" fill-rule="evenodd" />
      </svg>
    </button>
  );
}
