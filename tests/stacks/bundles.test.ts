/**
 * What is deployed is what runs: the very bundles that the stacks build play the walk-through in the lab, and each call of theirs to AWS is one that
 * the function's own role, as it would be deployed, allows.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ACKNOWLEDGE } from "@flipwatch/adapters/channels/slack/actions";
import { parseConfig, secret } from "@flipwatch/core";
import { type Lab, type LabLog, startLab } from "@flipwatch/lab/lab";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { play } from "../../packages/cli/src/demo/play.ts";
import { bundleHandler } from "../../stacks/bundle.ts";
import { partFor } from "../../stacks/config-part.ts";
import { handlerNames } from "../../stacks/needs.ts";
import { until } from "../acceptance/until.ts";
import { deployed } from "./deployments.ts";
import { allows, type Granted, grantedIn, type Observed, observed } from "./observed.ts";
import { root } from "./platform.ts";

const LIMIT_MS = 480_000;
const SPEED = 10;
/** As in the lab, so that its functions are those of this deployment. */
const DEPLOYMENT = "three regions";

/** Nobody asks for these in the lab; each with who does, or why nobody did. */
const notExercised: Readonly<Record<string, string>> = {
  OwnLog: "Lambda's own runtime writes the log",
  TakeWakeUps: "Lambda's own poller takes from the queue",
  TakeEvents: "Lambda's own poller takes from the queue",
  WakeLater: "a digest's wake-up: no digest in one failover",
  ReadAgain: "for an answer that fits no definition: there was none",
};

let within: string;
let lab: Lab;
const calls = new Map<string, Observed>();
const lines: LabLog[] = [];

beforeAll(async () => {
  within = await mkdtemp(join(tmpdir(), "flipwatch-deployed-"));
  const { config } = parseConfig({
    home: "eu-west-1",
    regions: ["us-east-2", "eu-central-1", "ap-northeast-1"],
    zones: ["example.com"],
    channels: { slack: [{ name: "ops", botToken: secret("SLACK_BOT_TOKEN"), channel: "C0123456789" }] },
  });
  await Promise.all(handlerNames.map((handler) => bundleHandler({ handler, config: partFor(handler, config).config, within, root })));
  lab = await startLab({
    ...{ speed: SPEED, port: 0, dnsPort: 0, seedPair: false },
    bundleOf: (handler) => join(within, handler, "index.mjs"),
    onCall: (call) => {
      const asked = observed(call);
      if (asked !== undefined) calls.set(JSON.stringify(asked), asked);
    },
    log: (line) => lines.push(line),
  });
}, LIMIT_MS);

afterAll(async () => {
  await lab?.close();
  await rm(within, { recursive: true, force: true });
}, LIMIT_MS);

const troubles = () => lines.filter(({ level }) => level === "error").map(({ source, text }) => `${source}: ${text}`);

describe("the deployment's own bundles", { timeout: LIMIT_MS }, () => {
  it("see a failover and its return, and tell both", async () => {
    const { ok, steps, missing } = await play(lab, { say: () => undefined, signal: new AbortController().signal });
    expect(
      steps.filter((step) => !step.ok),
      troubles().join("\n"),
    ).toEqual([]);
    expect({ ok, missing }).toEqual({ ok: true, missing: [] });
    const told = lab.slack.messages().map(({ text }) => text);
    // The failover's own message is edited to the incident's end.
    expect(told).toEqual(expect.arrayContaining([expect.stringContaining("answer back"), expect.stringContaining("recovered after")]));
  });

  it("take a press of a button in Slack", async () => {
    lab.block("primary");
    const button = () => lab.slack.messages().find(({ payload }) => JSON.stringify(payload).includes(ACKNOWLEDGE))?.ts;
    const ts = await until("an alert with a button in Slack", button, { seen: () => troubles().join("\n") });
    expect(await lab.slack.press(ts, ACKNOWLEDGE)).toBe(200);
    const recorded = async () => (await (await fetch(`${lab.addresses.api}/events`)).text()).includes('"acknowledged"');
    await until("the acknowledgement", recorded, { seen: () => troubles().join("\n") });
    lab.unblock("primary");
  });

  it("answer for the API", async () => {
    const api = (path: string) => fetch(`${lab.addresses.api}${path}`);
    const { pairs } = (await (await api("/pairs")).json()) as { pairs: { id: string }[] };
    expect(pairs.map(({ id }) => id)).toEqual(["failover.example.com/A"]);
    const of = encodeURIComponent("failover.example.com/A");
    for (const path of ["/health", "/events", "/deliveries", "/incidents", "/findings", `/pairs/${of}/timeline`])
      expect([path, (await api(path)).status]).toEqual([path, 200]);
    const body = JSON.stringify({ kind: "mute", id: "one", by: "example-user", pairs: "*.example.com", until: Date.now() + 60_000 });
    const headers = { "content-type": "application/json", "x-flipwatch": "1" };
    const asked = await fetch(`${lab.addresses.api}/requests`, { method: "POST", headers, body });
    expect([asked.status, await asked.text()]).toEqual([202, expect.any(String)]);
  });
});

describe("their roles", { timeout: LIMIT_MS }, () => {
  let granted: readonly Granted[];
  beforeAll(async () => {
    granted = grantedIn(await deployed(DEPLOYMENT));
  }, LIMIT_MS);

  it("allow every call that they made", () => {
    const handlers = new Set([...calls.values()].map(({ who }) => who.split("@")[0]));
    // Without one that is configured nobody pings.
    expect([...handlers].toSorted()).toEqual(handlerNames.filter((one) => one !== "heartbeat").toSorted());
    const refused = [...calls.values()].filter((asked) => !granted.some((statement) => allows(statement, asked)));
    expect(refused).toEqual([]);
  });

  it("would not allow another region's ballots, another table's index, or what nobody has", () => {
    const asked = (who: string, action: string, resource: string, ...keys: string[]) =>
      granted.some((statement) => allows(statement, { who, action, resource, keys }));
    expect(asked("probe@eu-central-1", "dynamodb:PutItem", "table", "BALLOT#eu-central-1#0")).toBe(true);
    expect(asked("probe@eu-central-1", "dynamodb:PutItem", "table", "BALLOT#us-east-2#0")).toBe(false);
    expect(asked("probe@eu-central-1", "dynamodb:GetItem", "table", "PAIR#failover.example.com/A", "REQUESTS")).toBe(false);
    expect(asked("interact@eu-west-1", "dynamodb:Query", "table/index/due")).toBe(false);
    expect(asked("tally@eu-west-1", "dynamodb:UpdateItem", "table", "PAIR#failover.example.com/A")).toBe(false);
  });

  it("allow little that nobody asked for", () => {
    const used = (statement: Granted) => [...calls.values()].some((asked) => allows(statement, asked));
    const unused = granted.filter((statement) => !used(statement)).map(({ who, sid }) => `${who.split("@")[0]} ${sid}`);
    const unexplained = [...new Set(unused)].filter((one) => !(one in notExercised || (one.split(" ")[1] ?? "") in notExercised));
    expect(unexplained).toEqual([]);
  });
});
