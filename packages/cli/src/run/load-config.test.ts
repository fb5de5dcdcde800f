import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { SecretLookup } from "@flipwatch/core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type LoadedConfig, loadConfig } from "./load-config.ts";

const SECRET = "T000-B000-SECRET";

const folders: string[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function load(text?: string, lookup?: SecretLookup): Promise<{ file: string; loaded: Promise<LoadedConfig> }> {
  const folder = await mkdtemp(join(tmpdir(), "flipwatch-config-"));
  folders.push(folder);
  const file = join(folder, "flipwatch.config.ts");
  if (text !== undefined) await writeFile(file, text);
  return { file, loaded: loadConfig(file, lookup) };
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

describe("a configuration with secrets", () => {
  const text = `
    import { defineConfig, secret } from "flipwatch/config";
    export default defineConfig({
      zones: ["example.com"],
      channels: {
        slack: [{ botToken: secret("SLACK_BOT_TOKEN"), channel: "C0123456789" }],
        webhook: [{ url: "https://example.com/flipwatch", headers: { authorization: \`Bearer \${secret("PAGER_TOKEN")}\` } }],
      },
    });
  `;
  const known: Record<string, string> = { SLACK_BOT_TOKEN: "xoxb-1-abc", PAGER_TOKEN: "0123456789abcdef" };
  const lookup: SecretLookup = (name) => known[name];

  it("has them put in", async () => {
    const { config } = await (await load(text, lookup)).loaded;
    expect(config.channels).toEqual({
      slack: [{ name: "0", botToken: "xoxb-1-abc", channel: "C0123456789" }],
      webhook: [{ name: "0", url: "https://example.com/flipwatch", headers: { authorization: "Bearer 0123456789abcdef" } }],
    });
  });

  it("has them from the environment unless told otherwise", async () => {
    vi.stubEnv("SLACK_BOT_TOKEN", "xoxb-2-def");
    vi.stubEnv("PAGER_TOKEN", "of the environment");
    const { config } = await (await load(text)).loaded;
    expect(config.channels.slack).toMatchObject([{ botToken: "xoxb-2-def" }]);
  });

  it("says which one is missing, where, and how to set it, and shows none that is there", async () => {
    const { file, loaded } = await load(text, (name) => (name === "PAGER_TOKEN" ? known[name] : undefined));
    const { message } = await loaded.then(
      () => expect.fail("the configuration was taken"),
      (error: Error) => error,
    );
    expect(message).toContain(file);
    expect(message).toContain("channels.slack[0].botToken: there is no SLACK_BOT_TOKEN; set it: export SLACK_BOT_TOKEN=…");
    expect(message).toContain("npx sst secret set SlackBotToken … --stage <stage>");
    expect(message).not.toMatch(/PAGER_TOKEN|0123456789abcdef/);
  });

  it("is refused by its field, without the secret, where one has the wrong form", async () => {
    const { loaded } = await load(text, (name) => (name === "SLACK_BOT_TOKEN" ? SECRET : known[name]));
    const { message } = await loaded.then(
      () => expect.fail("the configuration was taken"),
      (error: Error) => error,
    );
    expect(message).toContain("channels.slack[0].botToken: found text that is not shown here");
    expect(message).not.toContain(SECRET);
  });

  it("has its other problems told before any secret is asked for", async () => {
    const { loaded } = await load(text.replace("C0123456789", "#ops"), () => undefined);
    await expect(loaded).rejects.toThrow("channels.slack[0].channel");
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
