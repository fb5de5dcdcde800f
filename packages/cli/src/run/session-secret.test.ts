import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { knownSecrets, sessionSecrets } from "./session-secret.ts";

let data: string;
let made: number;
const [first, given] = ["f".repeat(32), "g".repeat(40)];
const secrets = (environment: Record<string, string> = {}) =>
  sessionSecrets({
    data,
    environment,
    newSecret: () => {
      made += 1;
      return made === 2 ? first : `${made}`.repeat(40);
    },
  });

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), "flipwatch-secret-"));
  made = 0;
});
afterEach(() => rm(data, { recursive: true, force: true }));

describe("the secret that sessions are signed with", () => {
  it("is made once, for its owner's eyes alone, and found by whoever may read it", async () => {
    expect(await knownSecrets(data, {})).toBeUndefined();
    expect([await secrets(), await secrets()]).toEqual([[first], [first]]);
    expect((await stat(join(data, "session-secret"))).mode & 0o777).toBe(0o600);
    expect(await knownSecrets(data, {})).toEqual([first]);
  });

  it("is one, made by several at once", async () => {
    const all = await Promise.all([secrets(), secrets(), secrets()]);
    expect(new Set(all.flat()).size).toBe(1);
    expect(await readdir(data)).toEqual(["session-secret"]);
  });

  it("is that of the environment where there is one, and nothing is written then", async () => {
    expect(await secrets({ FLIPWATCH_SESSION_SECRET: `${given},${first}` })).toEqual([given, first]);
    expect([await knownSecrets(data, {}), made]).toEqual([undefined, 0]);
  });

  it("is closed again to others where a copy opened it", async () => {
    await writeFile(join(data, "session-secret"), `${given}\n`);
    await chmod(join(data, "session-secret"), 0o644);
    expect(await secrets()).toEqual([given]);
    expect((await stat(join(data, "session-secret"))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(data, "session-secret"), "utf8")).toBe(`${given}\n`);
  });

  it.each([
    [
      "in the environment",
      async () => secrets({ FLIPWATCH_SESSION_SECRET: "t0psecret" }),
      "the environment variable FLIPWATCH_SESSION_SECRET",
    ],
    [
      "in the file",
      async () => {
        await writeFile(join(data, "session-secret"), "t0psecret");
        return secrets();
      },
      "session-secret holds no secret that is long enough",
    ],
  ])("that is too short is refused and not shown: %s", async (_, attempt, words) => {
    const problem = (await attempt().catch((error: unknown) => error)) as Error;
    expect(problem.message).toContain(words);
    expect(problem.message).not.toContain("t0psecret");
  });
});
