import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import { type TestClock, testClock } from "@flipwatch/adapters/testing/clock";
import { type Channel, deliveryPolicyOf, FlipwatchError, newCursor, type Table } from "@flipwatch/core";
import { beforeEach, describe, expect, it } from "vitest";
import { deliveriesTo, Ear, event, numbers, pair, portsOf, start } from "./deliver/sample.ts";
import { type DeliverPorts, deliver, sweep } from "./deliver.ts";

let table: Table;
let records: Records;
let clock: TestClock;

beforeEach(() => {
  table = createMemoryTable();
  records = createRecords(table);
  clock = testClock(start + 1_000);
});

const ports = (channels: readonly Channel[], changes: Partial<DeliverPorts> = {}) => portsOf(records, clock, channels, changes);
const deliveries = (channel: Ear) => deliveriesTo(records, channel);

describe("deliver", () => {
  it("tells every channel every alerting event in order, and no record", async () => {
    const [slack, webhook] = [new Ear("slack:ops"), new Ear("webhook:0", true)];
    await records.log.append([event(1), event(2, { kind: "vote-changed", severity: "record" }), event(3)]);
    const result = await deliver(ports([slack, webhook]), [pair]);
    expect([numbers(slack), numbers(webhook)]).toEqual([
      [1, 3],
      [1, 3],
    ]);
    expect(result).toMatchObject({ sends: 4, settled: { delivered: 4 }, unsettled: [], again: [], troubles: [] });
    expect(await deliveries(slack)).toEqual(["1 delivered", "3 delivered"]);
  });

  it.each([
    ["a lease", { lease: { owner: "dead", until: start + 3_600_000 } }, true],
    ["a retry's wait", { retryAt: start + 3_560_000 }, false],
  ])("is not held up by %s dated before the clock was set back by an hour", async (_what, held, inFlight) => {
    const slack = new Ear("slack:ops");
    await records.log.append([event(1)]);
    const then = start + 3_540_000;
    const sending = { number: 1, attempts: 1, firstTriedAt: then, startedAt: then, inFlight };
    await records.cursors.put({ ...newCursor(pair, slack.id), sending, ...held }, true);
    await sweep(ports([slack]));
    expect([slack.heard, await deliveries(slack)]).toEqual([[{ number: 1, possibleRepeat: inFlight }], ["1 delivered"]]);
  });

  it("does nothing, and writes nothing, for a doubled message", async () => {
    const slack = new Ear("slack:ops");
    await records.log.append([event(1)]);
    await deliver(ports([slack]), [pair, pair]);
    const writes = countWrites();
    await deliver(ports([slack], { records: writes.records }), [pair]);
    expect(numbers(slack)).toEqual([1]);
    expect(writes.count()).toBe(0);
  });

  it("sends one message when two deliverers come at once", async () => {
    const slack = new Ear("slack:ops");
    await records.log.append([event(1), event(2)]);
    await Promise.all([deliver(ports([slack]), [pair]), deliver(ports([slack]), [pair])]);
    expect(numbers(slack)).toEqual([1, 2]);
    expect(slack.heard.some((message) => message.possibleRepeat)).toBe(false);
  });

  it("tells an event that is appended while its deliverer finishes", async () => {
    const slack = new Ear("slack:ops");
    await records.log.append([event(1)]);
    slack.answer = async ({ number }) => {
      if (number === 1) await records.log.append([event(2)]);
      return { outcome: "delivered" };
    };
    await deliver(ports([slack]), [pair]);
    expect(numbers(slack)).toEqual([1, 2]);
  });

  it("keeps a failback behind its failover when the failover has to be retried", async () => {
    const slack = new Ear("slack:ops");
    let refusals = 2;
    slack.answer = async () => (refusals-- > 0 ? { outcome: "failed", error: "429", retryable: true } : { outcome: "delivered" });
    await records.log.append([event(1), event(2)]);
    await deliver(ports([slack]), [pair]);
    expect(numbers(slack)).toEqual([1, 1, 1, 2]);
  });

  it("leaves a long wait to the sweep, and goes on then", async () => {
    const slack = new Ear("slack:ops");
    slack.answer = async () => ({ outcome: "failed", error: "429", retryable: true, retryAfterMs: 30_000 });
    await records.log.append([event(1)]);
    const first = await deliver(ports([slack]), [pair]);
    expect(first).toMatchObject({ unsettled: [pair], again: [] });
    slack.answer = async () => ({ outcome: "delivered" });
    expect((await sweep(ports([slack]))).sends).toBe(0);
    clock.set(clock.now() + 30_000);
    expect(await sweep(ports([slack]))).toMatchObject({ sends: 1, unsettled: [] });
    clock.set(clock.now() + 3_600_000);
    expect((await sweep(ports([slack]))).sends).toBe(0);
  });

  it.each([1, 20])("tries a channel that is down four times in a run, at speed %i as ever", async (speed) => {
    const slack = new Ear("slack:ops");
    slack.answer = async () => ({ outcome: "failed", error: "503", retryable: true });
    await records.log.append([event(1)]);
    const result = await deliver(ports([slack], { policy: deliveryPolicyOf(speed) }), [pair]);
    expect(result).toMatchObject({ sends: 4, unsettled: [pair] });
    // The waits after the first three: 1, 2 and 4 s, with a quarter of each left out by chance.
    expect(clock.now() - start - 1_000).toBeCloseTo(5_250 / speed, 0);
  });

  it("does not let a channel that is down hold up another", async () => {
    const [down, up] = [new Ear("slack:ops"), new Ear("webhook:0", true)];
    down.answer = async () => ({ outcome: "failed", error: "500", retryable: true, retryAfterMs: 60_000 });
    await records.log.append([event(1), event(2)]);
    await deliver(ports([down, up]), [pair]);
    expect([numbers(down), numbers(up)]).toEqual([[1], [1, 2]]);
  });

  it("gives up after an hour, says so, and tells what comes next", async () => {
    const slack = new Ear("slack:ops");
    slack.answer = async ({ number }) => (number === 1 ? { outcome: "failed", error: "500", retryable: true } : { outcome: "delivered" });
    await records.log.append([event(1), event(2)]);
    let result = await deliver(ports([slack]), [pair]);
    for (let minute = 0; minute < 70 && result.givenUp.length === 0; minute++) {
      clock.set(clock.now() + 60_000);
      result = await sweep(ports([slack]));
    }
    expect(result.givenUp).toMatchObject([{ number: 1, channel: "slack:ops", state: "given-up", error: "500" }]);
    expect(clock.now() - start).toBeGreaterThanOrEqual(3_600_000);
    expect(await deliveries(slack)).toEqual(["1 given-up", "2 delivered"]);
  });

  it("resends a send of unknown outcome once, marked, to people, and then says that it does not know", async () => {
    const slack = new Ear("slack:ops");
    slack.answer = async () => ({ outcome: "unknown", error: "timeout" });
    await records.log.append([event(1)]);
    await deliver(ports([slack]), [pair]);
    expect(slack.heard).toEqual([
      { number: 1, possibleRepeat: false },
      { number: 1, possibleRepeat: true },
    ]);
    expect(await deliveries(slack)).toEqual(["1 unknown"]);
  });

  it("keeps when SNS took the event, where the wake-up said so", async () => {
    await records.log.append([event(1)]);
    await deliver(ports([new Ear("slack:ops")], { publishedAt: new Map([[`${pair}#1`, start + 7]]) }), [pair]);
    expect(await records.deliveries.of(pair, {})).toMatchObject([{ publishedAt: start + 7 }]);
  });

  it("goes through a long log page by page", async () => {
    const slack = new Ear("slack:ops");
    const kinds = Array.from({ length: 250 }, (_, index) =>
      event(index + 1, index % 100 === 0 ? {} : { kind: "vote-changed", severity: "record" }),
    );
    await records.log.append(kinds);
    await deliver(ports([slack]), [pair]);
    expect(numbers(slack)).toEqual([1, 101, 201]);
  });

  it("stops when its time is up and leaves the rest to the sweep", async () => {
    const slack = new Ear("slack:ops");
    slack.answer = async () => {
      clock.set(clock.now() + 9_000);
      return { outcome: "delivered" };
    };
    await records.log.append([1, 2, 3, 4].map((number) => event(number)));
    expect(await deliver(ports([slack]), [pair])).toMatchObject({ unsettled: [pair], again: [] });
    expect(numbers(slack)).toEqual([1, 2, 3]);
    expect(await sweep(ports([slack]))).toMatchObject({ unsettled: [] });
    expect(numbers(slack)).toEqual([1, 2, 3, 4]);
  });

  it("after days of not running tells what was recorded since the channel was configured, and nothing older", async () => {
    const slack = new Ear("slack:ops");
    await records.channels.note(["slack:ops"], start);
    await records.log.append([event(1, { recordedAt: start - 7_200_000, at: start - 7_200_000 }), event(2)]);
    clock.set(start + 3 * 86_400_000);
    await deliver(ports([slack]), [pair]);
    expect(numbers(slack)).toEqual([2]);
  });

  it("stops meeting a cursor whose channel is no longer configured", async () => {
    const slack = new Ear("slack:ops");
    slack.answer = async () => ({ outcome: "failed", error: "500", retryable: true, retryAfterMs: 30_000 });
    await records.log.append([event(1)]);
    await deliver(ports([slack]), [pair]);
    clock.set(clock.now() + 60_000);
    await sweep(ports([]));
    expect(await records.cursors.unsettled(clock.now() + 3_600_000, 10)).toEqual([]);
  });

  it("asks for the message back when the store fails, and still tells the others", async () => {
    const broken: Table = {
      ...table,
      get: (key) =>
        key.pk.includes("other.example.com")
          ? Promise.reject(new FlipwatchError("store-unavailable", "no store", { retryable: true }))
          : table.get(key),
    };
    const slack = new Ear("slack:ops");
    await records.log.append([event(1)]);
    const result = await deliver(ports([slack], { records: createRecords(broken) }), ["other.example.com/A", pair]);
    expect(result.again).toEqual(["other.example.com/A"]);
    expect(result.troubles).toHaveLength(1);
    expect(numbers(slack)).toEqual([1]);
  });
});

function countWrites() {
  let writes = 0;
  const counted: Table = {
    ...table,
    put: (item, condition) => {
      writes += 1;
      return table.put(item, condition);
    },
  };
  return { records: createRecords(counted), count: () => writes };
}
