/** DynamoDB Local, the nearest thing to the real service: fetched from the npm registry when first needed, since its licence forbids shipping it, and run by Java. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { access, mkdir, readdir, rename, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The package that carries DynamoDB Local 1.25.1. */
const CARRIER = "amplify-dynamodb-simulator@2.9.30";
const FETCH_MS = 180_000;
const START_MS = 45_000;

export interface DynamoDbLocal {
  endpoint: string;
  stop(): Promise<void>;
}

/** Where the jar and its libraries lie, or why there are none. */
export type Simulator = { directory: string } | { missing: string };

/** Looks for Java and for the jar, and fetches that once into `.cache/`. */
export async function findSimulator(): Promise<Simulator> {
  try {
    await run("java", ["-version"]);
  } catch {
    return { missing: "Java is not installed" };
  }
  const cache = resolve(import.meta.dirname, "../../.cache/dynamodb-local");
  if (await exists(join(cache, "DynamoDBLocal.jar"))) return { directory: cache };
  try {
    await fetchSimulator(cache);
    return { directory: cache };
  } catch (error) {
    return { missing: `${CARRIER} could not be fetched by npm: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Unpacks beside the final place and renames at the end, so that a fetch that was broken off is not taken for one that worked. */
async function fetchSimulator(cache: string): Promise<void> {
  const work = `${cache}.${process.pid}`;
  await mkdir(work, { recursive: true });
  try {
    await run("npm", ["pack", CARRIER, "--silent"], { cwd: work, timeout: FETCH_MS });
    const [archive] = (await readdir(work)).filter((name) => name.endsWith(".tgz"));
    if (!archive) throw new Error("npm pack left no archive");
    await run("tar", ["-xzf", archive, "package/emulator"], { cwd: work });
    await rename(join(work, "package/emulator"), cache);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** In memory, on a free port of the loopback. */
export async function startDynamoDbLocal(directory: string): Promise<DynamoDbLocal> {
  const port = await freePort();
  const options = ["-Djava.library.path=./DynamoDBLocal_lib", "-jar", "DynamoDBLocal.jar", "-inMemory", "-port", String(port)];
  const child = spawn("java", options, { cwd: directory, stdio: "ignore" });
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    await answers(endpoint, child);
  } catch (error) {
    await end(child);
    throw error;
  }
  return { endpoint, stop: () => end(child) };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

async function answers(endpoint: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    const answered = await fetch(endpoint).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`DynamoDB Local did not answer at ${endpoint} (exit code ${child.exitCode}).`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
