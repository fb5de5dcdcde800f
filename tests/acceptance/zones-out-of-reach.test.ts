/** `flipwatch run` with a zone that can't be read beside a pair named outright: the pair is watched at once, the trouble is told once, and nobody waits for it at the end. */
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { openLevelStore } from "@flipwatch/adapters/store/level-store";
import { createRecords } from "@flipwatch/adapters/store/records";
import { afterAll, expect, it } from "vitest";
import { endAll, type Flipwatch, flipwatch, startFlipwatch } from "./flipwatch.ts";
import { newFolder, removeFolders, writeConfig } from "./folder.ts";
import { startNameServer } from "./name-server.ts";
import { until } from "./until.ts";

const server = await startNameServer();

afterAll(async () => {
  await endAll();
  await removeFolders();
  await server.close();
});

/** An address at which nobody listens. */
async function closedPort(): Promise<string> {
  const listener = createServer();
  await new Promise<void>((done) => listener.listen(0, "127.0.0.1", done));
  const bound = listener.address();
  await new Promise((done) => listener.close(done));
  return `http://127.0.0.1:${typeof bound === "object" ? bound?.port : ""}`;
}

/** Beside the name server's pair, a zone of an account at that address. */
async function startWatching(endpoint: string): Promise<{ run: Flipwatch; folder: string }> {
  server.answer("failover.example.com", "A", [{ type: "A", name: "failover.example.com", ttl: 60, data: "192.0.2.10" }]);
  const folder = await newFolder();
  await writeConfig(folder, {
    zones: ["example.org"],
    pairs: [
      {
        name: "failover.example.com",
        type: "A",
        nameservers: [server.address],
        primary: { values: ["192.0.2.10"] },
        secondary: { values: ["192.0.2.20"] },
      },
    ],
    probe: { intervalSeconds: 1, resolvers: [server.address] },
  });
  const env = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "x",
  };
  const run = startFlipwatch(["run", "--json", "--port", "0"], { cwd: folder, env });
  return { run, folder };
}

it("watches the pair while Route 53 is still being tried, and then says once why the zone can't be read", async () => {
  const { run } = await startWatching(await closedPort());
  const ready = await run.ready<{ pairs: string[]; zonesPending: string[]; findings: unknown[] }>();
  expect(ready).toMatchObject({ pairs: ["failover.example.com/A"], zonesPending: ["example.org"], findings: [] });
  await run.event("the pair's first answer", ({ kind }) => kind === "first-seen");
  const told = () =>
    run
      .stderr()
      .split("\n")
      .filter((line) => line.includes("The hosted zone example.org could not be read"));
  await until("the zone's trouble", () => told().length > 0, { seen: run.stderr });
  expect(told()[0]).toContain("ECONNREFUSED");
  expect((await run.interrupt()).code).toBe(0);
  expect(told()).toHaveLength(1);
});

it("ends within seconds of Ctrl-C while Route 53 answers nothing, and finds nothing wrong with the zone for that", async () => {
  const asked = new Set<Socket>();
  const silent = createServer((socket) => asked.add(socket));
  await new Promise<void>((done) => silent.listen(0, "127.0.0.1", done));
  const bound = silent.address();
  const { run, folder } = await startWatching(`http://127.0.0.1:${typeof bound === "object" ? bound?.port : ""}`);
  await run.event("the pair's first answer", ({ kind }) => kind === "first-seen");
  await until("a request to Route 53", () => asked.size > 0, { seen: run.stderr });
  const interruptedAt = performance.now();
  const { code, stderr } = await run.interrupt();
  expect(code).toBe(0);
  expect(performance.now() - interruptedAt).toBeLessThan(9_000);
  expect(stderr).not.toContain("failed");
  const store = await openLevelStore(join(folder, ".flipwatch"));
  expect(await createRecords(store.table).findings.all()).toEqual([]);
  await store.close();
  for (const socket of asked) socket.destroy();
  silent.close();
});

it("tells people once, in words, what to do without credentials; the status then is trouble", async () => {
  const folder = await newFolder();
  await writeConfig(folder, { zones: ["example.org"] });
  const env = {
    AWS_ENDPOINT_URL: await closedPort(),
    AWS_CONFIG_FILE: join(folder, "none"),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "none"),
  };
  const run = startFlipwatch(["run", "--port", "0"], { cwd: folder, env });
  const told = await until("the zone's trouble", () => run.stderr().includes("example.org could not be read"), { seen: run.stderr });
  expect(told).toBe(true);
  const api = /(http:\/\/127\.0\.0\.1:\d+)\/api/.exec(run.lines().join("\n"))?.[1] ?? "";
  const status = await flipwatch(["status", "--api", api], { cwd: folder });
  expect(status.code).toBe(1);
  expect(status.stdout).toContain("nothing was found yet in the zone example.org");
  expect((await run.interrupt()).code).toBe(0);
  for (const words of ["Give AWS credentials", "route53:ListHostedZones", "pairs"]) {
    expect(run.stderr()).toContain(words);
    expect(status.stdout).toContain(words);
  }
  expect(run.stderr(), "no JSON amid words").not.toContain("{");
  expect(`${run.stderr()}${run.lines().join("\n")}`.match(/could not be read/g)).toHaveLength(1);
});
