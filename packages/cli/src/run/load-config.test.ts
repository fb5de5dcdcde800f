import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadConfig } from "./load-config.ts";

const SECRET = "T000-B000-SECRET";

describe("a configuration that can't be read", () => {
  it.each([
    [
      "a missing colon before a URL",
      `export default { channels: { slack: [{ webhookUrl "https://hooks.slack.com/services/${SECRET}" }] } };`,
    ],
    [
      "an import that does not exist",
      `const where = "./none.js"; await import(where); export default { note: "https://hooks.slack.com/services/${SECRET}" };`,
    ],
    ["an error that quotes a URL", `throw new Error("no answer from https://user:${SECRET}@example.com/${SECRET}?key=${SECRET}");`],
  ])("is told with its path and without its secrets: %s", async (_what, text) => {
    const folder = await mkdtemp(join(tmpdir(), "flipwatch-config-"));
    const file = join(folder, "flipwatch.config.ts");
    await writeFile(file, text);
    const problem = await loadConfig(file).catch((error: unknown) => error as Error);
    await rm(folder, { recursive: true });
    expect(problem).toMatchObject({ code: "config-invalid", message: expect.stringContaining(file) });
    const message = (problem as Error).message;
    expect(message).not.toContain(SECRET);
    expect(message).not.toContain(Buffer.from(SECRET).toString("base64").slice(0, 10));
  });
});
