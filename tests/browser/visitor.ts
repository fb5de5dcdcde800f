/** Somebody in front of a browser of their own, with nothing kept from before. Whatever the browser complains about while they look is kept. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";

export interface Visitor {
  context: BrowserContext;
  page: Page;
  /** Errors and warnings on the console (what the Content-Security-Policy refused among them), and what no program caught. */
  complaints: string[];
  leave(): Promise<void>;
}

export interface Looks {
  /** The site's address; paths are below it. */
  at: string;
  width?: number;
  height?: number;
  language?: "en" | "ko";
  theme?: "dark" | "light";
  timeZone?: string;
  /** With fingers instead of a mouse. */
  touch?: boolean;
}

/** What a loaded machine may take for one thing. */
const PATIENCE_MS = 30_000;

export async function newVisitor(browser: Browser, looks: Looks): Promise<Visitor> {
  const { at, width = 1_280, height = 900, language = "en", theme = "dark", timeZone = "UTC", touch = false } = looks;
  const options: BrowserContextOptions = {
    baseURL: at,
    viewport: { width, height },
    locale: language === "ko" ? "ko-KR" : "en-GB",
    colorScheme: theme,
    timezoneId: timeZone,
    ...(touch ? { hasTouch: true, isMobile: true, deviceScaleFactor: 2 } : {}),
  };
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE_MS);
  const complaints: string[] = [];
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (problem) => complaints.push(`uncaught: ${problem.message}`));
  return { context, page, complaints, leave: () => context.close() };
}
