/** Beginnings and endings: a busy port is named with the flag that moves it, and after Ctrl-C nothing is left: no port, no process. */
import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endAll, type Flipwatch, flipwatch, startFlipwatch } from "./flipwatch.ts";
import { newFolder, removeFolders, writeConfig } from "./folder.ts";
import { type NameServer, startNameServer } from "./name-server.ts";
import { descendantsOf, isAlive, take, takeAndGiveBack } from "./ports.ts";
import { until } from "./until.ts";

const NAME = "failover.example.com";

let folder = "";
let server: NameServer;

beforeAll(async () => {
  server = await startNameServer();
  server.answer(NAME, "A", [{ type: "A", name: NAME, ttl: 60, data: "192.0.2.10" }]);
  folder = await newFolder();
  await writeConfig(folder, {
    pairs: [
      { name: NAME, type: "A", nameservers: [server.address], primary: { values: ["192.0.2.10"] }, secondary: { values: ["192.0.2.20"] } },
    ],
    probe: { intervalSeconds: 1 },
  });
});
afterAll(async () => {
  await endAll();
  await server.close();
  await removeFolders();
});

/** Ctrl-C, then: exit code 0 and nobody left of those who were there. */
async function endsCleanly(process: Flipwatch): Promise<void> {
  const family = descendantsOf(process.pid);
  const { code, signal } = await process.interrupt();
  expect([code, signal]).toEqual([0, null]);
  await until("the end of every child process", () => !family.some(isAlive), { seen: () => family.filter(isAlive).join(", ") });
}

describe("Ctrl-C", () => {
  it("ends `flipwatch run`, which prints for people where no channel is configured", async () => {
    const run = startFlipwatch(["run", "--port", "0"], { cwd: folder });
    const text = () => run.lines().join("\n");
    const line = await until("a line for the first event", () => run.lines().find((each) => each.includes("first-seen")), { seen: text });
    // A time of day, a sign, the kind, a sentence; no colour codes away from a terminal.
    expect(line).toMatch(/^\d\d:\d\d:\d\d\.\d{3} {2}● first-seen +failover\.example\.com\/A .*\.$/);
    expect(text()).toMatch(/^Flipwatch watches 1 pair every 1 s/);
    expect(text()).toContain("none configured");
    const port = Number(/http:\/\/127\.0\.0\.1:(\d+)\/api/.exec(text())?.[1]);
    await expect(takeAndGiveBack(port, "tcp"), "while it runs").rejects.toThrow("EADDRINUSE");
    await endsCleanly(run);
    await takeAndGiveBack(port, "tcp");
  });

  it("ends the lab with its servers, threads and helpers", async () => {
    const lab = startFlipwatch(["lab", "--json", "--port", "0", "--dns-port", "0", "--speed", "20"], { cwd: folder });
    const ready = await lab.ready<{ endpoint: string; dns: string[]; resolver: string; demo: { url: string }[] }>();
    const http = [ready.endpoint, ...ready.demo.map(({ url }) => url)].map((url) => Number(new URL(url).port));
    const dns = [...ready.dns, ready.resolver].map((address) => Number(address.split(":")[1]));
    for (const port of [...http, ...dns]) await expect(takeAndGiveBack(port, "tcp"), `port ${port}`).rejects.toThrow("EADDRINUSE");
    await endsCleanly(lab);
    for (const port of [...http, ...dns]) await takeAndGiveBack(port, "tcp");
    for (const port of dns) await takeAndGiveBack(port, "udp");
    expect((await readdir(folder)).filter((name) => name !== ".flipwatch")).toEqual(["flipwatch.config.ts"]);
  });
});

describe("a busy port", () => {
  it.each([
    ["lab --port", (port: string) => ["lab", "--json", "--port", port, "--dns-port", "0"]],
    ["lab --dns-port", (port: string) => ["lab", "--json", "--port", "0", "--dns-port", port]],
    ["run --port", (port: string) => ["run", "--json", "--port", port]],
  ])("is named by %s, with the flag that moves it", async (name, args) => {
    const taken = await take();
    try {
      const { code, stdout, stderr } = await flipwatch(args(String(taken.port)), { cwd: folder });
      expect([code, stdout]).toEqual([1, ""]);
      expect(stderr).toContain(String(taken.port));
      expect(stderr).toContain(name.split(" ")[1]);
      expect(stderr).not.toMatch(/\n {4}at /);
    } finally {
      await taken.close();
    }
  });
});
