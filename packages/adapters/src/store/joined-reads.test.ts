import { FlipwatchError, type Key, type Table } from "@flipwatch/core";
import { beforeEach, describe, expect, it } from "vitest";
import { joinReads } from "./joined-reads.ts";
import { createMemoryTable } from "./memory-table.ts";

const key = (sk: string): Key => ({ pk: "P", sk });
let memory: Table;
let asked: string[];
let joined: Table;

beforeEach(async () => {
  memory = createMemoryTable();
  for (const sk of ["A", "B", "C"]) await memory.put({ ...key(sk), value: sk });
  asked = [];
  joined = joinReads({
    ...memory,
    get: (one) => {
      asked.push(one.sk);
      return memory.get(one);
    },
    getMany: (keys) => {
      asked.push(keys.map(({ sk }) => sk).join("+"));
      return memory.getMany(keys);
    },
    query: (range) => {
      asked.push(`${range.from} to ${range.to}`);
      return memory.query(range);
    },
  });
});

describe("reads that are asked for side by side", () => {
  it("are one request, of which each gets what it asked for", async () => {
    const found = await Promise.all([
      joined.get(key("B")),
      joined.getMany([key("A"), key("gone")]),
      joined.get(key("none")),
      joined.get(key("A")),
    ]);
    expect(asked).toEqual(["B+A+gone+none"]);
    const [a, b] = [
      { ...key("A"), value: "A" },
      { ...key("B"), value: "B" },
    ];
    expect(found).toEqual([b, [a], undefined, a]);
  });

  it("are one also where some come a few steps later than others, before any answer", async () => {
    const later = async (sk: string, steps: number) => {
      for (let step = 0; step < steps; step++) await Promise.resolve();
      return joined.get(key(sk));
    };
    await Promise.all([later("A", 0), later("B", 3), later("C", 7)]);
    expect(asked).toEqual(["A+B+C"]);
  });

  it.each<[string, () => Promise<unknown>, string[]]>([
    ["one by itself stays a plain read", () => joined.get(key("A")), ["A"]],
    ["the same one, asked for twice, too", () => Promise.all([joined.get(key("A")), joined.get(key("A"))]), ["A"]],
    ["one after the other are two", async () => [await joined.get(key("A")), await joined.get(key("B"))], ["A", "B"]],
    ["none is none", () => joined.getMany([]), []],
  ])("%s", async (_what, read, expected) => {
    await read();
    expect(asked).toEqual(expected);
  });

  it("are one also where they are the same range, and another where they are not, or come later", async () => {
    const range = { pk: "P", from: "A", to: "B" };
    const [first, same, other] = await Promise.all([joined.query(range), joined.query({ ...range }), joined.query({ ...range, to: "C" })]);
    expect([first.items.length, same.items.length, other.items.length]).toEqual([2, 2, 3]);
    expect(asked).toEqual(["A to B", "A to C"]);
    await memory.put({ ...key("AA") });
    expect((await joined.query(range)).items).toHaveLength(3);
  });

  it("don't share what is on its way already: it may lack what was written since", async () => {
    let release = () => {};
    const answered = new Promise<void>((resolve) => {
      release = resolve;
    });
    let sent = 0;
    const slow = joinReads({
      ...memory,
      async query(range) {
        sent += 1;
        await answered;
        return memory.query(range);
      },
    });
    const early = slow.query({ pk: "P" });
    await new Promise((resolve) => setImmediate(resolve));
    const late = slow.query({ pk: "P" });
    release();
    await Promise.all([early, late]);
    expect(sent).toBe(2);
  });

  it("stay apart where they are more than a request takes", async () => {
    const many = (from: number) => Array.from({ length: 60 }, (_, index) => key(`N${from + index}`));
    await Promise.all([joined.getMany(many(0)), joined.getMany(many(60)), joined.get(key("A"))]);
    expect(asked.map((each) => each.split("+").length)).toEqual([60, 60, 1]);
  });

  it("share the store's trouble, and whoever asks next is not in it", async () => {
    let isOut = true;
    const failing = joinReads({
      ...memory,
      getMany: (keys) =>
        isOut ? Promise.reject(new FlipwatchError("store-unavailable", "out", { retryable: true })) : memory.getMany(keys),
    });
    const both = () => Promise.allSettled([failing.get(key("A")), failing.get(key("B"))]);
    expect((await both()).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    isOut = false;
    expect((await both()).map(({ status }) => status)).toEqual(["fulfilled", "fulfilled"]);
  });

  it("are not spoilt by a key that the store refuses", async () => {
    const [bad, good] = await Promise.allSettled([joined.get({ pk: "", sk: "A" }), joined.get(key("A"))]);
    expect([bad.status, good.status]).toEqual(["rejected", "fulfilled"]);
  });
});
