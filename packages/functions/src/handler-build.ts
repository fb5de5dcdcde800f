/** How a handler becomes what Lambda is given. The lab's functions and the deployment's are built with the very same options: what is tested is what ships. */
import type { BuildOptions, Plugin } from "esbuild";

export interface HandlerBuild {
  /** Files to bundle, by the name of what they become. */
  entries: Readonly<Record<string, string>>;
  /** Where the bundles go, with what they share. */
  folder: string;
}

/** Bundled CommonJS dependencies call `require` for Node's own modules, which ES modules do not have. */
const requireForBundled =
  'import { createRequire as flipwatchRequire } from "node:module"; const require = flipwatchRequire(import.meta.url);';

/** What only machines other than Lambda's need. It is found from where the SDK lies, as all of our packages are. */
const lambdaCredentials: Plugin = {
  name: "lambda-credentials",
  setup(build) {
    build.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, ({ resolveDir, kind }) =>
      build.resolve("@flipwatch/functions/wire/lambda-credentials", { resolveDir, kind }),
    );
  },
};

/** The SDK loads these to tell browsers apart and for operations that stream events, of which there are none here. */
const neverLoaded = ["bowser", "@smithy/core/event-streams"];

/** ES modules, and what is imported later in files of its own: a cold start reads only what it needs. */
export function handlerBuild({ entries, folder }: HandlerBuild): BuildOptions {
  return {
    entryPoints: Object.entries(entries).map(([out, file]) => ({ in: file, out })),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    // Of packages that come as both: what a bundle does not use is left out of ES modules alone, half of the SDK.
    mainFields: ["module", "main"],
    plugins: [lambdaCredentials],
    external: neverLoaded,
    target: "node20",
    minify: true,
    // A stack trace names our functions all the same.
    keepNames: true,
    // A source map of several megabytes would be read at every cold start.
    sourcemap: false,
    logLevel: "silent",
    banner: { js: requireForBundled },
  };
}
