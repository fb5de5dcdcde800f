/** Ports and processes as the system has them: what is taken, what is free again, who is left. */
import { execFileSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { type AddressInfo, createServer, type Server } from "node:net";

/** Takes a port of TCP until closed; 0 takes a free one. */
export async function take(port = 0): Promise<{ port: number; close(): Promise<void> }> {
  const server: Server = createServer();
  await new Promise<void>((done, fail) => server.once("error", fail).listen(port, "127.0.0.1", done));
  return { port: (server.address() as AddressInfo).port, close: () => new Promise((done) => server.close(() => done())) };
}

/** Throws the system's EADDRINUSE while anybody has the port. */
export async function takeAndGiveBack(port: number, transport: "tcp" | "udp"): Promise<void> {
  if (transport === "tcp") return (await take(port)).close();
  const socket = createSocket("udp4");
  await new Promise<void>((done, fail) => socket.once("error", fail).bind(port, "127.0.0.1", done));
  await new Promise<void>((done) => socket.close(done));
}

/** Everything that a process has started, and what that has started, still alive. */
export function descendantsOf(pid: number): number[] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  const parents = table
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] => parents.flatMap(([child = 0, of]) => (of === parent ? [child, ...below(child)] : []));
  return below(pid);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
