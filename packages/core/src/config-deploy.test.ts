import { describe, expect, it } from "vitest";
import { parseConfig } from "./config.ts";
import { deployAdvice, protocolOf, undeployable } from "./config-deploy.ts";

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

describe("before a deployment it is said", () => {
  const webhook = { webhook: [{ url: "https://example.com/alerts" }] };
  const mail = ["ops@example.com"];
  const heartbeat = [{ url: "https://example.com/ping" }];
  const adviceOn = (input: object) => deployAdvice(parseConfig({ zones: ["example.com"], ...input }).config);

  it.each<[string, object, string[]]>([
    ["nothing, where a channel and addresses for alarms are there", { channels: webhook, deploy: { alarms: mail } }, []],
    ["nothing, where SNS tells of alerts instead of a channel", { deploy: { alerts: mail, alarms: mail } }, []],
    ["that nobody is told of a failover", { deploy: { alarms: mail } }, ["channels: There is none, and no deploy.alerts"]],
    ["that nobody hears of its own trouble", { channels: webhook }, ["deploy.alarms: There is none, so nobody hears"]],
    ["both, of a configuration without anybody", {}, ["channels: There is none", "deploy.alarms: There is none"]],
    [
      "what phones want",
      { channels: webhook, deploy: { alerts: ["+4915112345678"], alarms: mail } },
      ["deploy.alerts: It has 1 phone number."],
    ],
  ])("%s", (_, input, expected) => {
    const lines = adviceOn(input).map(({ field, saw }) => `${field}: ${saw}`);
    expect(lines.map((line, index) => line.slice(0, expected[index]?.length))).toEqual(expected);
  });

  it("that a heartbeat is there, or not, beside alarms that nobody hears", () => {
    expect(adviceOn({ channels: webhook })[0]?.saw).toContain("no heartbeat either");
    expect(adviceOn({ channels: webhook, heartbeat })[0]?.saw).toContain("but by the heartbeat");
  });

  it("of phones for alarms that each region subscribes them, and of American ones that they want a number to come from", () => {
    const saw = (alarms: string[]) => adviceOn({ channels: webhook, deploy: { alarms } })[0]?.saw;
    expect(saw(["+12065550100", "+12065550101"])).toMatch(/2 phone numbers.*registered origination number.*Every region subscribes them/);
    expect(saw(["+4915112345678"])).not.toContain("origination");
  });
});

describe("a dashboard's address in a deployment", () => {
  it.each([
    [undefined, true],
    ["https://flipwatch.example.com", true],
    ["https://flipwatch.example.com/", true],
    ["https://Flipwatch.example.com:443/", true],
    ["http://flipwatch.example.com", false],
    ["https://example.com/flipwatch", false],
    ["https://flipwatch.example.com:8443", false],
    ["https://flipwatch.example.com/?from=mail", false],
    ["https://ops@flipwatch.example.com", false],
  ])("%j: %s", (dashboardUrl, isTaken) => {
    const problems = undeployable(dashboardUrl === undefined ? {} : { dashboardUrl });
    expect(problems).toEqual(
      isTaken ? [] : [expect.stringMatching(/^dashboardUrl: found ".+", expected https and a name alone, such as "https:\/\/[a-z.]+"/)],
    );
  });
});
