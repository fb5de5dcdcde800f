import type { OidcInput } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { admit, type Claims } from "./admit.ts";

const client = { issuer: "https://login.example.com", clientId: "flipwatch" };
const user = { sub: "1", email: "example-user@example.com", email_verified: true, groups: ["ops", "web"] };
const byDomain = { ...client, domains: ["example.com", "example.org"] };
const byGroup = { ...client, groups: ["ops"], groupsClaim: "groups" };

describe("of those who signed in", () => {
  it.each<[string, OidcInput, Claims, string]>([
    ["a verified address of the domain is let in", byDomain, user, "example-user@example.com"],
    ["a domain in capitals is the same", byDomain, { ...user, email: "Example-User@EXAMPLE.com" }, "Example-User@EXAMPLE.com"],
    ["verified may be said in a text", byDomain, { ...user, email_verified: "true" }, "example-user@example.com"],
    ["an address that is not verified is not", byDomain, { ...user, email_verified: false }, "mail"],
    ["nor one of which nothing is said", byDomain, { ...user, email_verified: undefined }, "mail"],
    ["nor nobody's", byDomain, { sub: "1", email_verified: true }, "mail"],
    ["nor a list of addresses", byDomain, { ...user, email: ["example-user@example.com"] }, "mail"],
    ["nor two addresses in one", byDomain, { ...user, email: "user@example.net example-user@example.com" }, "mail"],
    ["another domain is not", byDomain, { ...user, email: "user@example.net" }, "domain"],
    ["nor one below it", byDomain, { ...user, email: "user@sub.example.com" }, "domain"],
    ["nor one that ends like it", byDomain, { ...user, email: "user@notexample.com" }, "domain"],
    ["somebody of the group is", byGroup, user, "example-user@example.com"],
    ["a single group may be a text", byGroup, { ...user, groups: "ops" }, "example-user@example.com"],
    ["another group is not", byGroup, { ...user, groups: ["web"] }, "group"],
    ["nor one that is spelled otherwise", byGroup, { ...user, groups: ["OPS", "ops2"] }, "group"],
    ["nor no group", byGroup, { sub: "1" }, "group"],
    [
      "another claim may list the groups",
      { ...byGroup, groupsClaim: "https://example.com/roles" },
      { sub: "1", "https://example.com/roles": ["ops"] },
      "1",
    ],
    ["of domain and group both must fit", { ...byDomain, ...byGroup }, { ...user, groups: [] }, "group"],
    ["and in the other way too", { ...byDomain, ...byGroup }, { ...user, email: "user@example.net" }, "domain"],
    ["and do", { ...byDomain, ...byGroup }, user, "example-user@example.com"],
    ["anyone may come where that is meant", { ...client, anyone: true }, { sub: "42" }, "42"],
    ["nobody where nobody is named", client, user, "group"],
  ])("%s", (_, rules, claims, expected) => {
    const admission = admit(rules, claims);
    expect(admission.outcome === "admitted" ? admission.user : admission.why).toBe(expected);
  });

  it.each<[Claims, string]>([
    [{ sub: "1", email: "example-user@example.com", preferred_username: "example-user" }, "example-user"],
    [{ sub: "1", name: "Example\n<b>", preferred_username: "" }, "Example <b>"],
    [{ sub: "x".repeat(200) }, "x".repeat(100)],
    [{ name: "\u202e" }, "somebody who signed in"],
  ])("%j is called %s", (claims, user) => {
    expect(admit({ ...client, anyone: true }, claims)).toEqual({ outcome: "admitted", user });
  });
});
