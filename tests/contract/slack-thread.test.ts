/** An incident's thread in Slack, told to the lab's look-alike as deliver does: whatever fails on the way, it ends complete, in order, nothing doubled. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createChannels } from "@flipwatch/adapters/channels/registry";
import { createSlackChannel } from "@flipwatch/adapters/channels/slack/channel";
import { testClock } from "@flipwatch/adapters/testing/clock";
import { failoverEvent } from "@flipwatch/adapters/testing/events";
import type { Channel, ChannelMemory, FlipwatchEvent, SendResult } from "@flipwatch/core";
import { createSlack, LAB_SLACK, type SlackLookAlike } from "@flipwatch/lab/slack/slack";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const NOON = Date.UTC(2026, 10, 22, 12);
const PAIR = "failover.example.com/A";
const incident = { id: `${PAIR}!1`, openedAt: NOON, opening: "failover" as const };

const at = (number: number, changes: Partial<FlipwatchEvent>) =>
  failoverEvent({ number, at: NOON + number * 60_000, recordedAt: NOON + number * 60_000, incident, ...changes });
const opening = failoverEvent({ number: 1, at: NOON, recordedAt: NOON, incident });
const story: FlipwatchEvent[] = [
  opening,
  at(2, { kind: "secondary-unhealthy", severity: "critical", from: undefined, to: undefined, message: "the secondary is unhealthy, too" }),
  at(3, {
    kind: "acknowledged",
    severity: "info",
    from: undefined,
    to: undefined,
    message: "somebody is at it",
    detail: { by: "example-user", via: "slack:ops" },
  }),
  at(4, { kind: "answer-back", severity: "info", from: "secondary", to: "primary", message: "the primary answers again" }),
  at(5, {
    kind: "recovered",
    severity: "info",
    from: undefined,
    to: undefined,
    message: "it is over",
    incident: { ...incident, closedAt: NOON + 300_000, durationMs: 300_000, errorMs: 1_000 },
  }),
];

let slack: SlackLookAlike;
let server: Server;
let origin: string;
let now: number;

beforeEach(async () => {
  now = NOON;
  slack = createSlack({ now: () => (now += 10), unitMs: 1_000 }, { origin: () => origin });
  server = createServer((request, response) => void slack.handle(request, response, new URL(request.url ?? "", "http://lab").pathname));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** Each is a new process: it knows nothing but what the cursor gives it. */
function bot(config: Partial<Parameters<typeof createSlackChannel>[0]> = {}): Channel {
  const clock = testClock(NOON);
  const deps = { clock, timeoutMs: 400, dashboardUrl: "https://flipwatch.example.com" };
  return createSlackChannel({ name: "ops", ...LAB_SLACK, apiUrl: `${origin}/slack/api/`, ...config }, deps);
}

interface Told {
  memory?: ChannelMemory;
  results: SendResult[];
}

/** As deliver does: until it is delivered, with what was remembered, and as a possible repeat after an unknown. */
async function tell(
  events: readonly FlipwatchEvent[],
  told: Told = { results: [] },
  before?: (event: FlipwatchEvent, attempt: number) => void,
): Promise<Told> {
  for (const event of events) {
    let possibleRepeat = false;
    for (let attempt = 0; attempt < 20; attempt++) {
      before?.(event, attempt);
      const result = await bot().send(event, { possibleRepeat, ...(told.memory && { memory: told.memory }) });
      told.results.push(result);
      if (result.outcome === "delivered") {
        if (result.memory) told.memory = result.memory;
        break;
      }
      possibleRepeat ||= result.outcome === "unknown";
    }
  }
  return told;
}

function threads() {
  const messages = slack.messages();
  const roots = messages.filter(({ threadTs }) => threadTs === undefined);
  return roots.map((root) => ({ root, replies: messages.filter(({ threadTs }) => threadTs === root.ts) }));
}
const markOf = ({ metadata }: { metadata?: unknown }) => (metadata as { event_payload: { event: string } }).event_payload.event;
const ids = (from: number) => story.slice(from).map(({ id }) => id);

