/** `access` in the configuration: what is taken, what is refused by its field, and what is never shown. */
import { describe, expect, it } from "vitest";
import { parseConfig } from "./config.ts";
import { FlipwatchError } from "./error.ts";

const watched = { zones: ["example.com"] };
const oidc = { issuer: "https://login.example.com", clientId: "flipwatch", domains: ["example.com"] };

function problemsOf(access: unknown): string {
  try {
    parseConfig({ ...watched, access });
  } catch (problem) {
    if (problem instanceof FlipwatchError) return problem.message;
    throw problem;
  }
  return "";
}

describe("access", () => {
  it.each<[string, object]>([
    ["public", { public: true }],
    ["links", { links: true }],
    ["a provider with domains", { oidc }],
    ["a provider with groups", { oidc: { ...oidc, domains: undefined, groups: ["ops"], groupsClaim: "roles", clientSecret: "s3cret" } }],
    ["a provider whose people are all meant", { oidc: { ...oidc, domains: undefined, anyone: true } }],
    ["a provider on loopback, with links beside", { links: true, oidc: { ...oidc, issuer: "http://127.0.0.1:9000/oidc" } }],
  ])("is taken as %s, and its result is taken again", (_, access) => {
    const { config } = parseConfig({ ...watched, access });
    expect(JSON.parse(JSON.stringify(config.access))).toMatchObject(JSON.parse(JSON.stringify(access)));
    expect(parseConfig(JSON.parse(JSON.stringify(config))).config).toEqual(JSON.parse(JSON.stringify(config)));
  });

  it("is absent where nobody configured it", () => {
    expect(parseConfig(watched).config).not.toHaveProperty("access");
  });

  it("has domains in lower case and the usual name of the groups' claim", () => {
    const { config } = parseConfig({ ...watched, access: { oidc: { ...oidc, domains: ["Example.COM"], groups: ["Ops"] } } });
    expect(config.access?.oidc).toEqual({ ...oidc, groups: ["Ops"], groupsClaim: "groups" });
  });

  it.each<[string, unknown, string]>([
    ["nothing in it", {}, "access: opens nothing, expected one of public, links and oidc"],
    ["a doubtful yes", { public: "yes" }, "access.public: found text that is not shown here, since it may be secret, expected true"],
    ["a no", { links: false }, "access.links: found false, expected true"],
    ["public beside a provider", { public: true, oidc }, "access.public: found beside oidc, expected it alone"],
    ["a word that is none", { link: true }, "access.link: is no field of the configuration; did you mean links?"],
    [
      "a misspelt field",
      { oidc: { ...oidc, domain: ["example.com"] } },
      "access.oidc.domain: is no field of the configuration; did you mean domains?",
    ],
    [
      "nobody named",
      { oidc: { ...oidc, domains: undefined } },
      "access.oidc: says not who is let in, expected domains or groups, or anyone: true",
    ],
    ["an empty list", { oidc: { ...oidc, domains: [] } }, "access.oidc.domains: found an empty list, expected at least one domain"],
    ["some and all", { oidc: { ...oidc, anyone: true } }, "access.oidc.anyone: found beside domains or groups"],
    ["a claim for no groups", { oidc: { ...oidc, groupsClaim: "roles" } }, "access.oidc.groupsClaim: found without groups"],
    ["no client", { oidc: { ...oidc, clientId: undefined } }, "access.oidc.clientId: is missing, expected the client's id"],
    ["a secret that is not set", { oidc: { ...oidc, clientSecret: "" } }, "access.oidc.clientSecret: found "],
    [
      "an address for a domain",
      { oidc: { ...oidc, domains: ["@example.com"] } },
      'domains[0]: found "@example.com", expected a mail domain',
    ],
    ["a domain with a star", { oidc: { ...oidc, domains: ["*.example.com"] } }, 'domains[0]: found "*.example.com"'],
    ["plain http", { oidc: { ...oidc, issuer: "http://login.example.com" } }, "access.oidc.issuer: found a URL at login.example.com"],
    ["no URL", { oidc: { ...oidc, issuer: "login.example.com" } }, "expected the provider's https:// URL"],
    ["a name that begins like loopback", { oidc: { ...oidc, issuer: "http://127.0.0.1.example.com" } }, "access.oidc.issuer: "],
    ["a password in the URL", { oidc: { ...oidc, issuer: "https://a:b@login.example.com" } }, "access.oidc.issuer: "],
  ])("with %s is refused by the field", (_, access, words) => {
    expect(problemsOf(access)).toContain(words);
  });

  it("shows no secret that stands in the wrong place", () => {
    const secret = "t0psecret";
    for (const field of ["issuer", "clientId", "clientSecret", "groupsClaim", "anyone"])
      expect(
        problemsOf({ oidc: { ...oidc, clientId: "", [field]: [secret] } }) +
          problemsOf({ oidc: { ...oidc, clientId: "", issuer: secret } }),
      ).not.toContain(secret);
  });

  it("is warned about where the page goes over plain http", () => {
    const access = { links: true as const };
    const warningsOf = (dashboardUrl: string) =>
      parseConfig({ ...watched, home: "eu-west-1", access, dashboardUrl }).warnings.filter((line) => /^dash/.test(line));
    expect(warningsOf("http://flipwatch.example.com")).toEqual([
      "dashboardUrl: people, and what lets them in, go to flipwatch.example.com unencrypted; use https.",
    ]);
    expect(warningsOf("https://flipwatch.example.com")).toEqual([]);
    expect(warningsOf("http://localhost:4780")).toEqual([]);
  });
});
