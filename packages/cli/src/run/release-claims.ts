/** Frees what a killed process was telling when it died, so that an alert cut off is told again at once and not when its claim runs out. */
import type { Records } from "@flipwatch/adapters/store/records";
import { deliveryPolicyOf, type Ms, released } from "@flipwatch/core";

/** A process holds a few claims for each channel. */
const MOST_CLAIMS = 1_000;

/** To be called before anything is told: the folder is this process's alone, so nobody living can hold a claim in it yet. */
export async function releaseClaims({ cursors }: Pick<Records, "cursors">, now: Ms): Promise<void> {
  const unsettled = await cursors.unsettled(now + deliveryPolicyOf().leaseMs, MOST_CLAIMS);
  for (const cursor of unsettled) if (cursor.lease !== undefined) await cursors.put(released(cursor), true);
}
