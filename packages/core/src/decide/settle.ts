/** Moves a log's tail along: archived first, then published, then trimmed. The same for a pair's Head and for a log without a pair. */
import { assert } from "../error.ts";
import type { FlipwatchEvent } from "../event.ts";
import { TAIL_LIMIT } from "../head.ts";

/** What a Head and a LogHead have in common. */
export interface Tailed {
  nextNumber: number;
  tail: readonly FlipwatchEvent[];
  archivedThrough: number;
  publishedThrough: number;
}

/** How many events may still be added before something must be settled. */
export function room(head: Tailed): number {
  assertTail(head);
  return TAIL_LIMIT - head.tail.length;
}

/** Events to archive, oldest first. */
export function unarchived(head: Tailed): FlipwatchEvent[] {
  return head.tail.filter((event) => event.number > head.archivedThrough);
}

/** Archived events to publish, oldest first. Records are for the timeline alone, so they are passed over. */
export function unpublished(head: Tailed): FlipwatchEvent[] {
  const ready = head.tail.filter((event) => event.number > head.publishedThrough && event.number <= head.archivedThrough);
  return ready.filter((event) => event.severity !== "record");
}

/** Everything up to `through` is in the log. */
export function afterArchived<T extends Tailed>(head: T, through: number): T {
  assert(through < head.nextNumber, `archived through ${through}, but ${head.nextNumber} is not given yet`);
  return trimmed({ ...head, archivedThrough: Math.max(head.archivedThrough, through) });
}

/** Everything up to `through` is accepted by SNS, refused for good, or a record. Only what is archived is published. */
export function afterPublished<T extends Tailed>(head: T, through: number): T {
  assert(through <= head.archivedThrough, `published through ${through}, but archived only through ${head.archivedThrough}`);
  return trimmed({ ...head, publishedThrough: Math.max(head.publishedThrough, through) });
}

function trimmed<T extends Tailed>(head: T): T {
  const settled = Math.min(head.archivedThrough, head.publishedThrough);
  const kept = { ...head, tail: head.tail.filter((event) => event.number > settled) };
  assertTail(kept);
  return kept;
}

/** The tail is what came last, without a gap, and no longer than a Head may carry. */
export function assertTail({ tail, nextNumber }: Tailed): void {
  assert(tail.length <= TAIL_LIMIT, `a tail of ${tail.length} events, ${TAIL_LIMIT} at most`);
  tail.forEach((event, index) => {
    assert(event.number === nextNumber - tail.length + index, `event ${event.id} out of order in its tail`);
  });
}
