import { describe, expect, it } from "vitest";
import { FLEET } from "../event.ts";
import { sampleEvent, samplePair } from "../timeline/sample.ts";
import { afterDigest } from "./after-digest.ts";
import {
  channelOfDigest,
  type DigestDetail,
  digestAt,
  digestEvent,
  digestId,
  digestPlace,
  digestRef,
  groupId,
  isDigestLog,
  isFlappingDigest,
  isGroupDigest,
} from "./digest.ts";

const open = { id: "digest:slack:ops:1000", openedAt: 1_000, dueAt: 61_000 };

describe("a digest's event", () => {
  it("lists its events by time, and those of one log in its order, however they are dated", () => {
    const silent = sampleEvent(9, "region-silent", { by: 400 }, { pair: FLEET, id: `${FLEET}#9` });
    const lost = sampleEvent(10, "ballots-lost", { by: 100 }, { pair: FLEET, id: `${FLEET}#10` });
    // At the same moment, where the text "#10" comes before "#9".
    const [dark, flapping] = [sampleEvent(9, "dark", { by: 200 }), sampleEvent(10, "flapping", { by: 200 })];
    const refs = [lost, flapping, dark, silent].map((event) => digestRef(event, "rate", open.id, { channel: "slack:ops" }));
    const { events } = digestEvent(open, refs, 4).detail as unknown as DigestDetail;
    expect(events.map(({ id }) => id)).toEqual([`${FLEET}#9`, `${samplePair}#9`, `${samplePair}#10`, `${FLEET}#10`]);
  });
});

describe("a digest's id", () => {
  it("says whether it is a flapping pair's, whatever the channel is called", () => {
    const ids = [digestId("slack:flapping", 1_000, "soon"), digestId("slack:flapping", 1_000, "flapping")];
    expect(ids.map(isFlappingDigest)).toEqual([false, true]);
    expect(ids.map(isDigestLog)).toEqual([true, true]);
  });
});

describe("a group's id", () => {
  it.each(["slack:ops", "slack:a:b"])("says for which channel it is, also of a story's later messages: %s", (channel) => {
    const first = groupId(channel, "check:1f416a68", "failover", 1_000);
    const ids = [first, digestAt(first, 2), digestId(channel, 1_000, "soon"), digestId(channel, 1_000, "flapping")];
    expect(ids.map(channelOfDigest)).toEqual([channel, channel, channel, channel]);
    expect(ids.map(isGroupDigest)).toEqual([true, true, false, false]);
    expect(ids.map(digestPlace)).toEqual([
      { log: first, number: 1 },
      { log: first, number: 2 },
      { log: ids[2], number: 1 },
      { log: ids[3], number: 1 },
    ]);
  });
});

describe("what a log's cursor remembers of digests", () => {
  it("is the last that what follows waits for: a flapping pair's is not", () => {
    const event = sampleEvent(2, "failover", { by: 200 });
    const joined = (digest: string) => {
      const sending = { number: 2, attempts: 0, firstTriedAt: 300, startedAt: 300, inFlight: false, digest };
      const before = { log: samplePair, channel: "slack:ops", version: 3, settledThrough: 1, digest: open.id, sending };
      return afterDigest(before, event, "in", 300, 5_000);
    };
    const [soon, flapping] = ["soon", "flapping"].map((slot) => joined(digestId("slack:ops", 2_000, slot as "soon" | "flapping")));
    expect(soon?.cursor.digest).toBe("digest:slack:ops:2000");
    expect(flapping).toMatchObject({ cursor: { digest: open.id }, delivery: { digest: "digest:flapping:slack:ops:2000" } });
  });
});
