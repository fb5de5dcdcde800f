/** `flipwatch doctor` and `flipwatch cost` as processes: against the lab's AWS and its API over real sockets, and with no credentials and no network at all. */
import { createServer } from "node:net";
import { secret } from "@flipwatch/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endAll, flipwatch } from "./flipwatch.ts";
import { newFolder, removeFolders, writeConfig } from "./folder.ts";
import { type LabProcess, startLab } from "./lab.ts";
import { until } from "./until.ts";

interface Examined {
  kind: string;
  parts: { part: string; state: string; saw: string; todo?: string }[];
  problems: number;
}

const deployed = { home: "eu-west-1", regions: ["us-east-2", "eu-central-1", "ap-northeast-1"] };
let folder = "";

beforeAll(async () => {
  folder = await newFolder();
  const channels = { slack: [{ name: "ops", webhookUrl: secret("OPS_URL") }] };
  await writeConfig(folder, { ...deployed, zones: ["example.com"], channels, deploy: { alarms: ["ops@example.com"] } });
});
afterAll(async () => {
  await endAll();
  await removeFolders();
});

async function examined(env: Record<string, string>, ...args: string[]) {
  const { code, stdout, stderr } = await flipwatch(["doctor", "--json", ...args], { cwd: folder, env });
  expect(stderr).toBe("");
  const result = JSON.parse(stdout) as Examined;
  return { code, ...result, of: Object.fromEntries(result.parts.map(({ part, state }) => [part, state])) };
}

describe("the doctor, at the lab", () => {
  let lab: LabProcess;

  beforeAll(async () => {
    lab = await startLab(4);
    await until(
      "votes of every region",
      async () => ((await (await fetch(`${lab.ready.api}/health`)).json()) as { ok: boolean; pairs: number }).pairs > 0,
    );
  }, 120_000);

  it("finds the account in order: credentials, regions, zone, health checks, metrics and quotas", async () => {
    const { kind, of } = await examined(lab.ready.env);
    expect(kind).toBe("doctor");
    expect(of).toMatchObject({
      "Node.js": "ok",
      configuration: "ok",
      "secret OPS_URL": "not-checked",
      "AWS credentials": "ok",
      "region eu-west-1": "ok",
      "region us-east-2": "ok",
      "zone example.com": "ok",
      "health checks": "ok",
      "quota of health checks": "ok",
      "quota of Route 53's API": "ok",
      cost: "ok",
      "channel slack:ops": "not-checked",
    });
  }, 120_000);

  it("finds what runs there in order, part by part", async () => {
    const all = ["votes of us-east-2", "votes of eu-central-1", "votes of ap-northeast-1", "tally", "discover", "health"];
    let last: Examined | undefined;
    await until(
      "every part to report in",
      async () => {
        const seen = await examined(lab.ready.env, "--url", new URL(lab.ready.api).origin);
        last = seen;
        return all.every((part) => seen.of[part] === "ok");
      },
      { deadlineMs: 90_000, seen: () => JSON.stringify(last?.parts, null, 1) },
    );
  }, 120_000);

  it("says what AWS refuses, and goes on", async () => {
    await lab.control("/aws/fault", { service: "route53", status: 403 });
    try {
      const { code, of } = await examined(lab.ready.env);
      expect(code).toBe(1);
      expect(of["Node.js"]).toBe("ok");
      expect([of["AWS credentials"], of["zone example.com"]]).toContain("problem");
    } finally {
      await lab.control("/aws/fault", { service: "route53", clear: true });
    }
  }, 120_000);
});

describe("the doctor, alone", () => {
  it("without credentials says so in words, and looks at everything else", async () => {
    const { code, of, parts } = await examined({});
    expect(code).toBe(1);
    expect(of).toMatchObject({
      "AWS credentials": "problem",
      "zone example.com": "not-checked",
      "health checks": "not-checked",
      cost: "ok",
    });
    expect(parts.find(({ part }) => part === "AWS credentials")).toMatchObject({
      saw: expect.stringContaining("None were found"),
      todo: expect.stringContaining("AWS_PROFILE"),
    });
  }, 60_000);

  it("without a network says so within seconds, for people, without a stack", async () => {
    const listener = createServer();
    await new Promise<void>((done) => listener.listen(0, "127.0.0.1", done));
    const bound = listener.address();
    await new Promise((done) => listener.close(done));
    const nowhere = `http://127.0.0.1:${typeof bound === "object" ? bound?.port : ""}`;
    const env = {
      AWS_ENDPOINT_URL: nowhere,
      AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "acceptance-secret",
      AWS_REGION: "eu-west-1",
    };
    const startedAt = performance.now();
    const { code, stdout, stderr } = await flipwatch(["doctor", "--url", nowhere], { cwd: folder, env });
    expect([code, stderr]).toEqual([1, ""]);
    expect(performance.now() - startedAt).toBeLessThan(45_000);
    expect(stdout).toMatch(/✖ problem {6}AWS credentials: AWS can't be reached from here: .*ECONNREFUSED/);
    expect(stdout).toMatch(/✖ problem {6}deployment: http:\/\/127\.0\.0\.1:\d+: nothing answers there/);
    expect(stdout).not.toMatch(/\n\s+at |acceptance-secret/);
    expect(stdout).toMatch(/2 problems, 0 warnings, \d+ not checked\.\n$/);
  }, 60_000);

  it("takes a configuration that is wrong as every command does", async () => {
    const wrong = await newFolder();
    await writeConfig(wrong, { zones: [] });
    const { code, stderr } = await flipwatch(["doctor"], { cwd: wrong });
    expect([code, stderr]).toEqual([2, expect.stringContaining("nothing to watch")]);
  });
});

describe("flipwatch cost", () => {
  it("reckons without asking anybody, secrets included", async () => {
    const { code, stdout, stderr } = await flipwatch(["cost", "--json", "--pairs", "1000"], { cwd: folder });
    expect([code, stderr]).toEqual([0, ""]);
    const { kind, services, warnings, dollars } = JSON.parse(stdout) as {
      kind: string;
      services: { service: string; dollars: number }[];
      warnings: string[];
      dollars: number;
    };
    // 1,000 × 3 × 7 × 43,800 queries at $0.40 a million.
    expect(services.find(({ service }) => service === "Route 53 queries")?.dollars).toBeCloseTo(367.92, 2);
    expect(dollars).toBeCloseTo(
      services.reduce((sum, one) => sum + one.dollars, 0),
      6,
    );
    expect([kind, warnings.map((one) => one.split(":")[0])]).toEqual(["cost", ["probe.intervalSeconds", "health checks"]]);
  });

  it("takes only whole numbers", async () => {
    expect((await flipwatch(["cost", "--pairs", "many"], { cwd: folder })).code).toBe(2);
  });
});
