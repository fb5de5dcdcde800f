/** The component that can't be built wrong: what does not type-check, and what the walk-through's pair comes to. */
import { execFile } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { deployed } from "./deployments.ts";
import { evaluate } from "./evaluate.ts";
import { installPlatform, root } from "./platform.ts";
import { ofType } from "./resources.ts";

const LIMIT_MS = 240_000;
const sides = {
  primary: `{ addresses: ["192.0.2.10"], healthCheck: { type: "HTTP" } }`,
  secondary: `{ addresses: ["192.0.2.20"] }`,
};

/** What TypeScript says of a pair written so. */
async function problemsOf(fields: string): Promise<string> {
  await installPlatform();
  const name = `.checked-${process.pid}`;
  const file = join(root, "stacks", `${name}.ts`);
  const project = join(root, "stacks", `${name}.tsconfig.json`);
  await writeFile(
    file,
    `import { FailoverPair } from "./failover-pair.ts";\nnew FailoverPair("Web", { zoneId: "Z1", name: "failover.example.com", ${fields} });\n`,
  );
  await writeFile(project, JSON.stringify({ extends: "./tsconfig.json", include: [`./${name}.ts`, "../.sst/platform/config.d.ts"] }));
  try {
    await promisify(execFile)(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", project], { cwd: root });
    return "";
  } catch (problem) {
    return (problem as { stdout: string }).stdout;
  } finally {
    await rm(file);
    await rm(project);
  }
}

describe("a failover pair", { timeout: LIMIT_MS }, () => {
  it.each<[string, string, RegExp | undefined]>([
    ["as it should be", `primary: ${sides.primary}, secondary: ${sides.secondary}`, undefined],
    ["with a primary without health check", `primary: ${sides.secondary}, secondary: ${sides.secondary}`, /healthCheck/],
    ["without a secondary", `primary: ${sides.primary}`, /secondary/],
    ["with two primaries", `primary: [${sides.primary}, ${sides.primary}], secondary: ${sides.secondary}`, /HealthChecked/],
    ["with differing types", `primary: ${sides.primary}, secondary: { ...${sides.secondary}, type: "AAAA" }`, /type/],
  ])("%s", async (_what, fields, says) => {
    const problems = await problemsOf(fields);
    if (says === undefined) expect(problems).toBe("");
    else expect(problems).toMatch(says);
  });
});

describe("its health checks", { timeout: LIMIT_MS }, () => {
  it("ask an address by the pair's name, unless told another, and by none where it is a wildcard", async () => {
    const primary = (fields: string) => `{ addresses: ["192.0.2.10"], healthCheck: { ${fields} } }`;
    const pair = (name: string, domain: string, fields: string) =>
      `new FailoverPair("${name}", { zoneId: "Z1", name: "${domain}", primary: ${primary(fields)}, secondary: ${sides.secondary} });`;
    const made = [
      pair("Named", "failover.example.com", `type: "HTTPS"`),
      pair("Other", "failover.example.com", `type: "HTTPS", hostName: "origin.example.com"`),
      pair("Wild", "*.example.com", `type: "HTTP"`),
    ];
    const program = `import { FailoverPair } from "./failover-pair.ts";
export default $config({ app: () => ({ name: "flipwatch", home: "aws" }), async run() { ${made.join(" ")} } });`;
    const evaluated = await evaluate({ config: "export default {};", program });
    const checks = ofType(evaluated, "aws:route53/healthCheck:HealthCheck");
    const shown = checks.map(({ name, inputs }) => [name, inputs.ipAddress, inputs.port, inputs.fqdn]);
    expect(shown.toSorted()).toEqual([
      ["NamedPrimaryCheck", "192.0.2.10", 443, "failover.example.com"],
      ["OtherPrimaryCheck", "192.0.2.10", 443, "origin.example.com"],
      ["WildPrimaryCheck", "192.0.2.10", 80, undefined],
    ]);
  });
});

describe("the walk-through's pair, for real", { timeout: LIMIT_MS }, () => {
  it("has two servers whose HTTP can be closed, a health check for each, and the failover records with a TTL of 60 s", async () => {
    const evaluated = await deployed("oidc");
    expect(ofType(evaluated, "aws:ec2/instance:Instance").map(({ region }) => region)).toEqual(["eu-central-1", "us-east-1"]);
    const groups = ofType(evaluated, "aws:ec2/securityGroup:SecurityGroup").map(({ region, inputs }) => [region, inputs.ingress]);
    const http = [expect.objectContaining({ fromPort: 80, toPort: 80, protocol: "tcp" })];
    expect(groups).toEqual([
      ["eu-central-1", http],
      ["us-east-1", http],
    ]);
    const checks = ofType(evaluated, "aws:route53/healthCheck:HealthCheck").map(({ inputs }) => (inputs.tags as { Name: string }).Name);
    expect(checks).toEqual(["EU-central-1", "US-East-1"]);
    const records = ofType(evaluated, "aws:route53/record:Record").filter(({ inputs }) => inputs.failoverRoutingPolicies !== undefined);
    const shown = records.map(({ inputs }) => [inputs.name, inputs.type, inputs.ttl, inputs.failoverRoutingPolicies, inputs.healthCheckId]);
    expect(shown).toEqual([
      ["failover.example.com", "A", 60, [{ type: "PRIMARY" }], expect.any(String)],
      ["failover.example.com", "A", 60, [{ type: "SECONDARY" }], expect.any(String)],
    ]);
  });

  it("keeps its servers when AWS has a newer image, and serves by what the image has", async () => {
    const servers = ofType(await deployed("oidc"), "aws:ec2/instance:Instance");
    expect(servers).toHaveLength(2);
    for (const { inputs, ignoreChanges } of servers) {
      expect(ignoreChanges).toEqual(["ami"]);
      expect(String(inputs.userData)).not.toMatch(/\b(dnf|yum)\b/);
    }
  });
});
