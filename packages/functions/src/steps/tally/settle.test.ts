import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import { failoverEvent } from "@flipwatch/adapters/testing/events";
import { FlipwatchError, type FlipwatchEvent, type LogHead, newLogHead } from "@flipwatch/core";
import { beforeEach, describe, expect, it } from "vitest";
import { isFurther, settle } from "./settle.ts";

const LOG = "failover.example.com/A";
let records: Records;
let reads: number;
let accepted: number[];
let refuses: (event: FlipwatchEvent) => FlipwatchError | undefined;

beforeEach(() => {
  const whole = createRecords(createMemoryTable());
  reads = 0;
  accepted = [];
  refuses = () => undefined;
  const read: Records["log"]["read"] = (log, range) => {
    reads += 1;
    return whole.log.read(log, range);
  };
  records = { ...whole, log: { ...whole.log, read } };
});

const publisher = {
  async publish(event: FlipwatchEvent): Promise<void> {
    const refusal = refuses(event);
    if (refusal) throw refusal;
    accepted.push(event.number);
  },
};
const outage = () => new FlipwatchError("sns-failed", "SNS is down", { retryable: true });

function event(number: number, severity: FlipwatchEvent["severity"] = "critical"): FlipwatchEvent {
  return failoverEvent({ pair: LOG, number, id: `${LOG}#${number}`, severity });
}

/** The head with these events more. */
function grown(head: LogHead, ...numbers: number[]): LogHead {
  return { ...head, nextNumber: (numbers.at(-1) ?? 0) + 1, tail: [...head.tail, ...numbers.map((number) => event(number))] };
}

describe("settling in the steady case", () => {
  it("archives, publishes what alerts in order, and never reads the log", async () => {
    const tail = [event(1), event(2, "record"), event(3)];
    const { head } = await settle({ records, publisher }, { ...newLogHead(LOG), nextNumber: 4, tail });
    expect(head).toMatchObject({ tail: [], archivedThrough: 3, publishedThrough: 3 });
    expect([accepted, reads]).toEqual([[1, 3], 0]);
    expect((await records.log.read(LOG, {})).map(({ number }) => number)).toEqual([1, 2, 3]);
  });
});

describe("settling, step by step", () => {
  /** What the log took and SNS accepted, in turn; the archiving of `failing` fails. */
  async function steps(tail: FlipwatchEvent[], failing?: number): Promise<string[]> {
    const seen: string[] = [];
    const append: Records["log"]["append"] = async (events) => {
      await new Promise((resolve) => setImmediate(resolve));
      for (const { number } of events) {
        if (number === failing) throw new FlipwatchError("store-unavailable", "the store fails", { retryable: true });
        seen.push(`archived ${number}`);
      }
    };
    const publish = async ({ number }: FlipwatchEvent) => void seen.push(`published ${number}`);
    const ports = { records: { log: { ...records.log, append } }, publisher: { publish } };
    await settle(ports, { ...newLogHead(LOG), nextNumber: tail.length + 1, tail }).catch(({ message }) => seen.push(message));
    return seen;
  }

  it("publishes an event once the log has it and all before it, and no later", async () => {
    expect(await steps([event(1, "record"), event(2), event(3, "record"), event(4)])).toEqual([
      ...["archived 1", "archived 2", "published 2"],
      ...["archived 3", "archived 4", "published 4"],
    ]);
  });

  it("publishes nothing that the log does not have, and takes the store's failure for no trouble of SNS", async () => {
    expect(await steps([event(1), event(2), event(3)], 2)).toEqual(["archived 1", "published 1", "the store fails"]);
    expect(await steps([event(1, "record"), event(2, "record")], 2)).toEqual(["archived 1", "the store fails"]);
  });
});

describe("settling while SNS is out", () => {
  it("leaves room for what is decided meanwhile, and publishes all of it in order when SNS is back", async () => {
    refuses = outage;
    let head = newLogHead(LOG);
    for (let first = 1; first <= 250; first += 10) {
      const numbers = Array.from({ length: 10 }, (_, index) => first + index);
      const settled = await settle({ records, publisher }, grown(head, ...numbers));
      expect(settled.trouble?.message).toBe("SNS is down");
      expect(settled.head).toMatchObject({ tail: [], archivedThrough: first + 9, publishedThrough: 0 });
      head = settled.head;
    }
    refuses = () => undefined;
    for (const through of [100, 200, 250]) {
      const settled = await settle({ records, publisher }, head);
      expect(isFurther(settled.head, head)).toBe(true);
      head = settled.head;
      expect(head.publishedThrough, "a bounded page a run").toBe(through);
    }
    expect(accepted).toEqual(Array.from({ length: 250 }, (_, index) => index + 1));
  });

  it("goes on from where it stopped, and says so when nothing has moved", async () => {
    refuses = ({ number }) => (number === 2 ? outage() : undefined);
    const first = await settle({ records, publisher }, grown(newLogHead(LOG), 1, 2, 3));
    expect(first.head).toMatchObject({ tail: [], publishedThrough: 1 });
    const second = await settle({ records, publisher }, first.head);
    expect(isFurther(second.head, first.head)).toBe(false);
    refuses = () => undefined;
    const last = await settle({ records, publisher }, grown(second.head, 4));
    expect([last.head.publishedThrough, accepted]).toEqual([4, [1, 2, 3, 4]]);
  });

  it("leaves to the other tally what that one has appended meanwhile", async () => {
    refuses = outage;
    const { head } = await settle({ records, publisher }, grown(newLogHead(LOG), 1, 2));
    await settle({ records, publisher }, grown(head, 3));
    refuses = () => undefined;
    const settled = await settle({ records, publisher }, head);
    expect(settled.head).toMatchObject({ archivedThrough: 2, publishedThrough: 2 });
    expect(accepted).toEqual([1, 2]);
  });

  it("passes an event that is refused for good, also one that is read from the log", async () => {
    refuses = outage;
    const { head } = await settle({ records, publisher }, grown(newLogHead(LOG), 1, 2));
    refuses = ({ number }) => (number === 1 ? new FlipwatchError("sns-failed", "too long", { retryable: false }) : undefined);
    const settled = await settle({ records, publisher }, head);
    expect(settled.unpublishable.map(({ event: { number }, error }) => [number, error])).toEqual([[1, "too long"]]);
    expect([settled.head.publishedThrough, accepted]).toEqual([2, [2]]);
  });
});