function expectWholeThread(): void {
  expect(threads()).toHaveLength(1);
  const [{ root, replies } = { root: undefined, replies: [] }] = threads();
  expect(root && markOf(root)).toBe(opening.id);
  expect(replies.map(markOf)).toEqual(ids(1));
}

describe("an incident's thread", () => {
  it("is one message that is edited to its end, with every later event as a reply", async () => {
    await tell(story);
    expectWholeThread();
    const [thread] = threads();
    const shown = JSON.stringify(thread?.root.payload);
    expect(shown).toContain("#2eb67d");
    expect(shown).toContain(":white_check_mark:");
    expect(shown).toContain("5 min");
    expect(shown).toContain(opening.message);
    expect(shown).toContain("example-user");
    expect(thread?.root.edits).toBe(4);
    expect(thread?.replies.map(({ broadcast }) => broadcast)).toEqual([true, false, false, true]);
  });

  it("comes at one message a second where two entries of the configuration tell of it in one channel", async () => {
    const clock = testClock(NOON);
    const entry = { ...LAB_SLACK, apiUrl: `${origin}/slack/api/` };
    const entries = [
      { name: "ops", ...entry },
      { name: "names", ...entry },
    ];
    const channels = createChannels({ slack: entries }, { clock });
    for (const event of story.slice(0, 3))
      for (const channel of channels)
        expect(await channel.send({ ...event, incident: undefined }, { possibleRepeat: false })).toMatchObject({ outcome: "delivered" });
    // A burst of three, then the others.
    expect(clock.waits).toEqual([NOON + 1_000, NOON + 2_000, NOON + 3_000]);
  });

  it("offers to acknowledge until somebody did, and nothing once it is over", async () => {
    const buttons = () => JSON.stringify(threads()[0]?.root.payload).match(/flipwatch_(acknowledge|mute|open)/g);
    const told = await tell(story.slice(0, 2));
    expect(buttons()).toEqual(["flipwatch_acknowledge", "flipwatch_mute", "flipwatch_open"]);
    await tell(story.slice(2, 3), told);
    expect(buttons()).toEqual(["flipwatch_mute", "flipwatch_open"]);
    await tell(story.slice(3), told);
    expect(buttons()).toBeNull();
  });

  it.each(["close", "hang"] as const)("is not doubled where Slack takes each message and its answer is lost (%s)", async (mode) => {
    const lostAnswer = { mode, after: true, method: "chat.postMessage", count: 1 };
    const { results } = await tell(story, undefined, (_event, attempt) => attempt === 0 && slack.mode(lostAnswer));
    expectWholeThread();
    expect(results.map(({ outcome }) => outcome)).toEqual(story.flatMap(() => ["unknown", "delivered"]));
  });

  it("is not doubled where Slack makes each edit and its answer is lost", async () => {
    await tell(story, undefined, (_event, attempt) => attempt === 0 && slack.mode({ mode: "close", after: true, count: 1 }));
    expectWholeThread();
  });

  it.each<[string, Parameters<SlackLookAlike["mode"]>[0]]>([
    ["closes before it took anything", { mode: "close", count: 1 }],
    ["never answers", { mode: "hang", count: 1 }],
    ["fails", { mode: "error", status: 500, count: 1 }],
    ["fails inside", { mode: "refuse", error: "internal_error", count: 1 }],
    ["wants to be left alone", { mode: "rate-limit", retryAfterSeconds: 1, count: 1 }],
    ["does not know the token for a while", { mode: "refuse", error: "invalid_auth", count: 1 }],
  ])("is complete where Slack %s once for every message", async (_what, mode) => {
    await tell(story, undefined, (_event, attempt) => attempt === 0 && slack.mode(mode));
    expectWholeThread();
  });

  it("is adopted after a crash between Slack's yes and our note of it", async () => {
    const lost = await bot().send(opening, { possibleRepeat: false });
    expect(lost.outcome).toBe("delivered");
    const again = await bot().send(opening, { possibleRepeat: true });
    expect(again).toEqual(lost);
    await tell(story.slice(1), { results: [], ...(again.outcome === "delivered" && again.memory && { memory: again.memory }) });
    expectWholeThread();
  });

  it("is found again where nobody remembers it", async () => {
    await tell(story.slice(0, 1));
    await tell(story.slice(1));
    expectWholeThread();
  });

  it("shows how the incident ended where the rest of it is told in a digest, and says nothing more itself", async () => {
    const told = await tell(story.slice(0, 2));
    let { memory } = told;
    for (const event of story.slice(2)) {
      const revised = await bot().revise?.(event, memory ?? {});
      memory = revised?.outcome === "delivered" ? revised.memory : memory;
    }
    const [thread] = threads();
    expect([thread?.replies.map(markOf), slack.messages().length]).toEqual([ids(1).slice(0, 1), 2]);
    expect(JSON.stringify(thread?.root.payload)).toContain("#2eb67d");
    expect(JSON.stringify(thread?.root.payload)).not.toMatch(/flipwatch_(acknowledge|mute)/);
    expect((memory as { closed: boolean }).closed).toBe(true);
  });

  it.each<[string, Parameters<SlackLookAlike["mode"]>[0], string]>([
    ["is not edited while Slack fails, which is said", { mode: "error", status: 500, count: 1 }, "failed"],
    ["stays as it is where Slack refuses edits", { mode: "refuse", error: "edit_window_closed", count: 1 }, "delivered"],
  ])("%s", async (_what, mode, outcome) => {
    const { memory } = await tell(story.slice(0, 1));
    slack.mode(mode);
    expect(await bot().revise?.(story[4] as FlipwatchEvent, memory ?? {})).toMatchObject({ outcome });
    expect(threads()[0]?.root.edits ?? 0).toBe(0);
  });

  it("begins anew where somebody deleted its first message", async () => {
    const told = await tell(story.slice(0, 3));
    slack.remove(threads()[0]?.root.ts ?? "");
    await tell(story.slice(3), told);
    const [thread] = threads().slice(-1);
    expect(thread && [markOf(thread.root), ...thread.replies.map(markOf)]).toEqual(ids(3));
  });

  it("is another for another incident, and no event of none joins it", async () => {
    const told = await tell(story);
    const next = { ...incident, id: `${PAIR}!6`, openedAt: NOON + 360_000 };
    const { incident: _, ...alone } = failoverEvent({ number: 6, kind: "flapping" });
    await tell([alone, at(7, { incident: next })], told);
    expect(threads().map(({ root }) => markOf(root))).toEqual([opening.id, `${PAIR}#6`, `${PAIR}#7`]);
  });
});

