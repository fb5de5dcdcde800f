/**
 * Runs in a process of its own, as a new sandbox would: loads the built handler that is its first argument and calls it with the event that is its
 * second, up to its first request to AWS, or its answer where it makes none. The last line on standard output says how long that took.
 */
import { subscribe } from "node:diagnostics_channel";
import { writeSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [file = "", event = "{}"] = process.argv.slice(2);

const begun = performance.now();
const { handler } = await import(pathToFileURL(file).href);
const importMs = performance.now() - begun;

function isReady() {
  writeSync(1, `${JSON.stringify({ importMs, readyMs: performance.now() - begun })}\n`);
  process.exit(0);
}

subscribe("http.client.request.start", isReady);
await handler(JSON.parse(event));
isReady();
