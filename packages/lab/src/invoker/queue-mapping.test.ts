import { afterEach, describe, expect, it } from "vitest";
import type { Outcome } from "./invoker.ts";
import { type Queue, type QueueMapping, type QueueMessage, startQueueMapping } from "./queue-mapping.ts";

let mapping: QueueMapping | undefined;
afterEach(() => mapping?.stop());

const message = (id: string): QueueMessage => ({
  messageId: id,
  receiptHandle: `handle-${id}`,
  body: `{"id":"${id}"}`,
  md5OfBody: "0",
  attributes: { ApproximateReceiveCount: "1" },
  messageAttributes: { pair: { dataType: "String", stringValue: "failover.example.com/A" } },
});

/** Hands out the batches, then nothing. */
function run(batches: QueueMessage[][], answer: (ids: string[]) => Outcome, maxConcurrency = 1) {
  const seen = { deleted: [] as string[], released: [] as string[], events: [] as unknown[], running: 0, most: 0, errors: [] as unknown[] };
  const waiting = [...batches];
  const queue: Queue = {
    arn: "arn:aws:sqs:eu-west-1:123456789012:flipwatch-deliver",
    receive: ({ signal }) => {
      const next = waiting.shift();
      if (next) return Promise.resolve(next);
      return new Promise((resolve) => signal?.addEventListener("abort", () => resolve([]), { once: true }));
    },
    delete: (handle) => seen.deleted.push(handle),
    release: (handle) => seen.released.push(handle),
  };
  mapping = startQueueMapping({
    queue,
    functionName: "deliver",
    region: "eu-west-1",
    time: { now: Date.now, unitMs: 1 },
    maxConcurrency,
    invoke: async (_, __, event) => {
      seen.most = Math.max(seen.most, ++seen.running);
      seen.events.push(event);
      await Promise.resolve();
      seen.running -= 1;
      return answer((event as { Records: { messageId: string }[] }).Records.map(({ messageId }) => messageId));
    },
    onError: (error) => seen.errors.push(error),
  });
  return seen;
}
const ok = (payload: unknown): Outcome => ({ status: "ok", payload });

describe("an event source mapping", () => {
  it("hands over SQS records as Lambda does", async () => {
    const seen = run([[message("a")]], () => ok(null));
    await expect
      .poll(() => seen.events)
      .toEqual([
        {
          Records: [
            {
              messageId: "a",
              receiptHandle: "handle-a",
              body: '{"id":"a"}',
              attributes: { ApproximateReceiveCount: "1" },
              messageAttributes: {
                pair: { stringValue: "failover.example.com/A", dataType: "String", stringListValues: [], binaryListValues: [] },
              },
              md5OfBody: "0",
              eventSource: "aws:sqs",
              eventSourceARN: "arn:aws:sqs:eu-west-1:123456789012:flipwatch-deliver",
              awsRegion: "eu-west-1",
            },
          ],
        },
      ]);
  });

  it.each([
    ["all handled when nothing is returned", ok(null), ["handle-a", "handle-b"]],
    ["all handled with an empty list", ok({ batchItemFailures: [] }), ["handle-a", "handle-b"]],
    ["the named one left in flight", ok({ batchItemFailures: [{ itemIdentifier: "a" }] }), ["handle-b"]],
    ["all left when an identifier is unknown", ok({ batchItemFailures: [{ itemIdentifier: "z" }] }), []],
    ["all left when an identifier is empty", ok({ batchItemFailures: [{ itemIdentifier: "" }] }), []],
    ["all left when the function fails", { status: "error", errorType: "E", errorMessage: "m", trace: [] } as Outcome, []],
  ])("has %s", async (_, outcome, deleted) => {
    const seen = run([[message("a"), message("b")], [message("end")]], (ids) => (ids[0] === "end" ? ok(null) : outcome));
    await expect.poll(() => seen.deleted).toEqual([...deleted, "handle-end"]);
    expect(seen.released).toEqual([]);
  });

  it("gives a throttled batch back for later", async () => {
    const seen = run([[message("a")]], () => ({ status: "throttled" }));
    await expect.poll(() => seen.released).toEqual(["handle-a"]);
    expect(seen.deleted).toEqual([]);
  });

  it("keeps to its concurrency", async () => {
    const seen = run(
      Array.from({ length: 8 }, (_, i) => [message(String(i))]),
      () => ok(null),
      2,
    );
    await expect.poll(() => seen.deleted.length).toBe(8);
    expect(seen.most).toBeLessThanOrEqual(2);
  });

  it("stops while it waits", async () => {
    run([], () => ok(null));
    await mapping?.stop();
  });
});
