import { parseConfig, secret } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { seeCost, seeNode, seeQuotas, seeSecrets } from "./paper.ts";

const cloud = { home: "eu-west-1", regions: ["us-east-2", "eu-central-1", "ap-northeast-1"], zones: ["example.com"] };
const configOf = (input: object) => parseConfig({ ...cloud, ...input }).config;
const states = (sights: readonly { part: string; state: string }[]) => sights.map(({ part, state }) => `${part}: ${state}`);

describe("this Node", () => {
  it.each([
    ["20.20.2", "ok"],
    ["20.19.0", "ok"],
    ["24.1.0", "ok"],
    ["20.18.3", "problem"],
    ["18.20.0", "problem"],
  ])("%s is %s", (version, state) => {
    expect(seeNode(version).state).toBe(state);
  });
});

describe("a secret", () => {
  const slack = { channels: { slack: [{ webhookUrl: secret("SLACK_URL") }] } };

  it.each([
    ["that is set is well", slack, { SLACK_URL: "https://example.com/hook" }, ["secret SLACK_URL: ok"]],
    ["of a deployment that is not set here may be set there", slack, {}, ["secret SLACK_URL: not-checked"]],
    ["of one machine must be set", { ...slack, home: undefined, regions: undefined }, {}, ["secret SLACK_URL: problem"]],
    ["that is empty is not set", { ...slack, home: undefined, regions: undefined }, { SLACK_URL: "" }, ["secret SLACK_URL: problem"]],
    [
      "written out is refused by a deployment",
      { channels: { slack: [{ webhookUrl: "https://example.com/hook" }] } },
      {},
      ["secret channels.slack[0].webhookUrl: problem"],
    ],
    [
      "written out is one machine's own affair",
      { channels: { slack: [{ webhookUrl: "https://example.com/hook" }] }, home: undefined, regions: undefined },
      {},
      [],
    ],
  ])("%s", (_, input, environment, expected) => {
    const sights = seeSecrets(configOf(input), environment);
    expect(states(sights)).toEqual(expected);
    expect(JSON.stringify(sights)).not.toContain("example.com/hook");
  });
});

describe("advice on a deployment's secrets", () => {
  const todoOf = (input: object) => seeSecrets(configOf(input), {}).map(({ todo }) => todo ?? "");

  it("names the stage with each command: without it SST acts on a stage of whoever sits there", () => {
    const [todo = ""] = todoOf({ channels: { slack: [{ webhookUrl: secret("SLACK_URL") }] } });
    expect(todo.match(/npx sst secret [^`]*/g)).toEqual([
      "npx sst secret list --stage <stage>",
      "npx sst secret set SlackUrl … --stage <stage>",
    ]);
  });

  it("has the one that signs sessions and links, where people come in by them", () => {
    const access = { links: true };
    expect(states(seeSecrets(configOf({ access }), {}))).toEqual(["secret FLIPWATCH_SESSION_SECRET: not-checked"]);
    expect(todoOf({ access })[0]).toContain('npx sst secret set FlipwatchSessionSecret "$(openssl rand -hex 32)" --stage <stage>');
    expect(states(seeSecrets(configOf({ access }), { FLIPWATCH_SESSION_SECRET: "x" }))).toEqual(["secret FLIPWATCH_SESSION_SECRET: ok"]);
    expect(todoOf({ access: { public: true } })).toEqual([]);
    expect(todoOf({ access, home: undefined, regions: undefined })).toEqual([]);
  });
});

describe("quotas", () => {
  it("are not known where nobody counted the pairs", () => {
    expect(states(seeQuotas(configOf({}), {}))).toEqual(["quotas: not-checked"]);
  });

  it("of health checks are told of from 180 on", () => {
    const seen = (accountChecks: number) => seeQuotas(configOf({}), { pairs: 5, checks: 10, recordSets: 20, accountChecks })[0];
    expect(seen(179)).toMatchObject({
      state: "ok",
      saw: expect.stringContaining("Of the account's 179 health checks 10 drive these pairs."),
    });
    expect(seen(180)?.state).toBe("warning");
  });

  it.each([
    // The zones' list, the zone, and a page of 300: 1 + 1 + 10 requests at two a second.
    [3_000, "ok", "takes 12 requests and about 6 s at 2 a second"],
    // 1 + 1 + 110 in 56 s, more than nine tenths of a minute.
    [33_000, "warning", "takes 112 requests and about 56 s"],
    [36_000, "problem", "takes 122 requests and about 61 s"],
  ])("of Route 53's API with %d record sets are %s", (recordSets, state, saw) => {
    const sights = seeQuotas(configOf({}), { pairs: 100, checks: 10, recordSets });
    expect(sights[1]).toMatchObject({ part: "quota of Route 53's API", state, saw: expect.stringContaining(saw) });
  });
});

describe("the pace at Route 53's API", () => {
  const saw = (input: object) => seeQuotas(configOf(input), { pairs: 100, checks: 10, recordSets: 3_000 })[1]?.saw;

  it("of a deployment is that of discover, with the others' beside it", () => {
    expect(saw({})).toContain(
      "about 6 s at 2 a second. AWS takes 5 a second from an account, of all its users together; deployed, Flipwatch keeps to 4",
    );
  });

  it("of one machine is one for all that it asks", () => {
    expect(saw({ home: undefined, regions: undefined })).toContain("takes 12 requests and about 4 s at 3 a second. AWS takes 5 a second");
    expect(saw({ home: undefined, regions: undefined })).toContain("`flipwatch run` keeps to 3.");
  });
});

describe("cost", () => {
  it("is told for where Flipwatch will run, and a warning for each setting that makes it dear", () => {
    // On one machine 10 × 7 × 43,800 queries for $1.23 and 20 × 2 × 43,800 metrics for $17.52.
    expect(seeCost(configOf({ home: undefined, regions: undefined }), { pairs: 10 })[0]?.saw).toContain("About $19 a month");
    expect(states(seeCost(configOf({}), { pairs: 1_000, checks: 2 }))).toEqual(["cost: ok", "cost: warning"]);
  });
});