describe("without the history scope", () => {
  it("a repeat is marked, once", async () => {
    slack.scopes(["chat:write", "channels:read"]);
    const channel = bot();
    expect(channel.dedupes).toBe(true);
    slack.mode({ mode: "close", after: true, count: 1 });
    expect(await channel.send(opening, { possibleRepeat: false })).toMatchObject({ outcome: "unknown" });
    expect(await channel.send(opening, { possibleRepeat: true })).toMatchObject({ outcome: "delivered" });
    expect(channel.dedupes).toBe(false);
    expect(slack.messages().map(({ text }) => /possible repeat/i.test(text))).toEqual([false, true]);
  });
});

describe("the bot's check", () => {
  it("has nothing to say where all is well, and posts nothing", async () => {
    expect(await bot().check?.()).toBeUndefined();
    expect(slack.messages()).toEqual([]);
  });

  it.each<[string, Parameters<typeof bot>[0], (() => void) | undefined, string, string]>([
    ["a wrong token", { botToken: "xoxb-other-0" }, undefined, "invalid_auth", "copy it again"],
    ["an unknown channel", { channel: "C0000OTHER" }, undefined, "channel_not_found", "check its id"],
    ["a channel without the app", {}, () => slack.membership("out"), "not_in_channel", "/invite"],
    ["an archived channel", {}, () => slack.membership("archived"), "is_archived", "unarchive"],
    ["a missing history scope", {}, () => slack.scopes(["chat:write", "channels:read"]), "missing_scope", "channels:history"],
  ])("finds %s", async (_what, config, prepare, problem, fix) => {
    prepare?.();
    const found = await bot(config).check?.();
    expect(found?.problem).toContain(problem);
    expect(found?.fix).toContain(fix);
  });
});
