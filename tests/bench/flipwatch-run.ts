/** `flipwatch run` as people start it: a process of its own, on a folder of its own, watching names of the bench's name server. */
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type NameServer, PRIMARY, SECONDARY, startNameServer } from "./name-server.ts";
import { type Receiver, startReceiver } from "./receiver.ts";

const BIN = fileURLToPath(new URL("../../packages/cli/bin/flipwatch.mjs", import.meta.url));
/** Until the command is ready and every name was seen once. */
const START_LIMIT_MS = 180_000;

export interface WatchedOptions {
  names: number;
  intervalSeconds: number;
  /** A module for Node to load first, which may report over IPC. */
  preload?: URL;
  onReport?: (report: unknown) => void;
}

export interface Watched {
  pid: number;
  nameServer: NameServer;
  receiver: Receiver;
  labels: readonly string[];
  close(): Promise<void>;
}

export function pairOf(label: string): string {
  return `${label}.example.com/A`;
}

/** Resolves once the first answer of every name was told through the web hook. */
export async function startWatching(options: WatchedOptions): Promise<Watched> {
  const labels = Array.from({ length: options.names }, (_, index) => `name-${index}`);
  const nameServer = await startNameServer();
  const receiver = await startReceiver();
  const folder = await mkdtemp(join(tmpdir(), "flipwatch-bench-"));
  await writeFile(join(folder, "flipwatch.config.json"), JSON.stringify(configOf(labels, options, nameServer, receiver)));
  const child = startCommand(folder, options);
  const close = async () => {
    await child.end();
    nameServer.close();
    await receiver.close();
    await rm(folder, { recursive: true });
  };
  try {
    await within(START_LIMIT_MS, "flipwatch run did not see every name in time", allSeen(receiver, labels));
  } catch (problem) {
    await close();
    throw problem;
  }
  return { pid: child.pid, nameServer, receiver, labels, close };
}

function configOf(labels: readonly string[], { intervalSeconds }: WatchedOptions, nameServer: NameServer, receiver: Receiver): object {
  const side = (address: string) => ({ values: [address] });
  const pairs = labels.map((label) => ({
    name: `${label}.example.com`,
    type: "A",
    nameservers: [nameServer.address],
    primary: side(PRIMARY),
    secondary: side(SECONDARY),
  }));
  return {
    home: "eu-central-1",
    regions: ["eu-central-1"],
    pairs,
    probe: { intervalSeconds },
    channels: { webhook: [{ url: receiver.url }] },
  };
}

/** Its events are read and thrown away, as a pipe that nobody reads would stop it. */
function startCommand(folder: string, { preload, onReport }: WatchedOptions) {
  const loading = preload === undefined ? [] : ["--import", preload.href];
  const args = ["run", "--json", "--port", "0", "--config", join(folder, "flipwatch.config.json"), "--data", join(folder, "data")];
  const child = spawn(process.execPath, [...loading, BIN, ...args], {
    stdio: ["ignore", "pipe", "inherit", ...(preload === undefined ? [] : (["ipc"] as const))],
  });
  child.on("message", (report) => onReport?.(report));
  if (child.stdout) createInterface(child.stdout).on("line", () => undefined);
  let isEnding = false;
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  // Thrown out of the event, where nothing catches it: without the command there is nothing more to measure.
  child.once("exit", (code, signal) => {
    if (!isEnding) throw new Error(`flipwatch run ended by itself (${signal ?? code})`);
  });
  return {
    pid: child.pid ?? 0,
    end: () => {
      isEnding = true;
      child.kill("SIGINT");
      return exited;
    },
  };
}

async function allSeen(receiver: Receiver, labels: readonly string[]): Promise<void> {
  await Promise.all(labels.map((label) => receiver.first((event) => event.pair === pairOf(label) && event.kind === "first-seen")));
}

async function within(limitMs: number, tooLate: string, wanted: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(tooLate)), limitMs);
  });
  await Promise.race([wanted, late]).finally(() => clearTimeout(timer));
}
