import type { FlipwatchEvent, Ms } from "@flipwatch/core";
import { sampleEvent } from "@flipwatch/core/timeline/sample";
import { describe, expect, it } from "vitest";
import { calm, inSlack, PAIR, told } from "./sights.ts";
import type { Stage } from "./stage.ts";

const at = Date.UTC(2026, 10, 22, 12);

function event(number: number, kind: FlipwatchEvent["kind"], changes: Partial<FlipwatchEvent> = {}): FlipwatchEvent {
  return sampleEvent(
    number,
    kind,
    { by: at + number },
    { pair: PAIR, message: `What ${number} says of <${PAIR}>.`, recordedAt: at, ...changes },
  );
}

function stage(events: FlipwatchEvent[], messages: { text: string; at: Ms; metadata?: unknown }[] = []): Stage {
  return { record: { events }, lab: { slack: { messages: () => messages } } } as unknown as Stage;
}

const failovers = [event(3, "failover"), event(7, "secondary-healthy"), event(8, "failover")];
const title = `${PAIR}: failed over to the secondary`;

describe("the alert in Slack", () => {
  it.each([
    ["an alert of another kind about the same pair", `${PAIR}: safety net back, secondary healthy\nWhat 7 says of &lt;${PAIR}&gt;.`],
    ["the alert of an earlier failover", `${title}\nWhat 3 says of &lt;${PAIR}&gt;.`],
  ])("is not %s", (_what, text) => {
    expect(inSlack(stage(failovers, [{ text, at: at + 50 }]), "failover", 7)).toBeUndefined();
  });

  it("is the one with this event's title and sentence, as Slack escapes them", () => {
    const text = `:red_circle: ${title}\nWhat 8 says of &lt;${PAIR}&gt;.`;
    const seen = inSlack(stage(failovers, [{ text, at: at + 50 }]), "failover", 7);
    expect(seen).toBe(`50 ms after it was decided: :red_circle: ${title}`);
  });
});

describe("the alert in a Slack thread", () => {
  const marked = (number: number) => ({ event_type: "flipwatch_event", event_payload: { event: `${PAIR}#${number}` } });

  it("is known by the event that its message carries, whatever it has been edited to", () => {
    const edited = { text: `${PAIR}: recovered\nIt is over.`, at: at + 50, metadata: marked(8) };
    expect(inSlack(stage(failovers, [edited]), "failover", 7)).toContain("recovered");
  });

  it("is not another event's, whatever it says", () => {
    const other = { text: `${title}\nWhat 8 says of &lt;${PAIR}&gt;.`, at: at + 50, metadata: marked(3) };
    expect(inSlack(stage(failovers, [other]), "failover", 7)).toBeUndefined();
  });
});

describe("an event of one way of the flip", () => {
  it("is not one of before", () => {
    expect(told(stage(failovers), "failover", 3)).toContain("What 8 says");
    expect(told(stage(failovers), "failover", 8)).toBeUndefined();
  });
});

describe("calm before anything is broken", () => {
  const open = { id: "1", openedAt: at, opening: "both-unhealthy" as const };

  it.each([
    ["nothing happened", [event(1, "first-seen")], "Nothing has happened"],
    ["an incident is open", [event(1, "both-unhealthy", { incident: open })], undefined],
    [
      "it is over",
      [event(1, "both-unhealthy", { incident: open }), event(2, "recovered", { incident: { ...open, closedAt: at + 5 } })],
      "both-unhealthy) is over",
    ],
  ])("where %s", (_what, events, words) => {
    if (words === undefined) expect(calm(stage(events))).toBeUndefined();
    else expect(calm(stage(events))).toContain(words);
  });
});
