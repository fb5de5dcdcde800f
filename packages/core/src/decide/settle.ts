/**
 * Moves a log along: archived first, which empties the tail, then published. The same for a pair's Head and for a log without a pair. What
 * waits to be published waits in the log, so the tail bounds only what is not archived, however long SNS is out.
 */
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

/** How many events may still be added before something must be archived. */
export function room(head: Tailed): number {
  assertTail(head);
  return TAIL_LIMIT - head.tail.length;
}

/** Events to archive, oldest first. */
export function unarchived(head: Tailed): FlipwatchEvent[] {
  return head.tail.filter((event) => event.number > head.archivedThrough);
}

/** Whether everything is in the log and published. What is not, is brought on by the next run. */
export function isSettled(head: Pick<Tailed, "nextNumber" | "tail" | "publishedThrough">): boolean {
  return head.tail.length === 0 && head.publishedThrough >= head.nextNumber - 1;
}

/** Events to publish, oldest first, where the tail holds every one of them; undefined where older ones are to be read from the log. */
export function unpublishedInTail(head: Tailed): FlipwatchEvent[] | undefined {
  const waiting = head.tail.filter((event) => event.number > head.publishedThrough);
  return waiting.length === head.nextNumber - 1 - head.publishedThrough ? waiting : undefined;
}

/** Everything up to `through` is in the log, and leaves the tail. */
export function afterArchived<T extends Tailed>(head: T, through: number): T {
  assert(through < head.nextNumber, `archived through ${through}, but ${head.nextNumber} is not given yet`);
  const archivedThrough = Math.max(head.archivedThrough, through);
  const kept = { ...head, archivedThrough, tail: head.tail.filter((event) => event.number > archivedThrough) };
  assertTail(kept);
  return kept;
}

/** Everything up to `through` is accepted by SNS, refused for good, or a record. Only what is archived is published. */
export function afterPublished<T extends Tailed>(head: T, through: number): T {
  assert(through <= head.archivedThrough, `published through ${through}, but archived only through ${head.archivedThrough}`);
  return { ...head, publishedThrough: Math.max(head.publishedThrough, through) };
}

/** The tail is what came last, without a gap, and no longer than a Head may carry. */
export function assertTail({ tail, nextNumber }: Tailed): void {
  assert(tail.length <= TAIL_LIMIT, `a tail of ${tail.length} events, ${TAIL_LIMIT} at most`);
  tail.forEach((event, index) => {
    assert(event.number === nextNumber - tail.length + index, `event ${event.id} out of order in its tail`);
  });
}
