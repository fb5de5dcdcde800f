/** Deployments to evaluate, each once however many tests look at it. Config texts as users write them. */
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Config, sstNameOf } from "@flipwatch/core";
import { loadConfig } from "../../packages/cli/src/run/load-config.ts";
import { type Evaluated, evaluate } from "./evaluate.ts";
import { root } from "./platform.ts";

const written = (fields: string) =>
  `import { defineConfig, secret } from "flipwatch/config";\nexport default defineConfig({ ${fields} });\n`;
const SLACK = `channels: { slack: [{ name: "ops", botToken: secret("SLACK_BOT_TOKEN"), channel: "C0123456789", signingSecret: secret("SLACK_SIGNING_SECRET") }] }`;
const OIDC = `access: { oidc: { issuer: "https://login.example.com", clientId: "flipwatch", clientSecret: secret("OIDC_CLIENT_SECRET"), domains: ["example.com"] }, links: true }`;

export const deployments = {
  "one region": { config: written(`home: "eu-west-1", zones: ["example.com"]`), regions: ["eu-west-1"] },
  "three regions": {
    config: written(`home: "eu-west-1", regions: ["us-east-2", "eu-central-1", "ap-northeast-1"], zones: ["example.com"], ${SLACK}`),
    regions: ["us-east-2", "eu-central-1", "ap-northeast-1"],
  },
  "five regions": {
    config: written(
      `home: "eu-west-1", regions: ["us-east-2", "eu-central-1", "ap-northeast-1", "sa-east-1", "eu-west-1"], zones: ["example.com"], access: { public: true },
       heartbeat: [{ url: secret("HEARTBEAT_URL") }], deploy: { alerts: ["ops@example.com", "+12065550100"], alarms: ["ops@example.com"] }`,
    ),
    regions: ["us-east-2", "eu-central-1", "ap-northeast-1", "sa-east-1", "eu-west-1"],
  },
  public: {
    config: written(`home: "eu-west-1", zones: ["example.com"], access: { public: true }, dashboardUrl: "https://flipwatch.example.com"`),
    regions: ["eu-west-1"],
  },
  oidc: {
    config: written(`home: "eu-west-1", zones: ["example.com"], ${SLACK}, ${OIDC}, deploy: { examplePair: "example.com" }`),
    regions: ["eu-west-1"],
  },
  "the guide's example": {
    config: readFileSync(join(root, "docs/flipwatch.config.example.ts"), "utf8"),
    regions: ["us-east-2", "eu-central-1", "ap-northeast-1"],
  },
} as const satisfies Record<string, { config: string; regions: readonly string[] }>;

export type DeploymentName = keyof typeof deployments;
export const names = Object.keys(deployments) as DeploymentName[];

const SECRETS = {
  SlackBotToken: "xoxb-example",
  SlackSigningSecret: "0123456789abcdef",
  OidcClientSecret: "example",
  HeartbeatUrl: "https://ping.example.com/1",
  FlipwatchSessionSecret: "0123456789abcdef0123456789abcdef",
};

const evaluated = new Map<string, Promise<Evaluated>>();

/** `stage`: `production` keeps and protects. */
export function deployed(name: DeploymentName, stage = "test"): Promise<Evaluated> {
  const key = `${name} ${stage}`;
  const known = evaluated.get(key) ?? evaluate({ config: deployments[name].config, stage, secrets: SECRETS });
  evaluated.set(key, known);
  return known;
}

/** As the command line reads it. */
export async function configOf(name: DeploymentName): Promise<Config> {
  const folder = await mkdtemp(join(tmpdir(), "flipwatch-config-"));
  try {
    const file = join(folder, "flipwatch.config.ts");
    await writeFile(file, deployments[name].config);
    const { config } = await loadConfig(file, (secretName) => (SECRETS as Record<string, string>)[sstNameOf(secretName)]);
    return config;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export { written };
