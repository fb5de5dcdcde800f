import { createHmac } from "node:crypto";
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords } from "@flipwatch/adapters/store/records";
import { type Config, FlipwatchError, MUTES_MAX, newHead, policyOf } from "@flipwatch/core";
import { beforeEach, describe, expect, it } from "vitest";
import { interactApp, pressableChannels, serveInteract } from "./interact.ts";

const NOON = Date.UTC(2026, 10, 22, 12);
const SECRET = "0123456789abcdef0123456789abcdef";
const CHANNEL = "C0000000001";
const PAIR = "failover.example.com/A";

let now: number;
let ports: Parameters<typeof interactApp>[0];
let records: ReturnType<typeof createRecords>;
let woken: string[];
let answered: unknown[];
let logged: unknown[];

beforeEach(async () => {
  now = NOON;
  [woken, answered, logged] = [[], [], []];
  records = createRecords(createMemoryTable());
  ports = {
    records,
    channels: [
      { id: "slack:other", channel: "C0000000002", signingSecret: SECRET },
      { id: "slack:ops", channel: CHANNEL, signingSecret: SECRET },
      { id: "slack:away", channel: CHANNEL, signingSecret: "another-app-another-secret" },
    ],
    clock: { now: () => now },
    wakeUps: { wake: async (shard) => void woken.push(`shard ${shard}`) },
    answer: async (url, message) => void answered.push({ url, ...message }),
    unitMs: 1_000,
    log: (...line) => void logged.push(line),
  };
  // Watched in the second shard, with an incident that is open.
  await records.manifests.put({ shard: 1, version: 1, at: NOON, slots: [{ pair: PAIR, revision: 1 }] });
  const side = { values: ["192.0.2.10"], ttlSeconds: 60 };
  const definition = { id: PAIR, name: "failover.example.com", type: "A" as const, source: "config" as const, revision: 1, revisedAt: 0 };
  const head = newHead(
    { ...definition, ttlSeconds: 60, primary: side, secondary: side },
    policyOf({ regions: ["us-east-2"], intervalSeconds: 10 }),
    0,
  );
  await records.heads.put({ ...head, incident: { id: `${PAIR}!1`, openedAt: 1, decidedAt: 1, opening: "failover" } }, 1);
});

const acknowledge = { action_id: "flipwatch_acknowledge", value: JSON.stringify({ pair: PAIR, incident: `${PAIR}!1` }) };
const mute = { action_id: "flipwatch_mute", value: JSON.stringify({ pairs: PAIR }) };

function bodyOf(action: object, channel = CHANNEL): string {
  const payload = {
    type: "block_actions",
    user: { id: "U0000000001", username: "example-user" },
    channel: { id: channel },
    message: { ts: "1763812800.000100" },
    response_url: "https://hooks.slack.com/actions/T0/1/x",
    actions: [{ ...action, type: "button", action_ts: (NOON / 1_000 - 1).toFixed(6) }],
  };
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}

/** Signed here as Slack's documentation has it. */
function signed(body: string, { secret = SECRET, at = now }: { secret?: string; at?: number } = {}): Record<string, string> {
  const timestamp = String(Math.floor(at / 1_000));
  const signature = `v0=${createHmac("sha256", secret).update(["v0", timestamp, body].join(":")).digest("hex")}`;
  return { "content-type": "application/x-www-form-urlencoded", "x-slack-request-timestamp": timestamp, "x-slack-signature": signature };
}

const send = async (body: string, headers: Record<string, string>) =>
  (await interactApp(ports).request("/slack/interactions", { method: "POST", body, headers })).status;

