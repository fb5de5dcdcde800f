/**
 * Brings a written Head's tail into the world: archive to the log, publish in order, trim. A crash between any two of these leaves a Head from
 * which the next run goes on; a repeat writes the same keys, and a doubled publication is only a doubled wake-up for deliver.
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
  unpublished,
} from "@flipwatch/core";

export interface SettlePorts {
  records: Pick<Records, "log">;
  publisher: Publisher;
}

export interface Settled<H> {
  head: H;
  /** Events that SNS refuses for good: recorded in the FLEET log, alarmed and passed, so that one bad event blocks nothing. */
  unpublishable: { event: FlipwatchEvent; error: string }[];
  /** Why publishing stopped before the end; the rest waits in the tail for the next run. */
  trouble?: FlipwatchError;
}

/** The Head that comes back is not written yet: its tail is what still has to be done. */
export async function settle<H extends Head | LogHead>(ports: SettlePorts, written: H): Promise<Settled<H>> {
  const toArchive = unarchived(written);
  if (toArchive.length > 0) await ports.records.log.append(toArchive);
  return publishInOrder(ports.publisher, afterArchived(written, written.nextNumber - 1) as H);
}

async function publishInOrder<H extends Head | LogHead>(publisher: Publisher, archived: H): Promise<Settled<H>> {
  const unpublishable: Settled<H>["unpublishable"] = [];
  let head = archived;
  for (const event of unpublished(archived)) {
    try {
      await publisher.publish(event);
    } catch (problem) {
      if (!(problem instanceof FlipwatchError)) throw problem;
      if (problem.retryable) return { head, unpublishable, trouble: problem };
      unpublishable.push({ event, error: problem.message });
    }
    head = afterPublished(head, event.number) as H;
  }
  return { head: afterPublished(head, head.nextNumber - 1) as H, unpublishable };
}
