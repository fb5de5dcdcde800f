/**
 * Notes when SNS accepted an event that was told before its own wake-up came: whoever told it was woken by an earlier event of the log, read
 * on, and could not know. Without this the timeline would lack the step from the decision to SNS.
 */
import type { Records } from "@flipwatch/adapters/store/records";
import type { Clock, Ms } from "@flipwatch/core";

/** Whoever holds the log may be sending the event just now; what takes longer stays undated. */
const PATIENCE_MS = 3_000;
const LOOK_EVERY_MS = 250;

export interface DatingPorts {
  records: Pick<Records, "deliveries">;
  clock: Clock;
}

/** `published`: when SNS accepted each event, by its id; `channels`: how many settle each. Throws FlipwatchError of the store. */
export async function datePublications(ports: DatingPorts, published: ReadonlyMap<string, Ms>, channels: number): Promise<void> {
  const until = ports.clock.now() + PATIENCE_MS;
  for (const [event, at] of published) {
    while ((await dateOne(ports, event, at)) < channels && ports.clock.now() < until) {
      await ports.clock.until(ports.clock.now() + LOOK_EVERY_MS);
    }
  }
}

/** How many channels have settled the event, all dated now. */
async function dateOne({ records }: DatingPorts, event: string, publishedAt: Ms): Promise<number> {
  const place = event.lastIndexOf("#");
  const number = Number(event.slice(place + 1));
  const settled = await records.deliveries.of(event.slice(0, place), { from: number, to: number });
  for (const delivery of settled) if (delivery.publishedAt === undefined) await records.deliveries.put({ ...delivery, publishedAt });
  return settled.length;
}