describe("a press in Slack", () => {
  it("to acknowledge becomes a request in the name of who pressed, and wakes tally", async () => {
    const body = bodyOf(acknowledge);
    expect(await send(body, signed(body))).toBe(200);
    expect(await records.requests.oldest()).toEqual([
      {
        kind: "acknowledge",
        id: `slack:U0000000001:${(NOON / 1_000 - 1).toFixed(6)}`,
        at: NOON - 1_000,
        by: "example-user",
        via: "slack:ops",
        pair: PAIR,
        incident: `${PAIR}!1`,
      },
    ]);
    expect(woken).toEqual(["shard 1"]);
    expect(answered).toEqual([]);
  });

  it.each<[string, object, string]>([
    ["for a pair that is not watched", { pair: "gone.example.com/A", incident: "gone.example.com/A!1" }, "nothing to acknowledge"],
    ["for an incident that is over", { pair: PAIR, incident: `${PAIR}!0` }, "nothing to acknowledge"],
  ])("to acknowledge %s comes to nothing, and that is said", async (_what, value, said) => {
    const body = bodyOf({ ...acknowledge, value: JSON.stringify(value) });
    expect(await send(body, signed(body))).toBe(200);
    expect(await records.requests.oldest()).toEqual([]);
    expect(woken).toEqual([]);
    expect(JSON.stringify(answered)).toContain(said);
  });

  it("to acknowledge what somebody acknowledged comes to nothing, as the message shows already", async () => {
    const head = await records.heads.get(PAIR);
    if (head?.incident === undefined) throw new Error("the incident is open");
    await records.heads.put({ ...head, incident: { ...head.incident, acknowledged: { by: "somebody", at: NOON } } }, 1);
    const body = bodyOf(acknowledge);
    expect(await send(body, signed(body))).toBe(200);
    expect([await records.requests.oldest(), answered]).toEqual([[], []]);
  });

  it("to mute where there are as many mutes as there may be is not said to have muted", async () => {
    const mutes = Array.from({ length: MUTES_MAX }, (_, index) => ({
      ...{ id: `m${index}`, pairs: "*.example.net", from: NOON, until: NOON + 3_600_000, by: "example-user", via: "cli" },
    }));
    await records.mutes.put({ version: 0, mutes });
    const body = bodyOf(mute);
    expect(await send(body, signed(body))).toBe(200);
    expect(await records.requests.oldest()).toEqual([]);
    expect(answered).toMatchObject([{ text: "Not muted: there are too many mutes already" }]);
  });

  it("to mute ends an hour later, and is answered in the thread", async () => {
    const body = bodyOf(mute);
    expect(await send(body, signed(body))).toBe(200);
    expect(await records.requests.oldest()).toMatchObject([
      { kind: "mute", pairs: PAIR, until: NOON - 1_000 + 3_600_000, via: "slack:ops" },
    ]);
    const text = "Muted by example-user until 2026-11-22 12:59 UTC";
    expect(answered).toEqual([{ url: "https://hooks.slack.com/actions/T0/1/x", thread: "1763812800.000100", text }]);
  });

  it("comes in over a Lambda function URL, whose body may be in base64", async () => {
    const body = bodyOf(acknowledge);
    const event = {
      version: "2.0",
      routeKey: "$default",
      rawPath: "/slack/interactions",
      rawQueryString: "",
      headers: signed(body),
      body: Buffer.from(body).toString("base64"),
      isBase64Encoded: true,
      requestContext: { http: { method: "POST", path: "/slack/interactions" } },
    };
    expect(await serveInteract(ports)(event as unknown as Parameters<ReturnType<typeof serveInteract>>[0])).toMatchObject({
      statusCode: 200,
    });
    expect(await records.requests.oldest()).toHaveLength(1);
  });

  it.each<[string, (body: string) => { body?: string; headers: Record<string, string> }]>([
    ["another secret", (body) => ({ headers: signed(body, { secret: "f".repeat(32) }) })],
    ["the secret of another app's channel", (body) => ({ headers: signed(body, { secret: "yet-another-secret-0" }) })],
    ["a body that was altered", (body) => ({ body: body.replace("failover", "other"), headers: signed(body) })],
    ["a body that is the same but for its spelling", (body) => ({ body: body.replace("%7B", "%7b"), headers: signed(body) })],
    ["a time stamp that was altered", (body) => ({ headers: { ...signed(body), "x-slack-request-timestamp": String(NOON / 1_000 + 1) } })],
    ["a signature cut short", (body) => ({ headers: { ...signed(body), "x-slack-signature": "v0=00" } })],
    ["no signature", () => ({ headers: {} })],
    ["a signature of more than five minutes ago", (body) => ({ headers: signed(body, { at: NOON - 301_000 }) })],
    ["a signature of more than five minutes to come", (body) => ({ headers: signed(body, { at: NOON + 301_000 }) })],
  ])("is refused with %s, and nobody is told why", async (_what, forge) => {
    const body = bodyOf(acknowledge);
    const { body: sent = body, headers } = forge(body);
    const response = await interactApp(ports).request("/slack/interactions", { method: "POST", body: sent, headers });
    expect([response.status, await response.text()]).toEqual([401, "refused"]);
    expect(await records.requests.oldest()).toEqual([]);
    expect(woken).toEqual([]);
    expect(logged).toHaveLength(1);
    expect(JSON.stringify(logged)).not.toContain(SECRET);
  });

  it("is taken just before five minutes are over", async () => {
    const body = bodyOf(acknowledge);
    expect(await send(body, signed(body, { at: NOON - 300_000 }))).toBe(200);
  });

  it("is taken once, also where the copy reaches another process, and after its request was dealt with", async () => {
    const body = bodyOf(acknowledge);
    const headers = signed(body);
    expect(await send(body, headers)).toBe(200);
    await records.requests.remove(await records.requests.oldest());
    now += 60_000;
    ports = { ...ports, records: { ...records } };
    expect(await send(body, headers)).toBe(401);
    expect(await records.requests.oldest()).toEqual([]);
  });

  it.each([
    ["a link that was followed", { action_id: "flipwatch_open" }],
    ["another app's button", { action_id: "approve", value: "{}" }],
    ["a button without what it is about", { action_id: "flipwatch_mute" }],
  ])("asks nothing of us when it is %s", async (_what, action) => {
    const body = bodyOf(action);
    expect(await send(body, signed(body))).toBe(200);
    expect(await records.requests.oldest()).toEqual([]);
  });

  it("from a channel that is not configured is refused", async () => {
    const body = bodyOf(acknowledge, "C0000000009");
    expect(await send(body, signed(body))).toBe(401);
  });

  it("is left for tally's minute where tally can't be woken", async () => {
    ports.wakeUps.wake = async () => {
      throw new FlipwatchError("sqs-failed", "SQS did not answer");
    };
    const body = bodyOf(acknowledge);
    expect(await send(body, signed(body))).toBe(200);
    expect(await records.requests.oldest()).toHaveLength(1);
  });

  it("is said to have failed where the store does not take it", async () => {
    ports.records = {
      ...records,
      requests: {
        ...records.requests,
        leave: async () => {
          throw new FlipwatchError("store-unavailable", "the store did not answer");
        },
      },
    };
    const body = bodyOf(acknowledge);
    expect(await send(body, signed(body))).toBe(500);
  });
});

describe("channels with buttons", () => {
  it("are those of a bot with a signing secret", () => {
    const slack = [
      { name: "ops", botToken: "xoxb-0", channel: CHANNEL, signingSecret: SECRET, language: "ko" },
      { name: "quiet", botToken: "xoxb-0", channel: CHANNEL },
      { name: "hook", webhookUrl: "https://hooks.slack.com/services/T0/B0/X0" },
    ] as Config["channels"][string];
    expect(pressableChannels({ slack })).toEqual([{ id: "slack:ops", channel: CHANNEL, signingSecret: SECRET, language: "ko" }]);
    expect(pressableChannels({})).toEqual([]);
  });

  it("need no bot's token, and none of the others more than its name", () => {
    const slack = [{ name: "ops", channel: CHANNEL, signingSecret: SECRET }, { name: "hook" }] as Config["channels"][string];
    expect(pressableChannels({ slack })).toEqual([{ id: "slack:ops", channel: CHANNEL, signingSecret: SECRET }]);
  });
});
