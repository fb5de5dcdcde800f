/** The policy that the guide gives to paste names every service that the stacks make something of, and allows everything nowhere. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import policy from "../../docs/deploy-policy.json" with { type: "json" };

const stacks = new URL("../../stacks/", import.meta.url);
const actions = policy.Statement.flatMap(({ Action }) => Action);

/** As IAM calls them, where Pulumi does otherwise. */
const iamNames: Record<string, string> = { cloudwatch: "logs" };
/** What SST's components consist of that the stacks name. */
const parts: Record<string, string[]> = {
  Function: ["lambda", "iam", "logs", "s3"],
  CronV2: ["scheduler", "iam"],
  Queue: ["sqs"],
  SnsTopic: ["sns"],
  Dynamo: ["dynamodb"],
  Router: ["cloudfront", "cloudfront-keyvaluestore", "acm", "route53"],
  StaticSite: ["s3", "cloudfront-keyvaluestore"],
  Secret: ["ssm"],
};

function servicesOf(text: string): string[] {
  const own = [...text.matchAll(/(?<!sst\.)\baws\.([a-z0-9]+)\.[A-Za-z]+\(/g)].flatMap(([, name = ""]) => [name, iamNames[name] ?? name]);
  const made = [...text.matchAll(/new sst\.(?:aws\.)?([A-Za-z0-9]+)\(/g)].flatMap(([, name = ""]) => parts[name] ?? [`sst.${name}`]);
  return [...own, ...made];
}

it("has each service of the stacks, and those that SST sets itself up with", () => {
  const files = readdirSync(stacks).filter((file) => file.endsWith(".ts"));
  const services = new Set(files.flatMap((file) => servicesOf(readFileSync(new URL(file, stacks), "utf8"))));
  expect(services.size).toBeGreaterThan(10);
  const missing = [...services, "ecr", "appsync"].filter((service) => !actions.some((action) => action.startsWith(`${service}:`)));
  expect(missing).toEqual([]);
});

it("allows no service's every action on everything but within the regions, or where the guide says why", () => {
  expect(actions).not.toContain("*");
  const wide = policy.Statement.filter(({ Action, Resource }) => Resource === "*" && [Action].flat().some((one) => one.endsWith(":*")));
  expect(wide.filter((statement) => !("Condition" in statement)).map(({ Sid }) => Sid)).toEqual(["Edge"]);
  const guide = readFileSync(new URL("../../docs/deploy.md", import.meta.url), "utf8");
  expect(policy.Statement.map(({ Sid }) => Sid).filter((sid) => !guide.includes(`\`${sid}\``))).toEqual([]);
});

it("fits into a managed policy", () => {
  expect(JSON.stringify(policy).length).toBeLessThan(6_144);
});
