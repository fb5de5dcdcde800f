/**
 * Dark or light: as the system has it until somebody chooses, which is kept. The result is `data-theme` on the root, so that each colour
 * stands once per theme in `style/tokens.css`, and canvas can be told to draw again.
 */
export type Theme = "dark" | "light";
export type ThemeChoice = Theme | "system";

const KEPT = "flipwatch.theme";
const listeners = new Set<(theme: Theme) => void>();
const prefersLight = () => globalThis.matchMedia?.("(prefers-color-scheme: light)");

/** Of what was kept, or the system's where that is neither. */
export function themeOf(choice: string | null, systemIsLight: boolean): Theme {
  if (choice === "dark" || choice === "light") return choice;
  return systemIsLight ? "light" : "dark";
}

/** Sets the theme before anything is drawn, and follows the system from then on. */
export function startTheme(): void {
  prefersLight()?.addEventListener("change", apply);
  apply();
}

export function currentTheme(): Theme {
  return themeOf(kept(), prefersLight()?.matches ?? false);
}

/** The other theme than the one that shows, from now on, whatever the system has. */
export function toggleTheme(): void {
  const other = currentTheme() === "dark" ? "light" : "dark";
  try {
    localStorage.setItem(KEPT, other);
  } catch {
    // A browser that keeps nothing still gets the theme for this page.
    chosen = other;
  }
  apply();
}

/** Calls with each theme from now on; gives what ends that. */
export function onTheme(listener: (theme: Theme) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

let chosen: Theme | undefined;

function kept(): string | null {
  if (chosen !== undefined) return chosen;
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function apply(): void {
  const theme = currentTheme();
  document.documentElement.dataset.theme = theme;
  for (const listener of listeners) listener(theme);
}
