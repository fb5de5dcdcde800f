/** A dead man's switch is pinged once it is seen what is served, by `flipwatch run` and by the shipped Lambda in the lab. */
import { replyWith, startServer, type TestServer } from "@flipwatch/adapters/testing/http-server";
import { type Lab, startLab } from "@flipwatch/lab/lab";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endAll, startFlipwatch } from "./flipwatch.ts";
import { newFolder, removeFolders, writeConfig } from "./folder.ts";
import { type NameServer, startNameServer } from "./name-server.ts";
import { until } from "./until.ts";

const SECRET = "5b1e2c3d-check-id";

let names: NameServer;
let dead: TestServer;
let folder: string;

beforeAll(async () => {
  folder = await newFolder();
  names = await startNameServer();
  dead = await startServer(replyWith(200, "OK"));
  names.answer("failover.example.com", "A", [{ type: "A", name: "failover.example.com", ttl: 60, data: "192.0.2.10" }]);
  await writeConfig(folder, {
    pairs: [
      {
        name: "failover.example.com",
        type: "A",
        nameservers: [names.address],
        primary: { values: ["192.0.2.10"] },
        secondary: { values: ["192.0.2.20"] },
      },
    ],
    probe: { intervalSeconds: 1, resolvers: [names.address] },
    heartbeat: [{ name: "switch", url: `${dead.origin}/${SECRET}` }],
  });
});
afterAll(async () => {
  await endAll();
  await Promise.all([names, dead].map((each) => each?.close()));
  await removeFolders();
});

describe("the heartbeat of flipwatch run", () => {
  it("is sent once a region votes, and no more than once a minute", async () => {
    const run = startFlipwatch(["run", "--json", "--port", "0", "--verbose"], { cwd: folder });
    await run.event("first-seen", (event) => event.kind === "first-seen");
    await until("a ping", () => dead.received[0]);
    expect(dead.received[0]).toMatchObject({ method: "GET", url: `/${SECRET}` });
    const { code, stdout, stderr } = await run.interrupt();
    expect(code).toBe(0);
    expect(dead.received).toHaveLength(1);
    expect(stdout + stderr).not.toContain(SECRET);
  });
});

describe("the heartbeat in the lab", () => {
  let lab: Lab | undefined;
  afterAll(() => lab?.close());

  it("is sent by its Lambda, once a majority of the regions votes", async () => {
    const before = dead.received.length;
    const heartbeat = [{ url: `${dead.origin}/lab` }];
    lab = await startLab({ speed: 20, port: 0, dnsPort: 0, seedPair: true, config: { heartbeat } });
    await until("a ping", () => dead.received[before]);
    expect(dead.received[before]).toMatchObject({ method: "GET", url: "/lab" });
  });
});
