import { describe, expect, it } from "vitest";
import { eventSchema, FLEET, type FlipwatchEvent } from "../event.ts";
import { sampleEvent } from "../timeline/sample.ts";
import { digestAt, digestRef, groupId, marksIn, type OpenGroup } from "./digest.ts";
import { type GroupContents, groupEvent } from "./group-event.ts";
import { STORIES_MAX, type Story, storiesAfter } from "./story.ts";

const CHECK = "1f416a68-5beb-4542-a015-64a30a8fc679";
const NOON = Date.UTC(2026, 10, 22, 12);
const LOG = groupId("slack:ops", `check:${CHECK}`, "failover", NOON);

function group(number: number, kind: FlipwatchEvent["kind"], changes: Partial<OpenGroup> = {}): OpenGroup {
  const opened = { id: digestAt(LOG, number), openedAt: NOON, dueAt: NOON + 5_000, seen: 1 };
  return { ...opened, cause: `check:${CHECK}`, why: "check", kind, expected: 3, ...changes };
}

function flip(index: number, kind: FlipwatchEvent["kind"], changes: Partial<FlipwatchEvent> = {}): FlipwatchEvent {
  const pair = `name-${index}.example.com/A`;
  const incident = { id: `${pair}!1`, openedAt: NOON, opening: "failover" as const };
  const primary = {
    status: "unhealthy",
    check: CHECK,
    sharedBy: 3,
    since: NOON - 60_000,
    period: NOON,
    reason: "15 of 16 checkers fail",
  } as const;
  const health = { primary, secondary: { status: "healthy" } } as const;
  const to = kind === "failover" ? ({ from: "primary", to: "secondary" } as const) : {};
  const by = NOON + index * 1_000;
  return sampleEvent(1, kind, { by }, { id: `${pair}#1`, pair, severity: "critical", incident, health, ...to, ...changes });
}
const ended = (index: number) => {
  const { incident } = flip(index, "failover");
  return flip(index, "recovered", {
    severity: "info",
    to: "primary",
    incident: incident && { ...incident, closedAt: NOON + 600_000 },
    health: undefined,
  });
};
/** As of pairs that nothing was told of, or that were told of in the story that is given. */
function contents(events: readonly FlipwatchEvent[], changes: Partial<GroupContents> = {}): GroupContents {
  const told = (event: FlipwatchEvent) => (isKnown(event) ? { incident: event.incident?.id, story: LOG } : {});
  const isKnown = ({ kind }: FlipwatchEvent) => changes.story !== undefined && kind !== "failover";
  const refs = events.map((event) => digestRef(event, "check", LOG, { channel: "slack:ops", told: told(event) }));
  return { refs, count: events.length, ...marksIn(refs), first: events[0], ...changes };
}
const three = [1, 2, 3].map((index) => flip(index, "failover"));

