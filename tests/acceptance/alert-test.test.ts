/** `flipwatch alert-test`: real receivers that take a test, refuse it, or say nothing; what came back is told, and no secret with it. */
import { type Answer, replyWith, startServer, type TestServer } from "@flipwatch/adapters/testing/http-server";
import { eventSchema } from "@flipwatch/core";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { endAll, flipwatch, startFlipwatch } from "./flipwatch.ts";
import { newFolder, removeFolders, writeConfig } from "./folder.ts";
import { until } from "./until.ts";

const token = "xoxb-1234567890-acceptance-secret";
const hookSecret = "hook-path-secret";

let slack: TestServer;
let hook: TestServer;
let folder = "";

/** Slack's Web API as far as a bot asks it: a reply by method, `{"ok":true}` where none is named. */
function webApi(replies: Record<string, object> = {}): Answer {
  return ({ url }, reply) => {
    const method = url.replace("/api/", "");
    const usual = method === "conversations.info" ? { ok: true, channel: { is_member: true } } : { ok: true, ts: "1700000000.000100" };
    reply.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(replies[method] ?? usual));
  };
}

beforeEach(async () => {
  [slack, hook, folder] = await Promise.all([startServer(webApi()), startServer(replyWith(204)), newFolder()]);
  await writeConfig(folder, {
    pairs: [
      {
        name: "failover.example.com",
        type: "A",
        nameservers: ["127.0.0.1:9"],
        primary: { values: ["192.0.2.10"] },
        secondary: { values: ["192.0.2.20"] },
      },
    ],
    channels: {
      slack: [{ name: "ops", botToken: token, channel: "C0123456789", apiUrl: `${slack.origin}/api/` }],
      webhook: [{ name: "hook", url: `${hook.origin}/${hookSecret}` }],
    },
  });
});
afterEach(async () => {
  await endAll();
  await Promise.all([slack.close(), hook.close()]);
});
afterAll(removeFolders);

interface Result {
  kind: string;
  channels: { channel: string; outcome: string; tookMs: number; reference?: string; error?: string; problem?: string; fix?: string }[];
}

async function tested(...args: string[]) {
  const { code, stdout, stderr } = await flipwatch(["alert-test", ...args], { cwd: folder });
  for (const secret of [token, hookSecret]) expect(stdout + stderr).not.toContain(secret);
  return { code, stdout, stderr };
}

async function testedJson(...args: string[]) {
  const { code, stdout, stderr } = await tested("--json", ...args);
  expect(stderr).toBe("");
  return { code, ...(JSON.parse(stdout) as Result) };
}

const posts = () => slack.received.filter(({ url }) => url === "/api/chat.postMessage");

describe("a test of each channel", () => {
  it("reaches both, once, marked as a test", async () => {
    const { code, kind, channels } = await testedJson();
    expect([code, kind]).toEqual([0, "alert-test"]);
    expect(channels).toMatchObject([
      { channel: "slack:ops", outcome: "delivered", reference: "1700000000.000100" },
      { channel: "webhook:hook", outcome: "delivered" },
    ]);
    expect(hook.received).toHaveLength(1);
    const event = eventSchema.parse(JSON.parse(hook.received[0]?.body ?? ""));
    expect([event.kind, event.pair]).toEqual(["test", "FLEET"]);
    expect(posts()).toHaveLength(1);
    expect(posts()[0]?.body).toMatch(/test/);
  });

  it("is for people without --json: a line for each", async () => {
    const { code, stdout } = await tested();
    expect(code).toBe(0);
    expect(stdout).toMatch(/^✔ slack:ops {5}delivered in \d+ ms: reference 1700000000\.000100\n✔ webhook:hook {2}delivered in \d+ ms.*\n$/);
  });

  it("goes only to the channel that is named", async () => {
    const { code, channels } = await testedJson("--channel", "webhook:hook");
    expect([code, channels.map(({ channel }) => channel)]).toEqual([0, ["webhook:hook"]]);
    expect(slack.received).toEqual([]);
  });
});

describe("what is wrong is said, with what to do", () => {
  const slackCases: { what: string; replies: Record<string, object>; problem: string; fix: RegExp }[] = [
    { what: "a wrong token", replies: { "auth.test": { ok: false, error: "invalid_auth" } }, problem: "invalid_auth", fix: /token/ },
    {
      what: "an unknown channel",
      replies: { "conversations.info": { ok: false, error: "channel_not_found" } },
      problem: "channel_not_found",
      fix: /invite the app/,
    },
    {
      what: "a missing scope",
      replies: { "conversations.history": { ok: false, error: "missing_scope", needed: "channels:history" } },
      problem: "missing_scope",
      fix: /channels:history/,
    },
  ];

  it.each(slackCases)("$what", async ({ replies, problem, fix }) => {
    slack.answer(webApi({ ...replies, "chat.postMessage": { ok: false, error: problem } }));
    const { code, channels } = await testedJson("--channel", "slack:ops");
    expect(code).toBe(1);
    expect(channels).toMatchObject([{ outcome: "failed", error: expect.stringContaining(problem) }]);
    expect(channels[0]?.problem).toContain(problem);
    expect(channels[0]?.fix).toMatch(fix);
  });

  it("a receiver that refuses, even where it echoes the secret", async () => {
    hook.answer(({ url }, reply) => reply.writeHead(404).end(`Cannot POST ${url}`));
    const { code, channels } = await testedJson("--channel", "webhook:hook");
    expect(code).toBe(1);
    expect(channels).toMatchObject([
      { outcome: "failed", error: expect.stringContaining("404"), fix: expect.stringContaining("configuration") },
    ]);
  });

  it("a receiver that goes away in the middle: nobody knows", async () => {
    hook.answer((_received, _reply, request) => request.socket.destroy());
    const { code, channels } = await testedJson("--channel", "webhook:hook");
    expect(code).toBe(1);
    expect(channels).toMatchObject([{ outcome: "unknown", fix: expect.stringContaining("look there") }]);
  });

  it("a channel that there is not", async () => {
    const { code, stdout, stderr } = await tested("--channel", "slack:opps");
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("did you mean slack:ops?");
    expect([...slack.received, ...hook.received]).toEqual([]);
  });
});

describe("flipwatch run", () => {
  it("says at its start what stands in a channel's way, and goes on", async () => {
    slack.answer(webApi({ "auth.test": { ok: false, error: "invalid_auth" } }));
    const run = startFlipwatch(["run", "--json", "--port", "0"], { cwd: folder });
    const { api } = await run.ready<{ api: string }>();
    await until("the warning", () => run.stderr().includes("warning: slack:ops: Slack answered invalid_auth. What to do: "));
    expect(run.stderr()).not.toContain(token);
    expect(run.stderr()).not.toContain("webhook:hook");
    expect(posts(), "nothing was sent for it").toEqual([]);
    expect((await fetch(`${api}/api/health`)).status).toBe(200);
    expect((await run.interrupt()).code).toBe(0);
  });
});
