/** Reminders, escalation and maintenance in the configuration: what is taken, and what is refused by its field. */
import { describe, expect, it } from "vitest";
import { parseConfig } from "./config.ts";
import { FlipwatchError } from "./error.ts";

const watched = { zones: ["example.com"], channels: { slack: [{ name: "ops" }], pagerduty: [{}] } };
const window = { pairs: "*.example.com", rrule: "FREQ=WEEKLY;BYDAY=SU", start: "2026-11-22T03:00", timeZone: "Europe/Berlin", minutes: 60 };

function problemsOf(config: object): string {
  try {
    parseConfig({ ...watched, ...config });
  } catch (problem) {
    if (problem instanceof FlipwatchError) return problem.message;
    throw problem;
  }
  return "";
}

describe("reminders, escalation and maintenance", () => {
  it("are kept as they are configured, and survive JSON", () => {
    const escalation = [{ afterMinutes: 15, channels: ["pagerduty:0", "slack:ops"] }];
    const { config } = parseConfig({
      ...watched,
      policy: { remindMinutes: 0 },
      escalation,
      maintenance: [{ ...window, note: "patch day" }],
    });
    expect(config).toMatchObject({ policy: { remindMinutes: 0 }, escalation, maintenance: [{ ...window, note: "patch day" }] });
    expect(parseConfig(JSON.parse(JSON.stringify(config))).config).toEqual(config);
  });

  it("are absent where they are not configured", () => {
    expect(parseConfig(watched).config).not.toHaveProperty("maintenance");
    expect(parseConfig({ ...watched, escalation: [] }).config).not.toHaveProperty("escalation");
  });

  it.each<[string, object, string]>([
    ["a long pause", { policy: { remindMinutes: 241 } }, "policy.remindMinutes: "],
    ["no moment", { escalation: [{ afterMinutes: 0, channels: ["slack:ops"] }] }, "escalation[0].afterMinutes: "],
    ["nobody", { escalation: [{ afterMinutes: 5, channels: [] }] }, "at least one channel"],
    ["an unknown channel", { escalation: [{ afterMinutes: 5, channels: ["slack:opz"] }] }, "did you mean slack:ops?"],
    ["many steps", { escalation: Array.from({ length: 6 }, () => ({ afterMinutes: 5, channels: ["slack:ops"] })) }, "at most 5 steps"],
    ["no rule", { maintenance: [{ ...window, rrule: "every Sunday" }] }, "maintenance[0].rrule: "],
    ["a rule that comes each minute", { maintenance: [{ ...window, rrule: "FREQ=MINUTELY" }] }, "at most hourly"],
    ["a rule of two lines", { maintenance: [{ ...window, rrule: "FREQ=DAILY\nRRULE:FREQ=HOURLY" }] }, "maintenance[0].rrule: "],
    ["a day that is none", { maintenance: [{ ...window, start: "2026-02-30T03:00" }] }, "maintenance[0].start: "],
    ["a start with a zone", { maintenance: [{ ...window, start: "2026-11-22T03:00Z" }] }, "maintenance[0].start: "],
    ["no time zone", { maintenance: [{ ...window, timeZone: "Berlin" }] }, "maintenance[0].timeZone: "],
    ["more than a day", { maintenance: [{ ...window, minutes: 1_441 }] }, "maintenance[0].minutes: "],
    ["no pairs", { maintenance: [{ ...window, pairs: "" }] }, "maintenance[0].pairs: "],
    ["a word that is none", { maintenance: [{ ...window, minuets: 5 }] }, "minuets"],
  ])("with %s are refused by the field", (_, config, words) => {
    expect(problemsOf(config)).toContain(words);
  });
});
