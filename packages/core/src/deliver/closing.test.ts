import { describe, expect, it } from "vitest";
import { closeDue, groupsToCount } from "./closing.ts";
import type { OpenDigest, OpenGroup } from "./digest.ts";
import { deliveryPolicyOf } from "./policy.ts";
import { type ChannelWindow, newWindow } from "./window.ts";

const policy = deliveryPolicyOf();
const OPENED = 1_000_000;

function group(changes: Partial<OpenGroup> = {}): OpenGroup {
  const opened = { id: "digest:group:1", openedAt: OPENED, dueAt: OPENED + policy.groupMs, seen: 1 };
  return { ...opened, cause: "check:1", why: "check", kind: "failover", expected: 300, ...changes };
}
const holding = (...groups: OpenGroup[]): ChannelWindow => ({ ...newWindow("slack:ops"), groups });

describe("a group", () => {
  it.each<[string, Partial<OpenGroup>, now: number, count: number | undefined, "waits" | "told" | "looked at again"]>([
    ["waits while it is not complete", {}, 4_999, 299, "waits"],
    ["is told as soon as it is complete", {}, 200, 300, "told"],
    ["is told at its time when nothing came but the one that opened it", {}, 5_000, 1, "told"],
    ["is looked at again where more came", {}, 5_000, 50, "looked at again"],
    ["is told when none came since", { seen: 50, dueAt: OPENED + 10_000 }, 10_000, 50, "told"],
    ["is told after a minute, whatever comes", { seen: 50, dueAt: OPENED + 60_000 }, 60_000, 90, "told"],
    ["is told at its time when nobody counted it", {}, 5_000, undefined, "told"],
    ["waits when nobody counted it before its time", {}, 4_999, undefined, "waits"],
    ["is told when it was opened before the clock was set back", {}, -3_600_000, 50, "told"],
  ])("%s", (_name, changes, after, count, expected) => {
    const one = group(changes);
    const now = OPENED + after;
    const closing = closeDue(holding(one), now, policy, new Map(count === undefined ? [] : [[one.id, count]]));
    const how = closing === undefined ? "waits" : closing.window.closing?.length === 1 ? "told" : "looked at again";
    expect(how).toBe(expected);
    if (how === "looked at again") {
      const again = { ...one, seen: count, dueAt: now + policy.groupMs };
      expect(closing).toMatchObject({ waiting: [again], window: { groups: [again], closing: [] } });
    }
    if (how === "told") expect(closing).toMatchObject({ window: { groups: [], closing: [one] } });
  });

  it("of a story takes along what waits before it in the story, and nothing else", () => {
    const story = [2, 3, 4].map((number) => group({ id: `digest:group:1#${number}`, dueAt: OPENED + 60_000 }));
    const other = group({ id: "digest:group:2", dueAt: OPENED + 60_000 });
    const closing = closeDue(holding(other, ...story), OPENED + 1_000, policy, new Map([["digest:group:1#3", 300]]));
    expect(closing?.window.closing).toEqual(story.slice(0, 2));
    expect(closing?.window.groups).toEqual([other, story[2]]);
  });

  it("is counted when it is due, and before that only when counting is cheap", () => {
    const [small, large, dueLarge] = [group(), group({ expected: 501 }), group({ expected: 501, dueAt: OPENED })];
    expect(groupsToCount(holding(small, large, dueLarge), OPENED, policy)).toEqual([small, dueLarge]);
  });
});

describe("other digests", () => {
  const soon: OpenDigest = { id: "digest:slack:ops:1", openedAt: OPENED, dueAt: OPENED + policy.windowMs };

  it("are told at their time, whatever groups wait", () => {
    const window = { ...holding(group({ dueAt: OPENED + 90_000 })), open: { soon } };
    expect(closeDue(window, OPENED + 59_999, policy)).toBeUndefined();
    const closing = closeDue(window, OPENED + 60_000, policy);
    expect(closing?.window).toMatchObject({ open: {}, closing: [soon], groups: window.groups });
    expect(closing?.window.open.soon).toBeUndefined();
  });

  it("that a crash left half closed are closing still", () => {
    expect(closeDue({ ...newWindow("slack:ops"), closing: [soon] }, OPENED, policy)?.window.closing).toEqual([soon]);
  });
});
