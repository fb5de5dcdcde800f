/** The page as it is being made: nothing before somebody looks, then a page that waits, then the page itself, or what to do. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { builtSite } from "./built-site.ts";

let folder: string;
const get = (path: string, headers: Record<string, string> = {}) => new Request(`http://127.0.0.1:4780${path}`, { headers });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flipwatch-built-"));
  await writeFile(join(folder, "index.html"), "<!doctype html>the page");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function site(make: () => Promise<string>) {
  const logged: string[] = [];
  const make1 = vi.fn(make);
  return {
    logged,
    make: make1,
    ...builtSite({ signal: new AbortController().signal, log: (_, message) => void logged.push(message), folder: make1 }),
  };
}

describe("the page of run and of the lab", () => {
  it("is made once, when somebody first looks; meanwhile a page says so and comes back by itself", async () => {
    let done: () => void = () => {};
    const made = new Promise<void>((resolve) => {
      done = resolve;
    });
    const { answer, make } = site(() => made.then(() => folder));
    expect(answer(get("/2013-04-01/hostedzone"))).toBeUndefined();
    expect(make).not.toHaveBeenCalled();
    const first = answer(get("/"));
    expect([first?.status, first?.headers.get("retry-after"), first?.headers.get("content-security-policy")]).toEqual([
      202,
      "2",
      expect.stringContaining("default-src 'none'"),
    ]);
    expect(await first?.text()).toMatch(/http-equiv="refresh" content="2"[\s\S]*The dashboard is being built/);
    expect(await answer(get("/findings", { "accept-language": "ko-KR,ko;q=0.9" }))?.text()).toContain("대시보드를 만드는 중입니다");
    expect([answer(get("/api/pairs")), answer(get("/assets/a.js")), answer(new Request(get("/"), { method: "POST" }))]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    done();
    await vi.waitFor(() => expect(answer(get("/"))?.status).toBe(200));
    const page = answer(get("/pairs/failover.example.com%2FA"));
    expect([await page?.text(), page?.headers.get("x-content-type-options"), make.mock.calls.length]).toEqual([
      "<!doctype html>the page",
      "nosniff",
      1,
    ]);
  });

  it("that can't be made is said to be, with what to do, does not come back by itself, and is tried again when somebody looks again", async () => {
    const outcomes = [Promise.reject(new Error("Vite could not")), Promise.resolve(folder)];
    outcomes[0]?.catch(() => undefined);
    const { answer, logged, make } = site(async () => outcomes.shift() ?? folder);
    answer(get("/"));
    await vi.waitFor(() => expect(logged).toEqual([expect.stringContaining("npm run build:dashboard")]));
    const told = answer(get("/"));
    const text = (await told?.text()) ?? "";
    expect([told?.status, text.includes("could not be built"), text.includes("refresh"), make.mock.calls.length]).toEqual([
      503,
      true,
      false,
      1,
    ]);
    expect(await answer(get("/"))?.text()).toContain("The dashboard is being built");
    await vi.waitFor(() => expect(answer(get("/"))?.status).toBe(200));
    expect([make.mock.calls.length, logged.length]).toEqual([2, 1]);
  });
});
