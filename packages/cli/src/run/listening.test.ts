import type { Access } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { planListening } from "./listening.ts";

const oidc: Access = { oidc: { issuer: "https://login.example.com", clientId: "flipwatch", anyone: true } };
const dashboardUrl = "https://flipwatch.example.com/";

describe("where run listens", () => {
  it.each<[string, string, { access?: Access; dashboardUrl?: string }, boolean, string, number]>([
    ["on loopback, without access", "127.0.0.1", {}, true, "http://127.0.0.1:4780", 0],
    ["on loopback by its name", "localhost", {}, true, "http://127.0.0.1:4780", 0],
    ["on loopback by IPv6", "::1", { access: oidc }, true, "http://[::1]:4780", 0],
    ["on loopback, behind a proxy", "127.0.0.1", { access: oidc, dashboardUrl }, true, "https://flipwatch.example.com", 0],
    ["everywhere, behind a proxy", "0.0.0.0", { access: oidc, dashboardUrl }, false, "https://flipwatch.example.com", 0],
    ["everywhere, readable to all", "0.0.0.0", { access: { public: true } }, false, "http://127.0.0.1:4780", 1],
    ["on one address, by links", "192.0.2.5", { access: { links: true } }, false, "http://192.0.2.5:4780", 1],
    ["on one address of IPv6", "[2001:db8::5]", { access: { links: true } }, false, "http://[2001:db8::5]:4780", 1],
    [
      "behind a plain proxy",
      "192.0.2.5",
      { access: oidc, dashboardUrl: "http://flipwatch.example.com" },
      false,
      "http://flipwatch.example.com",
      1,
    ],
  ])("%s", (_, host, config, isLoopbackOnly, address, warnings) => {
    const plan = planListening(host, config);
    expect([plan.isLoopbackOnly, plan.addressAt(4780), plan.warnings.length]).toEqual([isLoopbackOnly, address, warnings]);
    expect(plan.warnings.join()).toMatch(warnings === 0 ? /^$/ : /plain http/);
  });

  it.each<[string, string, { access?: Access }, string]>([
    ["everywhere without access", "0.0.0.0", {}, "--listen 0.0.0.0: others reach this address"],
    ["on an address without access", "192.0.2.5", {}, "Add `access`"],
    ["on a name that begins like loopback", "127.0.0.1.example.com", {}, "Add `access`"],
    ["everywhere, with links that lead nowhere", "0.0.0.0", { access: { links: true } }, "lacks dashboardUrl"],
    ["everywhere, with sign-ins that lead nowhere", "::", { access: oidc }, "lacks dashboardUrl"],
  ])("is refused %s", (_, host, config, words) => {
    expect(() => planListening(host, config)).toThrow(words);
  });
});
