/** Evaluates `sst.config.ts` as `sst deploy` would, without an account: bundled as SST does, run in a process of its own, with a deadline. */
import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { installPlatform, platform, root } from "./platform.ts";

export interface MadeResource {
  /** `aws:lambda/function:Function`. */
  type: string;
  name: string;
  region: string;
  inputs: Record<string, unknown>;
  /** Inputs whose changes are no reason to touch it. */
  ignoreChanges?: string[];
}

export interface Evaluated {
  resources: MadeResource[];
  outputs: unknown;
}

export interface EvaluateOptions {
  /** The text of `flipwatch.config.ts`. */
  config: string;
  stage?: string;
  /** As `sst secret set` would have them. */
  secrets?: Record<string, string>;
  /** Other stacks instead of ours: the text of an `sst.config.ts`. */
  program?: string;
}

/** Ten seconds where nothing else runs. */
const LIMIT_MS = 230_000;
let evaluations = 0;

/** Throws with what was written to standard error where the deployment would stop. */
export async function evaluate({ config, stage = "test", secrets = {}, program }: EvaluateOptions): Promise<Evaluated> {
  await installPlatform();
  evaluations += 1;
  const folder = join(platform, `.flipwatch-${process.pid}-${evaluations}`);
  await mkdir(folder, { recursive: true });
  const server = await startCommandLine();
  try {
    const configFile = join(folder, "flipwatch.config.ts");
    await writeFile(configFile, config);
    const sstConfig = program === undefined ? join(root, "sst.config.ts") : join(root, "stacks", `.evaluated-${evaluations}.ts`);
    if (program !== undefined) await writeFile(sstConfig, program);
    const to = join(folder, "evaluated.json");
    const common = await bundle({ folder, configFile, sstConfig, stage });
    if (program !== undefined) await rm(sstConfig);
    const env = { ...process.env, ...secretEnv(secrets), SST_SERVER: server.address, EVALUATED_TO: to, EVALUATED_HOME: homeOf(config) };
    await promisify(execFile)(process.execPath, ["--no-warnings", common], {
      cwd: root,
      env,
      timeout: LIMIT_MS,
      maxBuffer: 64 * 1_024 * 1_024,
    });
    return JSON.parse(await readFile(to, "utf8")) as Evaluated;
  } finally {
    server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function homeOf(config: string): string {
  return /home: "([^"]*)"/.exec(config)?.[1] ?? "";
}

function secretEnv(secrets: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(secrets).map(([name, value]) => [`SST_SECRET_${name}`, value]));
}

interface BundleOptions {
  folder: string;
  configFile: string;
  sstConfig: string;
  stage: string;
}

/** With the globals that SST's command line defines and injects; its platform's packages stay outside, as there. */
async function bundle({ folder, configFile, sstConfig, stage }: BundleOptions): Promise<string> {
  const outfile = join(folder, "program.mjs");
  const paths = { home: folder, root, work: join(folder, "work"), platform };
  const production = stage === "production";
  const app = { name: "flipwatch", stage, removal: production ? "retain" : "remove", protect: production, providers: { aws: {} } };
  await build({
    entryPoints: [join(root, "tests/stacks/program.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "silent",
    sourcemap: "inline",
    loader: { ".node": "file" },
    external: ["@pulumi/*", "@pulumiverse/*", "@sst-provider/*", "undici", "esbuild", "archiver", "glob", "@aws-sdk/*"],
    nodePaths: [join(platform, "node_modules")],
    banner: {
      js: 'import { createRequire as topLevelCreateRequire } from "node:module"; const require = topLevelCreateRequire(import.meta.url);',
    },
    inject: [join(platform, "src/shim/run.js")],
    define: {
      $app: JSON.stringify(app),
      $dev: "false",
      $cli: JSON.stringify({ command: "deploy", rpc: "", paths, state: { version: {} } }),
    },
    plugins: [
      {
        name: "evaluated",
        setup({ onResolve }) {
          onResolve({ filter: /flipwatch\.config\.ts$/ }, () => ({ path: configFile }));
          onResolve({ filter: /^flipwatch-sst-config$/ }, () => ({ path: sstConfig }));
          onResolve({ filter: /^flipwatch-sst-components$/ }, () => ({ path: join(platform, "src/components/index.ts") }));
          onResolve({ filter: /^flipwatch-sst-run$/ }, () => ({ path: join(platform, "src/auto/run.ts") }));
          onResolve({ filter: /^flipwatch\/config$/ }, () => ({ path: join(root, "packages/cli/src/config.ts") }));
        },
      },
    ],
  });
  return outfile;
}

/** SST's command line, as its components ask it: where the bootstrap bucket is, and to build a function, which here has brought its bundle. */
async function startCommandLine(): Promise<{ address: string; close(): void }> {
  const server: Server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => (text += chunk));
    request.on("end", () => {
      const { method, params } = JSON.parse(text) as { method: string; params: [Record<string, unknown>] };
      response.end(JSON.stringify({ result: answer(method, params[0]) }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

function answer(method: string, input: Record<string, unknown>): unknown {
  if (method === "Provider.Aws.Bootstrap") return { asset: `sst-asset-${input.region}`, state: `sst-state-${input.region}` };
  if (method === "Runtime.Build") return { handler: input.handler, out: input.bundle, errors: [], sourcemaps: [] };
  return {};
}
