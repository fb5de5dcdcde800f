/** Finds a Chromium on the machine and starts it as people run it, without a window. Which pages it opens is the tests'. */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

/** Tried on the path, in this order. */
const COMMANDS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"];
const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/google-chrome",
  "/opt/google/chrome/chrome",
  "/snap/bin/chromium",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];

/** Nothing of a person's own is touched, and nothing is asked of anybody but the tests' own servers. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Says how to get one. */
export const NO_CHROMIUM =
  "there is no Chromium here: install one (Debian: apt install chromium fonts-nanum; macOS: brew install --cask chromium), or name one by CHROMIUM=/path/to/chrome";

/** Undefined where there is none. Throws where `CHROMIUM` names one that is not there. */
export function chromiumHere(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const { CHROMIUM: named, PATH: path = "" } = env;
  if (named !== undefined && named !== "") {
    if (!existsSync(named)) throw new Error(`CHROMIUM=${named}: there is no such file`);
    return named;
  }
  const onPath = path.split(delimiter).flatMap((folder) => COMMANDS.map((command) => join(folder, command)));
  const playwrights = chromium.executablePath();
  return [...PLACES, ...onPath, ...(playwrights === "" ? [] : [playwrights])].find((place) => existsSync(place));
}

export function startChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: FLAGS });
}
