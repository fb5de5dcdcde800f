/** What only happens between two awaits: a digest that is closed while an event is being put into it. */
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import { testClock } from "@flipwatch/adapters/testing/clock";
import { type DigestDetail, deliveryPolicyOf, digestRef, type FlipwatchEvent, intoDigest, newWindow } from "@flipwatch/core";
import { beforeEach, describe, expect, it } from "vitest";
import { closeDigests, join } from "./digests.ts";
import { event, start } from "./sample.ts";

const channel = "slack:ops";
const policy = deliveryPolicyOf();
const clock = testClock(start);
const close = () => closeDigests({ records, clock, policy }, channel);
const kept = event(1);
const late = event(2);
const refOf = (one: FlipwatchEvent) => digestRef(one, "rate", digest, { channel });
let records: Records;
let digest: string;

beforeEach(async () => {
  records = createRecords(createMemoryTable());
  clock.set(start);
  const opened = intoDigest(newWindow(channel), "soon", "rate", start, policy);
  if (opened.kind !== "digest" || opened.window === undefined) throw new Error("a new window opens a digest");
  await records.channels.putWindow(opened.window);
  digest = opened.digest.id;
  expect(await join(records, channel, { digest, ref: refOf(kept) })).toBe("in");
  clock.set(start + policy.windowMs);
});

/** The digest is closed right before its row is added, or right after. */
function closedAround(when: "before" | "after"): Pick<Records, "channels" | "digests"> {
  const add: Records["digests"]["add"] = async (id, ref) => {
    if (when === "before") await close();
    await records.digests.add(id, ref);
    if (when === "after") await close();
  };
  return { channels: records.channels, digests: { ...records.digests, add } };
}

describe("an event that is put into a digest which is being closed", () => {
  it.each([
    ["before", "out", [kept.id]],
    ["after", "in", [kept.id, late.id]],
  ] as const)("%s its row is there is %s", async (when, joined, listed) => {
    expect(await join(closedAround(when), channel, { digest, ref: refOf(late) })).toBe(joined);
    const told = (await records.digests.get(digest))?.detail as unknown as DigestDetail;
    expect(told.events.map(({ id }) => id)).toEqual(listed);
    // Asked again, as after a crash, it says the same.
    expect(await join(records, channel, { digest, ref: refOf(late) })).toBe(joined);
  });
});
