import { describe, expect, it } from "vitest";
import { wantedIn } from "./login-page.tsx";

describe("where to go once signed in", () => {
  it.each<[string, string, string, string]>([
    ["is the page that was asked for", "/pairs/a%2FA", "?last=1h", "/pairs/a%2FA?last=1h"],
    ["is what the login page's address says", "/login", "?to=%2Ffindings", "/findings"],
    ["is the overview from the login page itself", "/login", "", "/"],
    ["is never another site", "/login", "?to=https%3A%2F%2Fexample.org%2F", "/"],
    ["is never another site by two slashes", "/login", "?to=%2F%2Fexample.org", "/"],
    ["is never another site by a backslash", "/login", "?to=%2F%5Cexample.org", "/"],
    ["is never another site by a tab, which browsers leave out", "/login", "?to=%2F%09%2Fexample.org", "/"],
    ["is never another site by a line's end", "/login", "?to=%2F%0A%2Fexample.org", "/"],
    ["is never another site by a dot between two slashes", "/login", "?to=%2F.%2F%2Fexample.org", "/"],
    ["is not the way to sign in once more", "/login", "?to=%2Flogin%2Foidc", "/"],
    ["is no answer of the API", "/login", "?to=%2Fa%2F..%2Fapi%2Fpairs", "/"],
    ["is nothing that can't be read", "/login", "?to=findings", "/"],
  ])("%s", (_name, path, search, expected) => {
    expect(wantedIn({ path, search })).toBe(expected);
  });
});
