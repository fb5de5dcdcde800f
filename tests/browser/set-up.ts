/** What the tests in a browser share: one lab, with the built page on its port. Nothing is started where there is no Chromium; it is said instead. */
import type { TestProject } from "vitest/node";
import { endAll } from "../acceptance/flipwatch.ts";
import { removeFolders } from "../acceptance/folder.ts";
import { startLab } from "../acceptance/lab.ts";
import { until } from "../acceptance/until.ts";
import { chromiumHere, NO_CHROMIUM } from "./chromium.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Empty where there is none: the tests are passed over then. */
    chromium: string;
    /** Where the lab is: `http://127.0.0.1:4780`. */
    lab: string;
  }
}

/** A failover takes half a minute. Much faster, and a lab beside a Chromium on a small machine misses its own health checks. */
const SPEED = 6;

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const chromium = chromiumHere() ?? "";
  project.provide("chromium", chromium);
  project.provide("lab", "");
  if (chromium === "") {
    process.stderr.write(`passed over: the tests in a browser; ${NO_CHROMIUM}\n`);
    return async () => undefined;
  }
  const end = async () => {
    await endAll();
    await removeFolders();
  };
  let endLab = end;
  try {
    const { ready, process: lab } = await startLab(SPEED);
    let isEnding = false;
    void lab.exited.then(({ code, signal, stderr }) => {
      if (!isEnding) process.stderr.write(`the lab ended by itself, with ${code ?? signal}:\n${stderr.slice(-4_000)}\n`);
    });
    endLab = async () => {
      isEnding = true;
      await end();
    };
    project.provide("lab", ready.endpoint);
    // Where it has to be built first, that takes a while, and no test is about it.
    await until("the dashboard on the lab's port", async () => {
      const page = await fetch(ready.endpoint, { headers: { accept: "text/html" } });
      return page.ok && (await page.text()).includes('<div id="app">');
    });
  } catch (problem) {
    await end();
    throw problem;
  }
  return endLab;
}
