/** Channels, cursors and deliveries. */
import { failoverEvent } from "@flipwatch/adapters/testing/events";
import type { Cursor, Delivery, DigestRef } from "@flipwatch/core";
import { expect, it } from "vitest";
import { type Context, freshNumber, freshPair, NOON } from "./samples.ts";

function refOf(number: number): Omit<DigestRef, "id" | "at"> {
  return { kind: "failover", severity: "critical", pair: "failover.example.com/A", message: `the ${number}th`, why: "rate" };
}

export function deliveryRows(context: Context): void {
  const cursorOf = (log: string, channel: string, more: Partial<Cursor> = {}): Cursor => ({
    log,
    channel,
    version: 0,
    settledThrough: 0,
    ...more,
  });

  it("keeps since when a channel is configured, whoever notes it again", async () => {
    const { channels } = context.records;
    const [slack, webhook] = [`slack:${freshNumber()}`, `webhook:${freshNumber()}`];
    expect(await channels.since(slack)).toBeUndefined();
    await Promise.all([channels.note([slack, slack], NOON), channels.note([slack], NOON)]);
    await channels.note([slack, webhook], NOON + 5);
    expect([await channels.since(slack), await channels.since(webhook)]).toEqual([NOON, NOON + 5]);
  });

  it("notes a channel anew that was noted before the clock was set back", async () => {
    const { channels } = context.records;
    const slack = `slack:${freshNumber()}`;
    await channels.note([slack], NOON);
    await channels.note([slack], NOON - 9);
    expect(await channels.since(slack)).toBe(NOON - 9);
  });

  it("stores a channel's window only over the version that was read", async () => {
    const { channels } = context.records;
    const slack = `slack:${freshNumber()}`;
    const fresh = await channels.window(slack);
    expect(fresh).toEqual({ channel: slack, version: 0, sent: [], open: {} });
    const mark = (id: string) => ({
      ...fresh,
      sent: [{ id, kind: "failover" as const, severity: "critical" as const, at: NOON, groups: [] }],
    });
    const stored = await Promise.all([channels.putWindow(mark("one")), channels.putWindow(mark("two"))]);
    expect(stored.filter(Boolean)).toHaveLength(1);
    expect(await channels.window(slack)).toEqual(stored.find(Boolean));
  });

  it("keeps a channel's trouble until it is over", async () => {
    const { channels } = context.records;
    const slack = `slack:${freshNumber()}`;
    await channels.putTrouble(slack, { since: NOON, told: true });
    expect(await channels.trouble(slack)).toEqual({ since: NOON, told: true });
    await channels.putTrouble(slack, undefined);
    expect(await channels.trouble(slack)).toBeUndefined();
  });

  it("lists a digest's events oldest first, counts the rest, and closes it once", async () => {
    const { digests } = context.records;
    const id = `digest:slack:${freshNumber()}:${NOON}`;
    const ref = (number: number) => ({
      ...refOf(number),
      id: `failover.example.com/A#${number}`,
      at: NOON + number,
      begins: true as const,
    });
    for (const number of [3, 1, 2, 1]) await digests.add(id, ref(number));
    expect(await digests.refs(id, 2)).toEqual({ refs: [ref(1), ref(2)], count: 3, begins: 3, ends: 0 });
    const event = failoverEvent({ kind: "digest", id, number: 1 });
    expect(await digests.get(id)).toBeUndefined();
    expect(await digests.close(id, event)).toEqual(event);
    expect(await digests.close(id, { ...event, message: "another" })).toEqual(event);
    expect(await digests.get(id)).toEqual(event);
    expect(await digests.refs(id, 9)).toMatchObject({ count: 3 });
  });

  it("finds digests by when they were put together, and removes them a part at a time, the event last", async () => {
    const { digests } = context.records;
    const start = Date.UTC(1990 + freshNumber(), 0);
    const closed = async (at: number, count: number) => {
      const id = `digest:slack:${freshNumber()}:${at}`;
      for (let number = 1; number <= count; number += 1)
        await digests.add(id, { ...refOf(number), id: `name.example.com/A#${number}`, at });
      await digests.close(id, failoverEvent({ kind: "digest", id, number: 1, recordedAt: at }));
      return id;
    };
    const [late, early, empty] = [await closed(start + 2, 30), await closed(start, 2), await closed(start + 1, 0)];
    const found = async (at: number) => (await digests.closedBefore(at, 1_000)).filter((id) => [late, early, empty].includes(id));
    await expect.poll(() => found(start + 2), { timeout: 5_000 }).toEqual([early, empty, late]);
    expect(await found(start + 1)).toEqual([early, empty]);
    expect([await digests.remove(early, 9), await digests.remove(empty, 9)]).toEqual([2, 0]);
    expect([await digests.remove(late, 27), await digests.get(late)]).toMatchObject([27, { id: late }]);
    await expect.poll(() => found(start + 2), { timeout: 5_000 }).toEqual([late]);
    expect([await digests.remove(late, 27), await digests.get(late)]).toEqual([3, undefined]);
    await expect.poll(() => found(start + 2), { timeout: 5_000 }).toEqual([]);
    expect(await digests.refs(late, 9)).toEqual({ refs: [], count: 0, begins: 0, ends: 0 });
  });

  it("lists deliveries of all logs by the time they were settled, across days", async () => {
    const { deliveries } = context.records;
    const [log, other] = [freshPair(), freshPair()];
    const long = NOON - 40 * 86_400_000;
    const put = (of: string, number: number, settledAt: number) =>
      deliveries.put({ event: `${of}#${number}`, log: of, number, channel: "slack:ops", state: "delivered", attempts: 1, settledAt });
    await put(log, 1, long);
    await put(other, 1, long + 86_400_000);
    await put(log, 2, long + 2 * 86_400_000);
    const found = await deliveries.settled(long, long + 86_400_000, 100);
    expect(found.filter((one) => one.log === log || one.log === other).map(({ event }) => event)).toEqual([`${log}#1`, `${other}#1`]);
    await put(log, 1, long + 3);
    const again = await deliveries.settled(long, long + 3, 100);
    expect(again.filter((one) => one.log === log)).toMatchObject([{ settledAt: long + 3 }]);
  });

  it("stores a cursor only over the version that was read", async () => {
    const log = freshPair();
    const { cursors } = context.records;
    const claimed = cursorOf(log, "slack:ops", {
      lease: { owner: "one", until: NOON },
      sending: { number: 1, attempts: 1, firstTriedAt: NOON, startedAt: NOON, inFlight: true },
    });
    const results = await Promise.all(["one", "two"].map((owner) => cursors.put({ ...claimed, lease: { owner, until: NOON } }, false)));
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await cursors.get(log, "slack:ops")).toEqual(results.find(Boolean));
    expect(await cursors.get(log, "webhook:0")).toBeUndefined();
    await cursors.remove(log, "slack:ops");
    expect(await cursors.get(log, "slack:ops")).toBeUndefined();
  });

  it("finds unsettled cursors once their retry time and their lease are over, oldest first", async () => {
    const { cursors } = context.records;
    const start = Date.UTC(1990 + freshNumber(), 0);
    const [log, other] = [freshPair(), freshPair()];
    await cursors.put(cursorOf(log, "slack:ops", { retryAt: start + 5 }), true);
    await cursors.put(cursorOf(other, "slack:ops", { retryAt: start + 3 }), true);
    await cursors.put(cursorOf(log, "webhook:0", { retryAt: start, lease: { owner: "one", until: start + 9 } }), true);
    await cursors.put(cursorOf(other, "webhook:0", { retryAt: start }), false);
    const found = (now: number, limit = 100) =>
      expect.poll(
        async () =>
          (await cursors.unsettled(now, limit))
            .filter((cursor) => [log, other].includes(cursor.log))
            .map((cursor) => `${cursor.log} ${cursor.channel}`),
        { timeout: 5_000 },
      );
    await found(start + 2).toEqual([]);
    await found(start + 5).toEqual([`${other} slack:ops`, `${log} slack:ops`]);
    await found(start + 9).toEqual([`${other} slack:ops`, `${log} slack:ops`, `${log} webhook:0`]);
    for (const cursor of await cursors.unsettled(start + 9, 100)) await cursors.put(cursor, false);
    await found(start + 9).toEqual([]);
  });

  it("gives at most as many unsettled cursors as asked for, those due longest", async () => {
    const { cursors } = context.records;
    const logs = Array.from({ length: 7 }, freshPair);
    for (const [index, log] of logs.entries()) await cursors.put(cursorOf(log, "slack:ops", { retryAt: index }), true);
    await expect
      .poll(async () => (await cursors.unsettled(100, 3)).map((cursor) => cursor.log), { timeout: 5_000 })
      .toEqual(logs.slice(0, 3));
    for (const cursor of await cursors.unsettled(100, 100)) await cursors.put(cursor, false);
  });

  it("keeps deliveries by event and channel, the last word on each", async () => {
    const log = freshPair();
    const deliveryOf = (number: number, channel: string, more: Partial<Delivery> = {}): Delivery => ({
      event: `${log}#${number}`,
      log,
      number,
      channel,
      state: "delivered",
      attempts: 1,
      settledAt: NOON,
      ...more,
    });
    const { deliveries } = context.records;
    for (const number of [10, 9, 2])
      for (const channel of ["slack:ops", "webhook:0"]) await deliveries.put(deliveryOf(number, channel, { state: "unknown" }));
    await deliveries.put(deliveryOf(9, "webhook:0"));
    const found = async (range: { from?: number; to?: number; limit?: number }) =>
      (await deliveries.of(log, range)).map((delivery) => `${delivery.number} ${delivery.channel} ${delivery.state}`);
    expect(await found({})).toEqual([
      "2 slack:ops unknown",
      "2 webhook:0 unknown",
      "9 slack:ops unknown",
      "9 webhook:0 delivered",
      "10 slack:ops unknown",
      "10 webhook:0 unknown",
    ]);
    expect(await found({ from: 9, to: 9 })).toEqual(["9 slack:ops unknown", "9 webhook:0 delivered"]);
    expect(await found({ from: 3, limit: 1 })).toEqual(["9 slack:ops unknown"]);
  });
}
