/** Who may see what of `flipwatch run`, as people meet it: closed by a line in the configuration, opened by a link, asked by the command line beside it. */
import { mkdtemp, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { AccessLink } from "@flipwatch/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endAll, type Flipwatch, flipwatch, startFlipwatch } from "./flipwatch.ts";
import { newFolder, removeFolders, writeConfig } from "./folder.ts";
import { type NameServer, startNameServer } from "./name-server.ts";
import { until } from "./until.ts";

const pair = {
  name: "failover.example.com",
  type: "A" as const,
  primary: { values: ["192.0.2.10"] },
  secondary: { values: ["192.0.2.20"] },
};
let folder = "";
let server: NameServer;
let run: Flipwatch;
let api = "";

beforeAll(async () => {
  folder = await newFolder();
  server = await startNameServer();
  server.answer(pair.name, "A", [{ type: "A", name: pair.name, ttl: 60, data: "192.0.2.10" }]);
  await writeConfig(folder, {
    pairs: [{ ...pair, nameservers: [server.address] }],
    probe: { intervalSeconds: 1 },
    access: { links: true },
  });
  run = startFlipwatch(["run", "--json", "--port", "0"], { cwd: folder });
  ({ api } = await run.ready<{ api: string }>());
});
afterAll(async () => {
  await endAll();
  await server.close();
  await removeFolders();
});

const status = async (path: string, headers: Record<string, string> = {}) =>
  (await fetch(`${api}${path}`, { headers, redirect: "manual" })).status;
const cli = (args: string[], cwd = folder, env?: Record<string, string>) =>
  flipwatch([...args, "--api", api], { cwd, ...(env === undefined ? {} : { env }) });

describe("flipwatch run with access", () => {
  it("is closed to a browser and to programs, and open to the command line beside the record", async () => {
    expect([await status("/api/pairs"), await status("/metrics"), await status("/api/links")]).toEqual([401, 401, 401]);
    expect((await cli(["status"])).stdout).toContain("failover.example.com/A");
    const elsewhere = await mkdtemp(join(folder, "elsewhere-"));
    const refused = await cli(["status"], elsewhere);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("FLIPWATCH_DATA=")]);
    expect((await cli(["status"], elsewhere, { FLIPWATCH_DATA: join(folder, ".flipwatch") })).stdout).toContain("failover.example.com/A");
    expect((await stat(join(folder, ".flipwatch", "session-secret"))).mode & 0o777).toBe(0o600);
  });

  it("lets in whoever has a link, until it is revoked", async () => {
    const made = await cli(["link", "--for", "2h", "--note", "for the wall"]);
    expect([made.code, made.stderr]).toEqual([0, expect.stringContaining("Whoever has this link can see the dashboard until")]);
    const url = made.stdout.trim();
    expect(url).toMatch(new RegExp(`^${api}/login/link\\?token=`));
    const opened = await fetch(`${url}&to=/findings`, { redirect: "manual" });
    const [cookie = ""] = opened.headers.getSetCookie().map((set) => set.slice(0, set.indexOf(";")));
    expect([opened.status, opened.headers.get("location"), await status("/api/pairs", { cookie })]).toEqual([303, "/findings", 200]);
    const listed = await cli(["link", "--list", "--json"]);
    const [link, ...others] = listed.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as AccessLink);
    expect([link, others]).toEqual([expect.objectContaining({ note: "for the wall", id: expect.any(String) }), []]);
    expect((await cli(["link", "--revoke", link?.id ?? ""])).code).toBe(0);
    expect([await status("/api/pairs", { cookie }), (await fetch(url, { redirect: "manual" })).status]).toEqual([401, 403]);
    expect((await cli(["link", "--list"])).stdout).toMatch(/✖ revoked .* for the wall/);
    expect(run.stderr()).not.toContain(new URL(url).searchParams.get("token"));
  });

  it("serves the page to everybody, once it is built", async () => {
    const page = await until("the dashboard", async () => {
      const response = await fetch(`${api}/`);
      return response.status === 200 && response;
    });
    expect(await page.text()).toMatch(/<script type="module"[^>]* src="\/assets\//);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  });
});

describe("flipwatch run --listen", () => {
  it.each<[string, object, string]>([
    ["without access", {}, "does not say who may see what is there"],
    ["with links that would lead nowhere", { access: { links: true } }, "lacks dashboardUrl"],
    [
      "with an access that is none",
      { access: { oidc: { issuer: "https://login.example.com", clientId: "flipwatch" } } },
      "access.oidc: says not who is let in",
    ],
  ])("ends at once %s", async (_, config, words) => {
    const own = await newFolder();
    await writeConfig(own, { pairs: [{ ...pair, nameservers: [server.address] }], ...config });
    const { code, stderr } = await flipwatch(["run", "--listen", "0.0.0.0", "--port", "0"], { cwd: own });
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
    expect(await readdir(own)).toEqual(["flipwatch.config.ts"]);
  });
});
