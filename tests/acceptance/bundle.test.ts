/** The command line starts from its bundle: without one it works all the same, only so slowly that nobody would know why. */
import { readdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { flipwatch } from "./flipwatch.ts";

const bundled = new URL("../../packages/cli/bin/bundled.mjs", import.meta.url).href;
const { bundledMain } = (await import(bundled)) as { bundledMain(): Promise<string> };

describe("the bundle of the command line", () => {
  it("can be made, and made by several at once is one", async () => {
    const entries = await Promise.all([bundledMain(), bundledMain()]);
    expect(new Set(entries).size).toBe(1);
    const { stdout, code } = await flipwatch(["--help"], { cwd: "/" });
    for (const command of ["lab", "demo", "run", "resolve", "status", "events"]) expect(stdout).toMatch(new RegExp(`^ +${command} `, "m"));
    expect(code).toBe(0);
  });

  it("loads what a command needs only when it is asked for", async () => {
    const entry = fileURLToPath(await bundledMain());
    const files = await readdir(dirname(entry));
    const sizes = await Promise.all(files.map(async (file) => (await stat(`${dirname(entry)}/${file}`)).size));
    const whole = sizes.reduce((sum, size) => sum + size, 0);
    expect((await stat(entry)).size).toBeLessThan(whole / 10);
  });
});
