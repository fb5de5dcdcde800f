import { testClock } from "@flipwatch/adapters/testing/clock";
import { type Channel, eventSchema, type FlipwatchEvent, type SendResult } from "@flipwatch/core";
import { alertText } from "@flipwatch/core/wording";
import { describe, expect, it } from "vitest";
import { named, type Tested, testChannel, testedLines } from "./show-alert-test.ts";

/** Answers the send like this after 150 ms. */
function channel(result: SendResult, check?: Channel["check"]) {
  const clock = testClock(1_700_000_000_000);
  const sent: FlipwatchEvent[] = [];
  const tested: Channel = {
    id: "slack:ops",
    dedupes: true,
    audience: "people",
    send: async (event) => {
      sent.push(event);
      clock.set(clock.now() + 150);
      return result;
    },
    ...(check && { check }),
  };
  return { clock, sent, tested };
}

const token = { problem: "Slack answered invalid_auth", fix: "give the app's current token" };

describe("what comes of a test", () => {
  const cases: { what: string; result: SendResult; check?: Channel["check"]; tested: Partial<Tested> }[] = [
    {
      what: "is delivered, with what the other side calls it",
      result: { outcome: "delivered", reference: "17.5" },
      tested: { outcome: "delivered", reference: "17.5" },
    },
    {
      what: "is unknown, and somebody has to look",
      result: { outcome: "unknown", error: "no reply came" },
      tested: { outcome: "unknown", error: "no reply came", fix: expect.stringContaining("look there") },
    },
    {
      what: "failed for now",
      result: { outcome: "failed", error: "503", retryable: true },
      tested: { outcome: "failed", error: "503", fix: expect.stringContaining("test again") },
    },
    {
      what: "failed for good",
      result: { outcome: "failed", error: "404", retryable: false },
      tested: { outcome: "failed", error: "404", fix: expect.stringContaining("configuration") },
    },
    {
      what: "failed as the check has foreseen, whose advice is the better one",
      result: { outcome: "failed", error: "Slack answered invalid_auth", retryable: true },
      check: async () => token,
      tested: { outcome: "failed", error: "Slack answered invalid_auth", ...token },
    },
    {
      what: "is delivered though something stands in the way",
      result: { outcome: "delivered" },
      check: async () => token,
      tested: { outcome: "delivered", ...token },
    },
    {
      what: "is delivered where nothing stands in the way",
      result: { outcome: "delivered" },
      check: async () => undefined,
      tested: { outcome: "delivered" },
    },
  ];

  it.each(cases)("$what", async ({ result, check, tested }) => {
    const { clock, tested: one } = channel(result, check);
    expect(await testChannel(one, clock)).toEqual({ channel: "slack:ops", tookMs: 150, ...tested });
  });

  it("is one event of the published shape that says in its own words that nothing happened", async () => {
    const { clock, sent, tested } = channel({ outcome: "delivered" });
    await testChannel(tested, clock);
    const [event] = sent;
    if (event === undefined) throw new Error("nothing was sent");
    expect(eventSchema.parse(event)).toEqual(event);
    expect([sent.length, event.kind, event.severity, event.at]).toEqual([1, "test", "info", 1_700_000_000_000]);
    for (const language of ["en", "ko"] as const) {
      const { title, lead, short } = alertText(event, { language });
      for (const text of [title, lead, short]) expect(text).toMatch(/test|테스트/);
    }
  });
});

describe("the channels to test", () => {
  const all = [{ id: "slack:ops" }, { id: "webhook:0" }];

  it("are all, or those that are named", () => {
    expect(named(all, undefined)).toEqual(all);
    expect(named(all, ["webhook:0"])).toEqual([{ id: "webhook:0" }]);
  });

  it.each([
    { asked: ["slack:opps"], says: "slack:opps is no channel of the configuration; did you mean slack:ops?" },
    { asked: ["webhook:0", "mail:boss"], says: "mail:boss is no channel of the configuration; there are slack:ops, webhook:0" },
  ])("must be there: $asked", ({ asked, says }) => {
    expect(() => named(all, asked)).toThrow(expect.objectContaining({ code: "config-invalid", message: says }));
  });

  it("must be one at least", () => {
    expect(() => named([], undefined)).toThrow(/no channel to test/);
  });
});

describe("the words", () => {
  it("say a problem once", () => {
    const failed: Tested = { channel: "slack:ops", outcome: "failed", tookMs: 42, error: `${token.problem} (mend it)`, ...token };
    const delivered: Tested = { channel: "webhook:0", outcome: "delivered", tookMs: 1_300, reference: "17.5" };
    const noted: Tested = { channel: "teams:0", outcome: "delivered", tookMs: 5, problem: "it may not look back", fix: "add the scope" };
    expect(testedLines([failed, delivered, noted])).toEqual([
      "✖ slack:ops  failed after 42 ms: Slack answered invalid_auth (mend it)",
      "    what to do: give the app's current token",
      "✔ webhook:0  delivered in 1.3 s: reference 17.5",
      "✔ teams:0    delivered in 5 ms",
      "    problem: it may not look back",
      "    what to do: add the scope",
    ]);
  });
});
