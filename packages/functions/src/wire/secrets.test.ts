/** In a process of its own, bundled as it is deployed: SST's reader keeps what it once read, and finds it by the environment. */
import { execFile } from "node:child_process";
import { createCipheriv, randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { secret } from "@flipwatch/core";
import { build, stop } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { handlerBuild } from "../handler-build.ts";

const TOKEN = "xoxb-1-abcdef";
const OTHER = "of-another-secret-0123";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flipwatch-secrets-"));
  const entry = join(folder, "entry.ts");
  const reader = fileURLToPath(new URL("./secrets.ts", import.meta.url));
  await writeFile(
    entry,
    `import { linkedSecret, wireSettings } from ${JSON.stringify(reader)};
     const told = await wireSettings(process.env).then(
       async ({ config }) => ({ channels: config.channels, own: process.env.OWN && (await linkedSecret(process.env.OWN)) }),
       ({ code, message, stack, cause }) => ({ code, message, all: String(stack) + String(cause) }),
     );
     process.stdout.write(JSON.stringify(told));`,
  );
  try {
    await build(handlerBuild({ entries: { settings: entry }, folder }));
  } finally {
    await stop();
  }
});
afterAll(() => rm(folder, { recursive: true }));

/** As SST does it: AES-256-GCM with a nonce of zeros, the tag behind the text. */
async function deployed(linked: string): Promise<Record<string, string>> {
  const key = randomBytes(32);
  const cipher = createCipheriv("aes-256-gcm", key, Buffer.alloc(12));
  await writeFile(join(folder, "resource.enc"), Buffer.concat([cipher.update(linked), cipher.final(), cipher.getAuthTag()]));
  return { SST_KEY: key.toString("base64"), SST_KEY_FILE: "resource.enc", SST_RESOURCE_App: '{"name":"flipwatch","stage":"test"}' };
}

async function settingsWith(environment: Record<string, string>): Promise<Record<string, unknown>> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ["settings.mjs"], { cwd: folder, env: environment });
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

const config = JSON.stringify({
  zones: ["example.com"],
  channels: { slack: [{ name: "ops", botToken: secret("SLACK_BOT_TOKEN"), channel: "C0123456789" }] },
});

describe("a function's secrets", () => {
  it("are put in from what SST encrypted beside its code", async () => {
    const sst = await deployed(
      JSON.stringify({ SlackBotToken: { type: "sst.sst.Secret", value: TOKEN }, FlipwatchSessionSecret: { value: OTHER } }),
    );
    expect(await settingsWith({ ...sst, FLIPWATCH_CONFIG: config, OWN: "FLIPWATCH_SESSION_SECRET" })).toEqual({
      channels: { slack: [{ name: "ops", botToken: TOKEN, channel: "C0123456789" }] },
      own: OTHER,
    });
  });

  it("are put in where SST gives them by the environment", async () => {
    const sst = { SST_RESOURCES_JSON: JSON.stringify({ App: {}, SlackBotToken: { value: TOKEN } }) };
    expect(await settingsWith({ ...sst, FLIPWATCH_CONFIG: config })).toMatchObject({ channels: { slack: [{ botToken: TOKEN }] } });
  });

  it("leave a name of ours to the environment, without asking SST", async () => {
    const topic = "arn:aws:sns:eu-west-1:123456789012:alerts";
    const own = JSON.stringify({
      zones: ["example.com"],
      channels: { sns: [{ name: "alerts", topicArn: secret("FLIPWATCH_ALERTS_TOPIC_ARN") }] },
    });
    const environment = { SST_KEY: "?", SST_KEY_FILE: "missing", FLIPWATCH_CONFIG: own, FLIPWATCH_ALERTS_TOPIC_ARN: topic };
    expect(await settingsWith(environment)).toEqual({ channels: { sns: [{ name: "alerts", topicArn: topic }] } });
  });

  it("are not asked for where the configuration has none", async () => {
    expect(await settingsWith({ SST_KEY: "?", SST_KEY_FILE: "missing", FLIPWATCH_CONFIG: '{"zones":["example.com"]}' })).toEqual({
      channels: {},
    });
  });

  it("are read by a part of its own, which is not loaded before", async () => {
    const parts = (await readdir(folder)).filter((file) => file.endsWith(".mjs"));
    const withReader = (await Promise.all(parts.map((part) => readFile(join(folder, part), "utf8")))).filter((text) =>
      text.includes("SST_KEY_FILE"),
    );
    expect(withReader).toHaveLength(1);
    expect(await readFile(join(folder, "settings.mjs"), "utf8")).not.toContain("SST_KEY_FILE");
  });

  it("are told when one is missing, with what to do and without another", async () => {
    const sst = await deployed(JSON.stringify({ Pager: { value: OTHER } }));
    const told = await settingsWith({ ...sst, FLIPWATCH_CONFIG: config });
    expect(told).toMatchObject({
      code: "config-invalid",
      message: expect.stringContaining("channels.slack[0].botToken: there is no SLACK_BOT_TOKEN"),
    });
    expect(told.message).toContain("npx sst secret set SlackBotToken … --stage <stage>");
    expect(JSON.stringify(told)).not.toContain(OTHER);
  });

  it.each<[string, (sst: Record<string, string>) => Record<string, string>, string]>([
    [
      "the key is not theirs",
      (sst) => ({ ...sst, SST_KEY: Buffer.alloc(32).toString("base64") }),
      JSON.stringify({ SlackBotToken: { value: TOKEN } }),
    ],
    ["the file is not there", (sst) => ({ ...sst, SST_KEY_FILE: "missing.enc" }), "{}"],
    ["they are no JSON", (sst) => sst, `{"SlackBotToken": ${TOKEN}}`],
    ["one of the environment is no JSON", (sst) => ({ ...sst, SST_RESOURCE_SlackBotToken: TOKEN }), "{}"],
  ])("are told as unreadable, without any, when %s", async (_what, change, linked) => {
    const told = await settingsWith({ ...change(await deployed(linked)), FLIPWATCH_CONFIG: config });
    expect(told).toMatchObject({
      code: "config-invalid",
      message: expect.stringMatching(/can't be read \(\w+\); deploy it again: npx sst deploy --stage <stage>$/),
    });
    expect(JSON.stringify(told)).not.toContain(TOKEN);
  });
});
