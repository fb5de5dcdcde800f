import { describe, expect, it } from "vitest";
import type { EventKind, FlipwatchEvent } from "../event.ts";
import { eventId } from "../event.ts";
import { TAIL_LIMIT } from "../head.ts";
import { afterArchived, afterPublished, isSettled, room, type Tailed, unarchived, unpublishedInTail } from "./settle.ts";
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
  it("archives everything that is not archived yet", () => {
    const head = three();
    expect(numbers(unarchived(head))).toEqual([1, 2, 3]);
    expect(numbers(unarchived(afterArchived(head, 2)))).toEqual([3]);
  });

  it.each([
    ["nothing is archived yet", 0, [1, 2, 3]],
    ["what is archived is dropped, published or not", 2, [3]],
    ["everything is archived", 3, []],
  ])("keeps in the tail only what is not in the log: %s", (_name, archived, kept) => {
    const head = afterArchived(three(), archived);
    expect(numbers(head.tail)).toEqual(kept);
    expect(room(head)).toBe(TAIL_LIMIT - kept.length);
  });

  it.each([
    ["all of the tail, where nothing is published", three(), [1, 2, 3]],
    ["what follows the last one published", { ...three(), publishedThrough: 1 }, [2, 3]],
    ["nothing, where all is", { ...three(), publishedThrough: 3 }, []],
    ["what has left the tail unpublished is in the log", { ...afterArchived(three(), 2) }, undefined],
  ])("publishes from the tail where that has everything: %s", (_name, head, expected) => {
    expect(unpublishedInTail(head)?.map((event) => event.number)).toEqual(expected);
  });

  it.each([
    ["archived and published", 3, 3, true],
    ["archived, not published", 3, 2, false],
    ["not archived", 2, 2, false],
  ])("is settled when all is %s", (_name, archived, published, settled) => {
    expect(isSettled(afterPublished(afterArchived(three(), archived), published))).toBe(settled);
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
