import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type LoadedConfig, loadConfig } from "./load-config.ts";

const SECRET = "T000-B000-SECRET";

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function load(text?: string): Promise<{ file: string; loaded: Promise<LoadedConfig> }> {
  const folder = await mkdtemp(join(tmpdir(), "flipwatch-config-"));
  folders.push(folder);
  const file = join(folder, "flipwatch.config.ts");
  if (text !== undefined) await writeFile(file, text);
  return { file, loaded: loadConfig(file) };
}

describe("a configuration", () => {
  it("finds `flipwatch/config`, and its own place, wherever it lies", async () => {
    const { file, loaded } = await load(`
      import { defineConfig } from "flipwatch/config";
      export default defineConfig({ zones: ["example.com"], dashboardUrl: "https://flipwatch.example.com/" + import.meta.url.split("/").at(-1) });
    `);
    expect(await loaded).toMatchObject({
      path: file,
      config: { zones: ["example.com"], dashboardUrl: "https://flipwatch.example.com/flipwatch.config.ts" },
    });
  });

  it("is told with its path where something in it is wrong, and where it is missing", async () => {
    const wrong = await load("export default { zones: 3 };");
    await expect(wrong.loaded).rejects.toThrow(`${wrong.file}:\nthe configuration has a problem:`);
    const missing = await load();
    await expect(missing.loaded).rejects.toThrow(`no configuration at ${missing.file}`);
  });

  it("is asked for where nothing is exported, or where a folder is given", async () => {
    const silent = await load("const config = { zones: [] };");
    await expect(silent.loaded).rejects.toThrow(`${silent.file} has no default export; it must end in: export default defineConfig({ … })`);
    const folder = dirname(silent.file);
    await expect(loadConfig(folder)).rejects.toThrow(`${folder} is a folder; give the file in it: --config ${silent.file}`);
  });
});

describe("a configuration that can't be read", () => {
  it.each([
    [
      "a missing colon before a URL",
      `export default { channels: { slack: [{ webhookUrl "https://hooks.slack.com/services/${SECRET}" }] } };`,
    ],
    ["a missing colon before a token that is no URL", `export default { token "${SECRET}" };`],
    [
      "an import that does not exist",
      `const where = "./none.js"; await import(where); export default { note: "https://hooks.slack.com/services/${SECRET}" };`,
    ],
    ["an error that quotes a URL", `throw new Error("no answer from https://user:${SECRET}@example.com/${SECRET}?key=${SECRET}");`],
  ])("is told with its path and without its secrets: %s", async (_what, text) => {
    const { file, loaded } = await load(text);
    const problem = await loaded.catch((error: unknown) => error as Error);
    expect(problem).toMatchObject({ code: "config-invalid", message: expect.stringContaining(file) });
    const message = (problem as Error).message;
    expect(message).not.toContain(SECRET);
    expect(message, "nor with the bundle, in which they are").not.toContain("base64");
  });
});
