/**
 * Reads `flipwatch.config.ts` (or .js, .mjs, .json) from wherever it lies. It is bundled on its own, with `flipwatch/config` standing for ours, so
 * that it works without being beside an installed package; then core checks what it exports, and secrets are put in from the environment.
 */
import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { channelFields } from "@flipwatch/adapters/channels/registry";
import { type Config, FlipwatchError, parseConfig, type SecretLookup, secretsIn, withSecrets } from "@flipwatch/core";
import { build, stop } from "esbuild";

export interface LoadedConfig {
  path: string;
  config: Config;
  warnings: string[];
}

const fromEnvironment: SecretLookup = (name) => process.env[name];

/** Throws FlipwatchError `config-invalid` with the file's path and what is wrong. `lookup` gives the secrets that the configuration names. */
export async function loadConfig(file: string, lookup = fromEnvironment): Promise<LoadedConfig> {
  const path = resolve(file);
  if (!existsSync(path)) {
    throw new FlipwatchError(
      "config-invalid",
      `no configuration at ${path}. Give its path with --config, or write one: see README.md, "Point it at your names".`,
    );
  }
  if (statSync(path).isDirectory()) {
    throw new FlipwatchError("config-invalid", `${path} is a folder; give the file in it: --config ${join(file, "flipwatch.config.ts")}`);
  }
  const exported = await evaluate(path);
  if (exported === undefined) {
    throw new FlipwatchError("config-invalid", `${path} has no default export; it must end in: export default defineConfig({ … })`);
  }
  try {
    return { path, ...parsed(exported, lookup) };
  } catch (problem) {
    if (problem instanceof FlipwatchError) throw new FlipwatchError("config-invalid", `${path}:\n${problem.message}`, { cause: problem });
    throw problem;
  }
}

/** What is wrong without the secrets is told before they are asked for; what they themselves are is checked once they are in. */
function parsed(exported: unknown, lookup: SecretLookup): Omit<LoadedConfig, "path"> {
  const unsecret = parseConfig(exported, channelFields);
  return secretsIn(exported).length === 0 ? unsecret : parseConfig(withSecrets(exported, lookup), channelFields);
}

/** The default export. The bundle is imported from a data URL, so nothing is written beside the user's file. */
async function evaluate(path: string): Promise<unknown> {
  try {
    const bundle = await build({
      entryPoints: [path],
      bundle: true,
      write: false,
      format: "esm",
      platform: "node",
      target: "node20",
      logLevel: "silent",
      define: { "import.meta.url": JSON.stringify(pathToFileURL(path).href) },
      alias: { "flipwatch/config": fileURLToPath(new URL("../config.ts", import.meta.url)) },
      nodePaths: [fileURLToPath(new URL("../../../../node_modules", import.meta.url))],
    });
    const code = bundle.outputFiles[0]?.text ?? "";
    const module = (await import(`data:text/javascript;base64,${Buffer.from(code).toString("base64")}`)) as { default?: unknown };
    return module.default;
  } catch (problem) {
    const reason = problem instanceof Error ? problem.message : String(problem);
    throw new FlipwatchError("config-invalid", `${path} could not be read as a configuration: ${withoutSecrets(reason, path)}`);
  } finally {
    // It works in a child process, which would stay.
    await stop();
  }
}

/** A parser quotes what it stumbles over, and the configuration's own text may hold tokens: only hosts are shown, and never the bundle. */
export function withoutSecrets(reason: string, path: string): string {
  return reason
    .replace(/data:text\/javascript;base64,[\w+/=]+/g, path)
    .replace(/(\w+:\/\/)(?:[^\s/@"'\\`]*@)?([^\s/"'\\`]+)[^\s"'\\`]*/g, "$1$2/…")
    .replace(/found "\\?["'`].*$/gm, "found a text");
}
