import { describe, expect, it } from "vitest";
import type { EventKind, FlipwatchEvent } from "../event.ts";
import { eventId } from "../event.ts";
import { TAIL_LIMIT } from "../head.ts";
import { afterArchived, afterPublished, room, type Tailed, unarchived, unpublished } from "./settle.ts";
import { severityOf } from "./severity.ts";

/** A log whose tail holds these kinds, numbered from 1. */
function tailed(...kinds: EventKind[]): Tailed {
  const tail = kinds.map((kind, index): FlipwatchEvent => {
    const number = index + 1;
    const rest = { at: 1, bounds: { by: 1 }, recordedAt: 1, message: "It happened.", severity: severityOf[kind] };
    return { schema: "flipwatch.event/1", id: eventId("a/A", number), pair: "a/A", number, kind, ...rest };
  });
  return { nextNumber: tail.length + 1, tail, archivedThrough: 0, publishedThrough: 0 };
}

const numbers = (events: readonly FlipwatchEvent[]) => events.map((event) => event.number);
const three = () => tailed("vote-changed", "failover", "vote-changed");

describe("settling", () => {
  it("archives everything, publishes what alerts, and only what is archived", () => {
    const head = three();
    expect(numbers(unarchived(head))).toEqual([1, 2, 3]);
    expect(numbers(unpublished(head))).toEqual([]);
    expect(numbers(unarchived(afterArchived(head, 2)))).toEqual([3]);
    expect(numbers(unpublished(afterArchived(head, 3)))).toEqual([2]);
  });

  it.each([
    ["nothing is dropped that is archived but not published", 3, 0, [1, 2, 3]],
    ["what is both is dropped", 3, 2, [3]],
    ["a settled tail is empty", 3, 3, []],
  ])("%s", (_name, archived, published, kept) => {
    const head = afterPublished(afterArchived(three(), archived), published);
    expect(numbers(head.tail)).toEqual(kept);
    expect(room(head)).toBe(TAIL_LIMIT - kept.length);
  });

  it("settling again, or less far, changes nothing", () => {
    const head = afterPublished(afterArchived(three(), 3), 2);
    expect(afterPublished(afterArchived(head, 1), 1)).toEqual(head);
  });

  it.each<[string, () => unknown]>([
    ["archiving what has no number yet", () => afterArchived(three(), 4)],
    ["publishing what is not archived", () => afterPublished(afterArchived(three(), 1), 2)],
    ["a tail beyond its limit", () => room(tailed(...Array.from({ length: 21 }, (): EventKind => "vote-changed")))],
    ["a tail with a gap", () => room({ ...three(), tail: three().tail.filter((event) => event.number !== 2) })],
  ])("%s is a broken invariant", (_name, act) => {
    expect(act).toThrow("invariant broken");
  });
});
