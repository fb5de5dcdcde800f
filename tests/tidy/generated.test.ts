import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { generatedFiles } from "../../scripts/generated-files.ts";

describe("generated files", () => {
  it.each(generatedFiles())("$path is what `npm run generate` writes", async ({ path, text }) => {
    const checkedIn = await readFile(new URL(`../../${path}`, import.meta.url), "utf8");
    expect(checkedIn).toBe(text);
  });
});
