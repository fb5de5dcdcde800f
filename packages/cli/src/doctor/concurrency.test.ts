import { parseConfig } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { type AskConcurrency, seeConcurrency } from "./concurrency.ts";

const configOf = (input: object = {}) =>
  parseConfig({ home: "eu-west-1", regions: ["us-east-2", "eu-central-1", "ap-northeast-1"], zones: ["example.com"], ...input }).config;
const denied: AskConcurrency = async () =>
  Promise.reject(Object.assign(new Error("not authorized"), { name: "AccessDeniedException", $metadata: { httpStatusCode: 403 } }));

describe("what Lambda runs at once", () => {
  it.each<[string, AskConcurrency, string, RegExp]>([
    ["is enough of an old account's thousand", async () => 1_000, "ok", /eu-west-1 runs 1000 at once and may need \d+/],
    // Ten tallies and two delivers behind queues, four schedules, requests to the dashboard: more than ten.
    ["is too little of a new account's ten, at home", async () => 10, "warning", /^eu-west-1 runs 10 at once and may need 2\d\. /],
    [
      "is too little where others reserved it, in the region that has it",
      async (region) => (region === "us-east-2" ? 1 : 1_000),
      "warning",
      /^us-east-2 runs 1 at once/,
    ],
    ["is not known to whoever may not ask", denied, "not-checked", /lambda:GetAccountSettings is not allowed/],
    [
      "is not known of an answer that is no JSON, without what the SDK makes of it",
      async () => Promise.reject(new SyntaxError("Unexpected token '<' Deserialization error: inspect the hidden field {error}.$response")),
      "not-checked",
      /^eu-west-1: Lambda answered, but not as expected\.$/,
    ],
    ["is not known where the answer has no number", async () => undefined, "not-checked", /gave no number/],
  ])("%s", async (_, ask, state, saw) => {
    expect(await seeConcurrency(configOf(), ask)).toMatchObject([{ state, saw: expect.stringMatching(saw) }]);
  });

  it("comes with how to ask for more, for that region", async () => {
    const [sight] = await seeConcurrency(configOf(), async () => 10);
    expect(sight?.todo).toContain("--service-code lambda --quota-code L-B99A9384 --desired-value 1000 --region eu-west-1");
  });

  it("is asked of each region once, and of none for one machine", async () => {
    const asked: string[] = [];
    const ask = async (region: string) => {
      asked.push(region);
      return 1_000;
    };
    await seeConcurrency(configOf({ regions: ["eu-west-1", "us-east-2", "eu-central-1"] }), ask);
    expect(asked.sort()).toEqual(["eu-central-1", "eu-west-1", "us-east-2"]);
    expect(await seeConcurrency(parseConfig({ zones: ["example.com"] }).config, denied)).toEqual([]);
  });
});
