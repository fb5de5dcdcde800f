import { describe, expect, it } from "vitest";
import { parseConfig } from "./config.ts";
import { protocolOf } from "./config-deploy.ts";

describe("an address to subscribe", () => {
  it.each([
    ["ops@example.com", "email"],
    ["+12065550100", "sms"],
    ["https://example.com/alerts?team=web", "https"],
    ["http://example.com/alerts", undefined],
    ["12065550100", undefined],
    ["+0123456", undefined],
    ["ops@example", undefined],
    ["ops at example.com", undefined],
    ["", undefined],
  ])("%j is %s", (text, protocol) => {
    expect(protocolOf(text)).toBe(protocol);
  });
});

describe("deploy", () => {
  it("is kept as it is", () => {
    const deploy = { alerts: ["ops@example.com"], alarms: ["+12065550100"], examplePair: "example.com" };
    expect(parseConfig({ zones: ["example.com"], deploy }).config.deploy).toEqual(deploy);
  });

  it.each<[string, object, string]>([
    ["an address that is none", { alerts: ["ops"] }, "deploy.alerts[0]"],
    ["an unknown field", { alarm: [] }, "deploy.alarm"],
    ["a zone that is none", { examplePair: "example" }, "deploy.examplePair"],
  ])("%s is refused by its field", (_what, deploy, field) => {
    expect(() => parseConfig({ zones: ["example.com"], deploy })).toThrow(field);
  });
});
