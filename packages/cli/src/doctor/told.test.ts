import { parseConfig } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { seeChannels } from "./channels.ts";
import { seeTold } from "./told.ts";

const cloud = { home: "eu-west-1", regions: ["us-east-2", "eu-central-1", "ap-northeast-1"] };
const configOf = (input: object) => parseConfig({ zones: ["example.com"], ...input }).config;

async function toldOf(input: object): Promise<string[]> {
  const config = configOf(input);
  return [...(await seeChannels(config, {})), ...seeTold(config)].map(({ part, state }) => `${part}: ${state}`);
}

describe("a configuration that tells nobody", () => {
  it("is warned of where it is deployed, of alerts and of its own trouble", async () => {
    expect(await toldOf(cloud)).toEqual(["channels: warning", "deploy.alarms: warning"]);
  });

  it("is told of on one machine, where somebody may look, and has no alarms", async () => {
    expect(await toldOf({})).toEqual(["channels: not-checked"]);
  });
});

describe("addresses that SNS asks to confirm", () => {
  it("are told of as what nobody here can know", async () => {
    const deploy = { alerts: ["ops@example.com"], alarms: ["ops@example.com", "https://example.com/alarms", "+4915112345678"] };
    const sights = seeTold(configOf({ ...cloud, deploy }));
    expect(sights.map(({ part, state, saw }) => `${part}: ${state}: ${saw.split(" whom")[0]}`)).toEqual([
      expect.stringContaining("deploy.alarms: warning: It has 1 phone number."),
      "deploy.alerts: not-checked: It has 1 subscriber",
      "deploy.alarms: not-checked: It has 2 subscribers",
    ]);
  });
});