describe("a group's message", () => {
  it("says of a check how many of its pairs did what, and how the check stands; with it their story begins", () => {
    const event = groupEvent(group(1, "failover"), contents(three));
    expect(event).toMatchObject({
      id: LOG,
      pair: FLEET,
      number: 1,
      kind: "digest",
      severity: "critical",
      at: NOON + 3_000,
      from: "primary",
      to: "secondary",
      incident: { id: LOG, openedAt: NOON + 1_000, opening: "digest" },
      detail: { why: "check", count: 3, check: { check: CHECK, status: "unhealthy" }, story: { told: 3, over: 0 } },
    });
    expect(event.incident?.closedAt).toBeUndefined();
    expect(event.message).toBe(
      `3 names of health check ${CHECK}: failed over to the secondary. The check has been unhealthy since 2026-11-22 11:59:00 UTC (15 of 16 checkers fail).`,
    );
    expect(eventSchema.safeParse(event).success).toBe(true);
  });

  it("ends a story by its incidents, though more happened than it lists, and to some pairs more than once", () => {
    const caughtUp = groupEvent(group(1, "failover"), contents(three, { count: 1_203, begins: 600, ends: 600 }));
    expect(caughtUp.detail).toMatchObject({ story: { told: 600, over: 600 } });
    expect(caughtUp.incident?.closedAt).toBeDefined();
    const story: Story = { log: LOG, cause: `check:${CHECK}`, openedAt: NOON, told: 3, over: 2, number: 1, at: NOON };
    const again = { ...ended(1), id: "name-1.example.com/A#9" };
    const twice = groupEvent(group(2, "recovered"), contents([ended(1), flip(1, "failover"), again], { story }));
    expect(twice.detail).toMatchObject({ story: { told: 4, over: 4 } });
  });

  it("says of a story how many are over, and ends it with the last", () => {
    const story: Story = { log: LOG, cause: `check:${CHECK}`, openedAt: NOON, told: 3, over: 0, number: 1, at: NOON };
    const some = groupEvent(group(2, "recovered"), contents([ended(1), ended(2)], { story }));
    expect(some.message).toBe(`2 of 3 names of health check ${CHECK}: recovered. The incident goes on for 1.`);
    expect(some).toMatchObject({
      number: 2,
      id: `${LOG}#2`,
      detail: { story: { told: 3, over: 2 } },
      incident: { id: LOG, openedAt: NOON },
    });
    expect(some.incident?.closedAt).toBeUndefined();
    const last = groupEvent(group(3, "recovered"), contents([ended(3)], { story: { ...story, over: 2 } }));
    expect(last.message).toContain("1 of 3 names");
    expect(last.message).toContain("The incident is over for all of them.");
    expect(last).toMatchObject({ detail: { story: { told: 3, over: 3 } }, incident: { closedAt: NOON + 3_000, durationMs: 3_000 } });
  });

  it("says how many more joined a story, and how many these are in all", () => {
    const story: Story = { log: LOG, cause: `check:${CHECK}`, openedAt: NOON, told: 3, over: 0, number: 1, at: NOON };
    const event = groupEvent(group(2, "failover"), contents([flip(4, "failover"), flip(5, "failover")], { story }));
    expect(event.message).toContain(`2 more names of health check ${CHECK}: failed over to the secondary, 5 in all.`);
    expect(event).toMatchObject({
      detail: { story: { told: 5, over: 0 }, pairs: { count: 5, of: 5 } },
      incident: { id: LOG, openedAt: NOON },
    });
  });

  it("ends no story with the end of what was told elsewhere", () => {
    const elsewhere = digestRef(ended(9), "check", LOG, { channel: "slack:ops", told: { incident: ended(9).incident?.id ?? "" } });
    expect([elsewhere.begins, elsewhere.ends]).toEqual([undefined, undefined]);
  });

  it("counts a pair once, whatever else it says, and those that it does not list", () => {
    const twice = groupEvent(
      group(1, "failover"),
      contents([...three, flip(1, "dark", { id: "name-1.example.com/A#2" })], { count: 504, begins: 503 }),
    );
    expect(twice.detail?.story).toEqual({ told: 503, over: 0 });
    expect(twice.message).toContain("failed over to the secondary (3), no usable answer (1)");
    expect(twice.to).toBeUndefined();
  });

  it("says nothing of a reading from before the flip that contradicts it", () => {
    const before = { status: "healthy", check: CHECK, sharedBy: 3, period: NOON - 120_000 } as const;
    const lagging = three.map((event) => ({ ...event, health: { primary: before, secondary: { status: "healthy" as const } } }));
    const event = groupEvent(group(1, "failover"), contents(lagging));
    expect(event.message).toBe(`3 names of health check ${CHECK}: failed over to the secondary.`);
    expect(event.detail?.check).toEqual({ check: CHECK, sharedBy: 3 });
  });

  it("begins no story where it tells of no incident", () => {
    const event = groupEvent(
      group(1, "secondary-unhealthy"),
      contents(three.map((one) => ({ ...one, kind: "secondary-unhealthy", incident: undefined }))),
    );
    expect([event.incident, event.detail?.story]).toEqual([undefined, undefined]);
  });

  it("of one alert is a digest of one, and of none alerts nobody", () => {
    expect(groupEvent(group(1, "failover"), contents(three.slice(0, 1)))).toMatchObject({ severity: "critical", detail: { count: 1 } });
    expect(groupEvent(group(1, "failover"), contents([])).severity).toBe("record");
  });

  it("names the regions that are silent together, or back", () => {
    const silent = (region: string) =>
      sampleEvent(
        1,
        "region-silent",
        { after: NOON, by: NOON + 90_000 },
        { pair: FLEET, id: `${FLEET}#${region}`, region, detail: { voting: 1, regions: 3 } },
      );
    const names = ["us-east-2", "eu-central-1"];
    const regions = group(1, "region-silent", { cause: "regions", why: "regions" });
    const event = groupEvent(regions, contents(names.map(silent)));
    expect(event).toMatchObject({ detail: { why: "regions", regions: names, voting: 1, of: 3 } });
    expect(event.message).toMatch(
      /^us-east-2 and eu-central-1 have cast no vote since 2026-11-22 12:00:00 UTC: 1 of 3 regions still vote, 2 must agree\. Check /,
    );
    const back = groupEvent(
      { ...regions, kind: "region-back" },
      contents(names.map((name) => ({ ...silent(name), kind: "region-back", detail: {} }))),
    );
    expect(back.message).toBe("us-east-2 and eu-central-1 have been voting again since 2026-11-22 12:01:30 UTC.");
  });
});

describe("the stories of a channel", () => {
  const opening = groupEvent(group(1, "failover"), contents(three));
  const [begun] = storiesAfter([], group(1, "failover"), opening, NOON + 5_000);

  it("begin with a group's message and go on with the next", () => {
    expect(begun).toEqual({ log: LOG, cause: `check:${CHECK}`, openedAt: NOON + 1_000, told: 3, over: 0, number: 1, at: NOON + 5_000 });
    const next = groupEvent(group(2, "recovered"), contents([ended(1)], { story: begun }));
    expect(storiesAfter([begun as Story], group(2, "recovered"), next, NOON + 9_000)).toEqual([
      { ...begun, over: 1, number: 2, at: NOON + 9_000 },
    ]);
  });

  it("are the same after a message that is put together twice", () => {
    expect(storiesAfter([begun as Story], group(1, "failover"), opening, NOON + 99_000)).toEqual([begun]);
  });

  it("go on with another number after a message that turned out empty", () => {
    const empty = groupEvent(group(2, "recovered"), contents([], { story: begun }));
    expect(empty.severity).toBe("record");
    expect(storiesAfter([begun as Story], group(2, "recovered"), empty, NOON + 9_000)).toEqual([{ ...begun, number: 2 }]);
  });

  it("end with their last incident", () => {
    const last = groupEvent(group(2, "recovered"), contents([1, 2, 3].map(ended), { story: begun }));
    expect(storiesAfter([begun as Story], group(2, "recovered"), last, NOON)).toEqual([]);
  });

  it("are twenty at most, the newest", () => {
    const many = Array.from({ length: STORIES_MAX }, (_, index) => ({ ...(begun as Story), log: `story-${index}` }));
    const after = storiesAfter(many, group(1, "failover"), opening, NOON);
    expect([after.length, after[0]?.log, after.at(-1)?.log]).toEqual([STORIES_MAX, "story-1", LOG]);
  });
});
