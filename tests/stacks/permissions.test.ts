/** The permissions as a reviewer reads them, from the roles as they would be deployed; `vitest -u` writes the page anew. */
import { describe, expect, it } from "vitest";
import { partFor } from "../../stacks/config-part.ts";
import { handlerNames } from "../../stacks/needs.ts";
import { reasons } from "../../stacks/permissions.ts";
import { deployed } from "./deployments.ts";
import { config } from "./every-secret.ts";
import { type Allowed, permissionsIn } from "./resources.ts";

const LIMIT_MS = 240_000;
/** Where AWS offers nothing finer, by its own Service Authorization Reference. */
const WITHOUT_RESOURCES = new Set(["cloudwatch:GetMetricData", "route53:ListHealthChecks", "route53:ListHostedZones"]);

async function all(): Promise<Allowed[]> {
  const found = [await deployed("oidc"), await deployed("five regions")].flatMap(permissionsIn);
  return [...new Map(found.map((one) => [`${one.who} ${one.sid}`, one])).values()];
}

describe("permissions", { timeout: LIMIT_MS }, () => {
  it("name exact actions, on everything only where AWS offers nothing finer", async () => {
    for (const { who, sid, actions, resources } of await all()) {
      expect([who, sid, reasons[sid]]).toEqual([who, sid, expect.any(String)]);
      expect(actions.filter((action) => action.includes("*"))).toEqual([]);
      if (resources.includes("*")) expect(actions.filter((action) => !WITHOUT_RESOURCES.has(action))).toEqual([]);
    }
  });

  it("of a probe are its definitions, its own ballots and the wake-up", async () => {
    const probe = (await all()).filter(({ who }) => who === "probe@eu-central-1");
    expect(probe.map(({ sid }) => sid)).toEqual(["ReadDefinitions", "OwnBallots", "WakeTally", "OwnLog"]);
    const own = probe.find(({ sid }) => sid === "OwnBallots");
    expect(own?.condition).toBe('{"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["BALLOT#eu-central-1#*"]}}');
    expect(probe.find(({ sid }) => sid === "ReadDefinitions")?.actions.some((action) => /Put|Delete|Update/.test(action))).toBe(false);
  });

  it("are the page's", async () => {
    await expect(page(await all())).toMatchFileSnapshot("../../docs/permissions.md");
  });
});

function page(allowed: readonly Allowed[]): string {
  const isOf = (handler: string) => (one: Allowed) => one.who.startsWith(`${handler}@`);
  const handlers = [...new Set(allowed.map(({ who }) => who.split("@")[0] ?? ""))].toSorted();
  const sections = handlers.map((handler) => {
    const [first] = allowed.filter(isOf(handler));
    const rows = allowed.filter(({ who }) => who === first?.who).map(row);
    return [`## ${handler}`, "", "| actions | on | why |", "|---|---|---|", ...rows, ""].join("\n");
  });
  return [HEAD, secretsTable(), ...sections].join("\n");
}

const HEAD = `# What each function may do

Made from the roles as \`sst deploy\` would create them (\`npm run test:stacks\`). Each role may be taken by Lambda alone. A probe's bounds name its own region;
\`<stage>\` and \`<account>\` stand for yours.
`;

function secretsTable(): string {
  const rows = handlerNames.map((handler) => {
    const { secrets } = partFor(handler, config);
    return `| ${handler} | ${secrets.map((name) => `\`${name}\``).join(", ") || "none"} |`;
  });
  return [SECRETS, "| function | secrets |", "|---|---|", ...rows, ""].join("\n");
}

const SECRETS = `## Secrets

Each function is given the secrets that its part of the configuration names. Of a configuration with a secret wherever one may stand, these are below; the
API is given \`FlipwatchSessionSecret\` besides, where people sign in or follow links. Interact, the one function that anybody may call, has the signing
secret by which it believes Slack, and nothing that could tell a channel anything.
`;

function row({ sid, actions, resources, condition }: Allowed): string {
  const keys = /LeadingKeys":\[(.*?)\]/.exec(condition ?? "")?.[1]?.replaceAll('"', "");
  const on =
    resources.map((one) => `\`${one}\``).join("<br>") +
    (keys === undefined
      ? ""
      : `<br>partition keys ${keys
          .split(",")
          .map((key) => `\`${key}\``)
          .join(", ")}`);
  return `| ${actions.map((action) => `\`${action}\``).join("<br>")} | ${on} | ${reasons[sid]} |`;
}
