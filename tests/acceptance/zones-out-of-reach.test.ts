/** `flipwatch run` with a zone that can't be read beside a pair named outright: the pair is watched at once, and the trouble is told once. */
import { createServer } from "node:net";
import { afterAll, expect, it } from "vitest";
import { endAll, startFlipwatch } from "./flipwatch.ts";
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

it("watches the pair while Route 53 is still being tried, and then says once why the zone can't be read", async () => {
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
    AWS_ENDPOINT_URL: await closedPort(),
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "x",
  };
  const run = startFlipwatch(["run", "--json", "--port", "0"], { cwd: folder, env });
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
