import { FlipwatchError, type FlipwatchEvent, parseConfig } from "@flipwatch/core";
import type { Overview } from "@flipwatch/functions/api/overview";
import { describe, expect, it } from "vitest";
import { seeDeployment } from "./deployment.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const { config } = parseConfig({ home: "eu-west-1", regions: ["us-east-2", "eu-central-1", "ap-northeast-1"], zones: ["example.com"] });
const ago = (seconds: number) => NOW - seconds * 1_000;
const heard = (seconds: number) => ({ at: ago(seconds), fresh: seconds <= 90 });

const well: Overview = {
  ok: true,
  pairs: 1,
  regions: { "us-east-2": heard(4), "eu-central-1": heard(1), "ap-northeast-1": heard(7) },
  ...{ intervalMs: 10_000, staleMs: 90_000, ttlUnitMs: 1_000, home: "eu-west-1", zones: ["example.com"] },
  ...{ channels: ["slack:ops"], failingChannels: [] },
};
const reading = (seconds: number) => [
  { health: { primary: { status: "healthy", check: "hc-eu", period: ago(seconds) }, secondary: { status: "none" } } },
];
const step = (kind: "step-failing" | "step-working", of: string) =>
  ({ kind, detail: { step: of }, message: `The ${of} step has been failing: it may not.` }) as unknown as FlipwatchEvent;

interface Record {
  overview?: Partial<Overview>;
  events?: FlipwatchEvent[];
  findings?: object[];
  pairs?: object[];
  deliveries?: object[];
}

function asking({
  overview,
  events = [],
  findings = [],
  pairs = reading(150),
  deliveries = [{ channel: "slack:ops", state: "delivered" }],
}: Record) {
  const replies: [RegExp, unknown][] = [
    [/^\/api\/health$/, { ...well, ...overview }],
    [/FLEET/, { events }],
    [/findings/, { findings }],
    [/^\/api\/pairs\?/, { pairs }],
    [/deliveries/, { deliveries, more: false }],
  ];
  return async <T>(path: string) => replies.find(([pattern]) => pattern.test(path))?.[1] as T;
}

const seen = (record: Record, input = config) =>
  seeDeployment(input, { url: "https://flipwatch.example.com", isNamed: true, ask: asking(record), now: () => NOW });
const bad = async (record: Record) =>
  (await seen(record)).filter(({ state }) => state === "problem" || state === "warning").map(({ part, state }) => `${part}: ${state}`);

describe("a deployment", () => {
  it("in which every part reports in is well, part by part", async () => {
    expect((await seen({})).map(({ part, state, saw }) => `${state} ${part}: ${saw}`)).toEqual([
      "ok deployment: https://flipwatch.example.com answers, and watches 1 pair.",
      "ok votes of us-east-2: The newest is 4.0 s old.",
      "ok votes of eu-central-1: The newest is 1.0 s old.",
      "ok votes of ap-northeast-1: The newest is 7.0 s old.",
      "ok tally: It counted votes 1.0 s ago.",
      "ok discover: 1 pair, those of example.com included.",
      "ok health: The newest reading is of 2 min 30 s ago.",
      "ok deliver to slack:ops: In the last day 1 alert arrived, none was lost.",
    ]);
  });

  it.each<[string, Record, string[]]>([
    ["has a silent region", { overview: { regions: { ...well.regions, "us-east-2": heard(200) } } }, ["votes of us-east-2: problem"]],
    [
      "has a region that never voted",
      { overview: { regions: { ...well.regions, "us-east-2": { fresh: false } } } },
      ["votes of us-east-2: problem"],
    ],
    [
      "counts nothing any more",
      { overview: { regions: { "us-east-2": heard(300), "eu-central-1": heard(300), "ap-northeast-1": heard(300) } } },
      ["votes of us-east-2: problem", "votes of eu-central-1: problem", "votes of ap-northeast-1: problem", "tally: problem"],
    ],
    ["does not know a region of the configuration", { overview: { regions: { "us-east-2": heard(1) } } }, ["regions: warning"]],
    ["can't discover", { events: [step("step-failing", "discover")] }, ["discover: problem"]],
    ["discovers again", { events: [step("step-working", "discover"), step("step-failing", "discover")] }, []],
    [
      "can't read a zone",
      { findings: [{ rule: "zone-unreadable", message: "It could not be read.", fix: "Allow it." }] },
      ["discover: problem"],
    ],
    ["can't read health", { events: [step("step-failing", "health")] }, ["health: problem"]],
    ["has old readings", { pairs: reading(13 * 60) }, ["health: problem"]],
    [
      "has a channel that fails",
      { overview: { failingChannels: [{ channel: "slack:ops", error: "Slack answered invalid_auth", since: ago(60), logs: 1 }] } },
      ["deliver to slack:ops: problem"],
    ],
    ["gave an alert up", { deliveries: [{ channel: "slack:ops", state: "given-up" }] }, ["deliver to slack:ops: warning"]],
    ["has nobody to tell", { overview: { channels: [] } }, ["deliver: warning"]],
  ])("that %s says so", async (_, record, expected) => {
    expect(await bad(record)).toEqual(expected);
  });

  it("says of a heartbeat that only the other side knows", async () => {
    const { config: expected } = parseConfig({ zones: ["example.com"], heartbeat: [{ url: "https://ping.example.com/x" }] });
    expect((await seen({}, expected)).at(-1)).toMatchObject({ part: "heartbeat 0", state: "not-checked" });
  });
});

describe("a deployment that does not let the doctor in", () => {
  const closed = (isNamed: boolean, problem: FlipwatchError) =>
    seeDeployment(config, { url: "https://flipwatch.example.com", isNamed, ask: () => Promise.reject(problem), now: () => NOW });
  const unproven = new FlipwatchError("not-found", "https://flipwatch.example.com wants to know who asks: set FLIPWATCH_SESSION_SECRET");
  const plain = new FlipwatchError("config-invalid", "http://flipwatch.example.com is another machine, and plain http");

  it("says what to set", async () => {
    const [named] = await closed(true, unproven);
    expect([named?.state, named?.saw, named?.todo]).toEqual([
      "problem",
      expect.stringContaining("set FLIPWATCH_SESSION_SECRET"),
      expect.stringContaining("set FLIPWATCH_SESSION_SECRET to its secret, or give a link to it"),
    ]);
    expect(await closed(false, unproven)).toMatchObject([
      { state: "not-checked", saw: expect.stringContaining("FLIPWATCH_SESSION_SECRET.") },
    ]);
  });

  it("in the clear is the command line's mistake where it was named there, and not looked at where it is only configured", async () => {
    await expect(closed(true, plain)).rejects.toThrow("plain http");
    expect(await closed(false, plain)).toMatchObject([{ state: "not-checked", saw: expect.stringContaining("plain http") }]);
  });
});

describe("a deployment that does not answer", () => {
  const silent = (isNamed: boolean) => {
    const ask = () => Promise.reject(new FlipwatchError("not-found", "nothing answers", { cause: new Error("ECONNREFUSED") }));
    return seeDeployment(config, { url: "https://flipwatch.example.com", isNamed, ask, now: () => NOW });
  };

  it("is a problem where it was named, and not there yet where it is only configured", async () => {
    expect((await silent(true)).map(({ state }) => state)).toEqual(["problem"]);
    expect((await silent(false)).map(({ state }) => state)).toEqual(["not-checked"]);
  });
});
