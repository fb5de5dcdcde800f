/**
 * Brings a written Head's events into the world: archive the tail to the log, publish in order. A crash between any two of these leaves a Head
 * from which the next run goes on; a repeat writes the same keys, and a doubled publication is only a doubled wake-up for deliver.
 */
import type { Records } from "@flipwatch/adapters/store/records";
import {
  afterArchived,
  afterPublished,
  FlipwatchError,
  type FlipwatchEvent,
  type Head,
  type LogHead,
  type Publisher,
  unarchived,
  unpublishedInTail,
} from "@flipwatch/core";

export interface SettlePorts {
  records: Pick<Records, "log">;
  publisher: Publisher;
}

export interface Settled<H> {
  head: H;
  /** Events that SNS refuses for good: recorded in the FLEET log, alarmed and passed, so that one bad event blocks nothing. */
  unpublishable: { event: FlipwatchEvent; error: string }[];
  /** Why publishing stopped before the end; the rest waits in the log for the next run. */
  trouble?: FlipwatchError;
}

/** Events read back from the log in one run, after an outage of SNS; the next run goes on. */
const PUBLISHED_AT_ONCE = 100;

/**
 * The Head that comes back is not written yet. Its tail is empty: an outage of SNS, of whatever length, leaves room for what is decided
 * meanwhile. In the steady case what is published is at hand, so the log is not read. Each event is published once the log has it and all before
 * it; those behind it follow meanwhile. Throws FlipwatchError `store-unavailable` when one could not be archived, whatever was published.
 */
export async function settle<H extends Head | LogHead>(ports: SettlePorts, written: H): Promise<Settled<H>> {
  const { all, upTo } = archive(ports, unarchived(written));
  const archived = afterArchived(written, written.nextNumber - 1) as H;
  const atHand = unpublishedInTail(written);
  const publishing =
    atHand === undefined
      ? all.then(async () => publishInOrder(ports.publisher, archived, await readUnpublished(ports, archived), upTo))
      : publishInOrder(ports.publisher, archived, atHand, upTo);
  const [settled] = await Promise.all([publishing, all]);
  return settled;
}

interface Archiving {
  all: Promise<void>;
  /** Resolves when the log has this event and all before it. */
  upTo(number: number): Promise<void> | undefined;
}

function archive({ records }: SettlePorts, events: readonly FlipwatchEvent[]): Archiving {
  const done = new Map<number, Promise<void>>();
  let all = Promise.resolve();
  for (const event of events) {
    all = all.then(() => records.log.append([event]));
    done.set(event.number, all);
  }
  return { all, upTo: (number) => done.get(number) };
}

/** Whether there is anything to write: while SNS is out a Head stays as it is. */
export function isFurther(after: Head | LogHead, before: Head | LogHead): boolean {
  return after.archivedThrough > before.archivedThrough || after.publishedThrough > before.publishedThrough;
}

/** Not what another tally has appended since: this Head knows nothing of that. */
function readUnpublished({ records }: SettlePorts, head: Head | LogHead): Promise<FlipwatchEvent[]> {
  const range = { after: head.publishedThrough, before: head.archivedThrough + 1, limit: PUBLISHED_AT_ONCE };
  return records.log.read("log" in head ? head.log : head.pair, range);
}

async function publishInOrder<H extends Head | LogHead>(
  publisher: Publisher,
  archived: H,
  events: readonly FlipwatchEvent[],
  upTo: Archiving["upTo"],
): Promise<Settled<H>> {
  const unpublishable: Settled<H>["unpublishable"] = [];
  let head = archived;
  for (const event of events) {
    await upTo(event.number);
    try {
      // Records are for the timeline alone.
      if (event.severity !== "record") await publisher.publish(event);
    } catch (problem) {
      if (!(problem instanceof FlipwatchError)) throw problem;
      if (problem.retryable) return { head, unpublishable, trouble: problem };
      unpublishable.push({ event, error: problem.message });
    }
    head = afterPublished(head, event.number) as H;
  }
  // Nothing where something must be: what the log holds there can't be read as events, and is passed.
  const through = events.at(-1)?.number ?? head.nextNumber - 1;
  return { head: afterPublished(head, through) as H, unpublishable };
}
