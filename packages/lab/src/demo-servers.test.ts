import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type DemoServer, demoSites, startDemoServer } from "./demo-servers.ts";
import { createFirewall, type SwitchableFirewall } from "./firewall.ts";

const [site] = demoSites as [(typeof demoSites)[number]];
let firewall: SwitchableFirewall;
let server: DemoServer;

beforeEach(async () => {
  firewall = createFirewall();
  server = await startDemoServer(site, 0, firewall);
});
afterEach(() => server.close());

const page = (timeoutMs = 2_000) => fetch(server.url, { signal: AbortSignal.timeout(timeoutMs) }).then((response) => response.text());

describe("a demo web server", () => {
  it("says where it runs", async () => {
    expect(await page()).toContain("<h1>Hello World from eu-central-1c</h1>");
  });

  it("says nothing while blocked, and is back once unblocked", async () => {
    await page();
    firewall.block(site.endpoint);
    await expect(page(150)).rejects.toMatchObject({ name: "TimeoutError" });
    firewall.unblock(site.endpoint);
    expect(await page()).toContain("Hello World");
  });

  it("lets in whoever still waits when the block ends", async () => {
    firewall.block(site.endpoint);
    const waiting = page();
    await expect(page(100)).rejects.toMatchObject({ name: "TimeoutError" });
    firewall.unblock(site.endpoint);
    expect(await waiting).toContain("Hello World");
  });

  it("is untouched by the block of another endpoint", async () => {
    firewall.block("192.0.2.20:80");
    expect(await page()).toContain("Hello World");
    expect(firewall.list()).toEqual(["192.0.2.20:80"]);
  });

  it("names the flag when its port is busy", async () => {
    await expect(startDemoServer(site, server.port, firewall)).rejects.toMatchObject({
      code: "address-in-use",
      message: expect.stringMatching(new RegExp(`127\\.0\\.0\\.1:${server.port}.*--port 0 picks a free one`)),
    });
  });

  it("frees its port on closing, held connections or not", async () => {
    firewall.block(site.endpoint);
    const held = page().catch((error: Error) => error);
    await expect(page(100)).rejects.toMatchObject({ name: "TimeoutError" });
    await server.close();
    expect(await held).toBeInstanceOf(Error);
    const again = createServer();
    await new Promise<void>((resolve, reject) => again.once("error", reject).listen(server.port, "127.0.0.1", resolve));
    await new Promise((resolve) => again.close(resolve));
  });
});
