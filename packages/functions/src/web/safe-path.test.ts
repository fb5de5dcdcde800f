import { describe, expect, it } from "vitest";
import { safePath } from "./safe-path.ts";

describe("where somebody goes once signed in", () => {
  it.each([
    "/",
    "/findings",
    "/pairs/failover.example.com%2FA?at=1795348800000",
    "/pairs/failover.example.com%2FA?from=24h&to=now#x",
    "/incidents/failover.example.com%2FA!1?lang=ko",
  ])("is the page asked for: %s", (to) => {
    expect(safePath(to)).toBe(to);
  });

  it.each([
    undefined,
    "",
    "findings",
    "https://example.com/",
    "//example.com/",
    "/\\example.com/",
    "\\/example.com",
    "/\t/example.com",
    "/\n//example.com",
    "/.//example.com",
    "javascript:alert(1)",
    "/login/oidc?to=/",
    "/login",
    "/logout",
    "/api/requests",
    "/a/../api/requests",
    `/${"x".repeat(2_000)}`,
  ])("is the overview instead of %j", (to) => {
    expect(safePath(to)).toBe("/");
  });
});
