import { describe, expect, it } from "vitest";
import { pathOf, type Route, routeOf } from "./route.ts";

describe("a path", () => {
  it.each<[string, string, Route]>([
    ["is the overview at the root", "/", { page: "overview" }],
    ["is a pair by its encoded id", "/pairs/failover.example.com%2FA", { page: "pair", id: "failover.example.com/A" }],
    ["is a pair where the way decoded the slash", "/pairs/failover.example.com/A", { page: "pair", id: "failover.example.com/A" }],
    ["is a pair whose name has a star", "/pairs/*.example.com%2FAAAA", { page: "pair", id: "*.example.com/AAAA" }],
    [
      "is an incident by its id",
      "/incidents/failover.example.com%2FA!1795376545226",
      { page: "incident", id: "failover.example.com/A!1795376545226" },
    ],
    ["is the findings", "/findings", { page: "findings" }],
    ["is a page with a slash behind it", "/deliveries/", { page: "deliveries" }],
    ["is the walk-through", "/walk-through", { page: "walk-through" }],
    ["is nothing without an id", "/pairs/", { page: "missing" }],
    ["is nothing below a page", "/findings/7", { page: "missing" }],
    ["is nothing with a broken escape", "/pairs/%E0%A4", { page: "missing" }],
    ["is nothing where no page is", "/lab", { page: "missing" }],
  ])("%s", (_name, path, route) => {
    expect(routeOf(path)).toEqual(route);
  });

  it.each<Route>([
    { page: "overview" },
    { page: "pair", id: "a b%/c?.example.com/TXT" },
    { page: "incident", id: "x.example.com/A!1" },
    { page: "findings" },
    { page: "deliveries" },
    { page: "login" },
    { page: "walk-through" },
  ])("of $page leads back to it", (route) => {
    expect(routeOf(pathOf(route))).toEqual(route);
  });
});
