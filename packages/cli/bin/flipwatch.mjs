#!/usr/bin/env node
/** `npx flipwatch …`: the command line as a bundle, or its sources as they are where no bundle can be made. */
import { bundledMain } from "./bundled.mjs";

const bundle = await bundledMain().catch(() => undefined);
if (bundle === undefined) {
  const { register } = await import("tsx/esm/api");
  register();
}
await import(bundle ?? "../src/main.ts");
