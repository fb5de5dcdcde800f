/** What is wrong with a configuration or a command line is said by name, with exit code 2, before anything is started. */
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { endAll, flipwatch } from "./flipwatch.ts";
import { newFolder, removeFolders } from "./folder.ts";
import { take } from "./ports.ts";

afterAll(async () => {
  await endAll();
  await removeFolders();
});

interface Wrong {
  what: string;
  /** The configuration's text; none: no file. */
  text?: string;
  args?: string[];
  says: (string | RegExp)[];
}

const pair = `{ name: "failover.example.com", type: "A", primary: { values: ["192.0.2.10"] }, secondary: { values: ["192.0.2.20"] } }`;
const secret = "s3cret-t0ken";

const cases: Wrong[] = [
  { what: "a missing configuration", says: ["no configuration at", "flipwatch.config.ts", "--config"] },
  {
    what: "a configuration that is no TypeScript",
    text: `export default {\n  pairs: [${pair}\n};\n`,
    says: ["flipwatch.config.ts", /Expected "\]" but found/],
  },
  {
    what: "a configuration that exports nothing",
    text: `const config = { pairs: [${pair}] };\n`,
    says: ["flipwatch.config.ts", "has no default export", "export default defineConfig({ … })"],
  },
  { what: "a folder", args: ["run", "--config", "."], says: ["is a folder", "--config flipwatch.config.ts"] },
  {
    what: "an unknown field, nearly spelled like one",
    text: `export default { pairs: [${pair}], probe: { intervallSeconds: 5 } };\n`,
    says: ["probe.intervallSeconds", "is no field of the configuration", "did you mean intervalSeconds?"],
  },
  {
    what: "several wrong values, all at once",
    text: `import { defineConfig } from "flipwatch/config";
export default defineConfig({
  pairs: [
    { name: "failover.example.com", type: "AB", primary: { values: ["192.0.2.10"] }, secondary: { values: ["192.0.2.20"] } },
    { name: "other.example.com", type: "A", primary: { values: ["192.0.2.256"] }, secondary: { values: [] } },
  ],
  probe: { intervalSeconds: 0.5 },
  channels: { webhook: [{ url: "ftp://hooks.example.com/${secret}" }] },
});\n`,
    says: [
      'pairs[0].type: found "AB", expected one of A, AAAA',
      'pairs[1].primary.values[0]: found "192.0.2.256", expected an IPv4 address',
      "pairs[1].secondary.values: found an empty list, expected at least one value",
      "probe.intervalSeconds: found 0.5, expected a whole number of seconds from 1 to 300",
      /channels\.webhook\[0\]\.url: found .*, expected an http:\/\/ or https:\/\/ URL/,
    ],
  },
  { what: "a port that is none", args: ["run", "--port", "http"], says: ["--port", "0 to 65535"] },
  { what: "a command that there is not", args: ["watch"], says: ["watch", "--help"] },
];

describe("exit code 2, and what to change", () => {
  it.each(cases)("for $what", async ({ text, args = ["run", "--json"], says }) => {
    const folder = await newFolder();
    if (text !== undefined) await writeFile(join(folder, "flipwatch.config.ts"), text);
    const { code, stdout, stderr } = await flipwatch(args, { cwd: folder });
    for (const words of says) expect(stderr).toMatch(words);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).not.toContain(secret);
    expect(stderr, "no stack for a mistake that is not ours").not.toMatch(/\n {4}at /);
    expect(await readdir(folder), "nothing was started").toEqual(text === undefined ? [] : ["flipwatch.config.ts"]);
  });
});

describe("a secret that is not set", () => {
  it("stops who would tell, and nobody who only looks", async () => {
    const folder = await newFolder();
    const channels = `channels: { slack: [{ webhookUrl: secret("NOWHERE_SET") }] }`;
    const text = `import { defineConfig, secret } from "flipwatch/config";\nexport default defineConfig({ pairs: [${pair}], ${channels} });\n`;
    await writeFile(join(folder, "flipwatch.config.ts"), text);
    const closed = await take();
    await closed.close();
    const server = `127.0.0.1:${closed.port}`;
    const [told, looked] = await Promise.all([
      flipwatch(["alert-test"], { cwd: folder }),
      flipwatch(["resolve", "failover.example.com", "--nameserver", server, "--resolver", server], { cwd: folder }),
    ]);
    expect([told.code, told.stderr]).toEqual([2, expect.stringContaining("export NOWHERE_SET=")]);
    expect(looked.stderr).toBe("");
    expect([looked.code, looked.stdout]).toEqual([1, expect.stringContaining("no reply")]);
  });
});
