/** What every Table does, whatever it stands on. Run against the in-memory table, the store on disk, dynalite and DynamoDB Local. */
import type { Item, Key, Page, RangeQuery, Table } from "@flipwatch/core";
import { beforeAll, describe, expect, it } from "vitest";
import { writeMany } from "./write-many.ts";

/** `makeTable` is called once; every case writes under keys of its own. */
export function tableContract(name: string, makeTable: () => Promise<Table>): void {
  describe(`the table contract, on ${name}`, () => {
    let table: Table;
    beforeAll(async () => {
      table = await makeTable();
    });
    const at = (): Table => table;
    items(at);
    conditions(at);
    ranges(at);
    indexRows(at);
    refusals(at);
  });
}

let cases = 0;
/** A partition key nobody else uses. */
const freshPk = () => `CASE#${process.pid}#${++cases}`;

/** Every item of a range, page by page; and how many pages that took. */
async function walk(next: (range: RangeQuery) => Promise<Page>, range: RangeQuery): Promise<{ items: Item[]; pages: number }> {
  const found: Item[] = [];
  let pages = 0;
  let start: Page["next"];
  do {
    const page = await next({ ...range, start });
    found.push(...page.items);
    pages++;
    start = page.next;
  } while (start && pages < 1_000);
  return { items: found, pages };
}

function items(at: () => Table): void {
  it.each<[string, unknown]>([
    ["an empty string", ""],
    ["text beyond ASCII and beyond the first plane", "bücher.例え.𝄞\u0000\n\"'\\"],
    ["zero", 0],
    ["a negative fraction", -0.1],
    ["a long fraction", 1_764_000_000_000.123],
    ["the largest exact integer", Number.MAX_SAFE_INTEGER],
    ["the smallest exact integer", Number.MIN_SAFE_INTEGER],
    ["a tiny number", 1.5e-100],
    ["true", true],
    ["false", false],
    ["null", null],
    ["an empty list", []],
    ["an empty map", {}],
    ["lists of maps of lists", [{ a: [1, "2", [null, { b: [] }]] }, [], ""]],
    ["a map whose names need care", { "a.b": 2, "#x": 3, ":y": 4, "region resolver": { size: 5 } }],
  ])("gives back %s as it was put", async (_, value) => {
    const item = { pk: freshPk(), sk: "A", value, inside: { value } };
    expect(await at().put(item)).toBe(true);
    expect(await at().get(item)).toEqual(item);
  });

  it("leaves out what is undefined, at any depth", async () => {
    const key = { pk: freshPk(), sk: "A" };
    await at().put({ ...key, gone: undefined, deep: { gone: undefined, stays: 1, list: [1, undefined, { gone: undefined }] } });
    const found = await at().get(key);
    expect(found).toStrictEqual({ ...key, deep: { stays: 1, list: [1, {}] } });
  });

  it("finds nothing under a key that was never put, nor after it was removed", async () => {
    const key = { pk: freshPk(), sk: "A" };
    expect(await at().get(key)).toBeUndefined();
    await at().put({ ...key, n: 1 });
    await at().remove(key);
    await at().remove(key);
    expect(await at().get(key)).toBeUndefined();
  });

  it("replaces the whole item, not only the attributes given", async () => {
    const key = { pk: freshPk(), sk: "A" };
    await at().put({ ...key, old: 1, both: 1 });
    await at().put({ ...key, both: 2 });
    expect(await at().get(key)).toStrictEqual({ ...key, both: 2 });
  });

  it("shares nothing with the caller: neither what went in nor what came out", async () => {
    const item = { pk: freshPk(), sk: "A", list: [1] };
    await at().put(item);
    item.list.push(2);
    const found = await at().get(item);
    (found as unknown as { list: number[] }).list.push(3);
    expect((await at().get(item))?.list).toEqual([1]);
  });

  it("gets any number of keys, once each, however often they are asked for", async () => {
    const pk = freshPk();
    const keys = Array.from({ length: 230 }, (_, index) => ({ pk, sk: `N#${String(index).padStart(3, "0")}` }));
    await writeMany(keys.length, (index) => at().put({ ...(keys[index] as Key), n: 1 }));
    const asked = [
      ...keys,
      ...keys.slice(0, 50),
      { pk, sk: "absent" },
      { ...(keys[0] as { pk: string; sk: string }), n: "more than a key" },
    ];
    const found = await at().getMany(asked);
    expect(found.map((item) => item.sk).toSorted()).toEqual(keys.map((key) => key.sk));
    expect(await at().getMany([])).toEqual([]);
  });

  it("gets more than one answer of the wire can carry", async () => {
    const pk = freshPk();
    const big = "x".repeat(300_000);
    const keys = Array.from({ length: 12 }, (_, index) => ({ pk, sk: `N#${index}` }));
    for (const key of keys) await at().put({ ...key, big });
    const found = await at().getMany(keys);
    expect(found.map((item) => item.sk).toSorted()).toEqual(keys.map((key) => key.sk).toSorted());
  });
}

function conditions(at: () => Table): void {
  type Row = [string, Item | undefined, Parameters<Table["put"]>[1], boolean];
  const before = { pk: "", sk: "A", version: 3, name: "three" };
  it.each<Row>([
    ["absent lets a first item in", undefined, { absent: true }, true],
    ["absent refuses a second one", before, { absent: true }, false],
    ["equals a number lets the known version be replaced", before, { attribute: "version", equals: 3 }, true],
    ["equals refuses another version", before, { attribute: "version", equals: 2 }, false],
    ["equals a text", before, { attribute: "name", equals: "three" }, true],
    ["equals does not take a text for a number", before, { attribute: "version", equals: "3" }, false],
    ["equals refuses where there is no item", undefined, { attribute: "version", equals: 3 }, false],
    ["equals refuses an item without the attribute", before, { attribute: "other", equals: 3 }, false],
    ["equals undefined lets a first item in", undefined, { attribute: "version", equals: undefined }, true],
    ["equals undefined refuses any item, even one without the attribute", before, { attribute: "other", equals: undefined }, false],
    ["below lets a first item in", undefined, { attribute: "version", below: 0 }, true],
    ["below lets a larger one in", before, { attribute: "version", below: 3.5 }, true],
    ["below refuses an equal one", before, { attribute: "version", below: 3 }, false],
    ["below refuses a smaller one", before, { attribute: "version", below: 2 }, false],
    ["below refuses an item without the attribute", before, { attribute: "other", below: 9 }, false],
    ["below refuses an item whose attribute is a text", before, { attribute: "name", below: 9 }, false],
    ["below compares numbers, not their digits", { ...before, version: 9 }, { attribute: "version", below: 10 }, true],
    ["no condition always writes", before, undefined, true],
  ])("%s", async (_, existing, condition, written) => {
    const key = { pk: freshPk(), sk: "A" };
    if (existing) await at().put({ ...existing, ...key });
    expect(await at().put({ ...key, fresh: true }, condition)).toBe(written);
    const found = await at().get(key);
    const untouched = existing && { ...existing, ...key };
    expect(found).toEqual(written ? { ...key, fresh: true } : untouched);
  });

  it("takes names that the wire reserves for a condition's attribute", async () => {
    const key = { pk: freshPk(), sk: "A" };
    await at().put({ ...key, size: 1 });
    expect(await at().put({ ...key, size: 2 }, { attribute: "size", equals: 1 })).toBe(true);
  });

  it.each([
    ["the first item", undefined, { absent: true } as const],
    ["the next version", 1, { attribute: "version", equals: 1 } as const],
    ["the first round", 1, { attribute: "version", below: 2 } as const],
  ])("lets exactly one of many at the same time write %s", async (_, existing, condition) => {
    const key = { pk: freshPk(), sk: "A" };
    if (existing !== undefined) await at().put({ ...key, version: existing });
    const results = await Promise.all(Array.from({ length: 20 }, (_, by) => at().put({ ...key, version: 2, by }, condition)));
    expect(results.filter(Boolean)).toHaveLength(1);
    expect((await at().get(key))?.by).toBe(results.indexOf(true));
  });
}

function ranges(at: () => Table): void {
  const sks = ["A", "A#", "A#1", "A#10", "A#2", "AA", "a", "ä", "\ue000", "𝄞"];

  const pk = freshPk();
  beforeAll(async () => {
    for (const sk of sks.toReversed()) await at().put({ pk, sk });
    await at().put({ pk: `${pk}0`, sk: "A#1" });
  });

  it.each<[string, Omit<RangeQuery, "pk">, string[]]>([
    ["the whole partition in the order of its bytes", {}, sks],
    ["the same backwards", { descending: true }, sks.toReversed()],
    ["from a bound that exists, which is in", { from: "A#10" }, sks.slice(3)],
    ["from a bound that does not exist", { from: "A#11" }, sks.slice(4)],
    ["to a bound that exists, which is in", { to: "A#10" }, sks.slice(0, 4)],
    ["to a bound that does not exist", { to: "A#11" }, sks.slice(0, 4)],
    ["between two bounds", { from: "A#", to: "A#2" }, sks.slice(1, 5)],
    ["between two bounds backwards", { from: "A#", to: "A#2", descending: true }, sks.slice(1, 5).toReversed()],
    ["a single key", { from: "A", to: "A" }, ["A"]],
    ["nothing between bounds that cross", { from: "b", to: "a" }, []],
    ["nothing above the last", { from: "\u{1ffff}" }, []],
    ["nothing below the first", { to: "0" }, []],
  ])("queries %s, in pages of any size", async (_, range, expected) => {
    for (const limit of [1, 2, 3, 10, 1_000]) {
      const { items: found, pages } = await walk((page) => at().query(page), { pk, ...range, limit });
      expect(found.map((item) => item.sk)).toEqual(expected);
      expect(pages).toBeLessThanOrEqual(Math.floor(expected.length / limit) + 1);
    }
  });

  it("finds an empty page in a partition that does not exist", async () => {
    expect(await at().query({ pk: freshPk() })).toEqual({ items: [] });
  });

  it("gives 100 items a page unless told", async () => {
    const pk = freshPk();
    await writeMany(101, (index) => at().put({ pk, sk: `N#${String(index).padStart(3, "0")}` }));
    const first = await at().query({ pk });
    expect(first.items.map((item) => item.sk)).toEqual(Array.from({ length: 100 }, (_, index) => `N#${String(index).padStart(3, "0")}`));
    expect((await at().query({ pk, start: first.next })).items.map((item) => item.sk)).toEqual(["N#100"]);
  });

  it("goes on after a page's last item even when that item is gone", async () => {
    const pk = freshPk();
    for (const sk of ["1", "2", "3"]) await at().put({ pk, sk });
    const first = await at().query({ pk, limit: 2 });
    await at().remove({ pk, sk: "2" });
    expect((await at().query({ pk, limit: 2, start: first.next })).items.map((item) => item.sk)).toEqual(["3"]);
  });

  it("walks through more than a megabyte", async () => {
    const pk = freshPk();
    const big = "x".repeat(250_000);
    for (let index = 0; index < 9; index++) await at().put({ pk, sk: `N#${index}`, big });
    const { items: found } = await walk((page) => at().query(page), { pk, limit: 1_000 });
    expect(found.map((item) => item.sk)).toEqual(Array.from({ length: 9 }, (_, index) => `N#${index}`));
  });
}

function indexRows(at: () => Table): void {
  /** DynamoDB's indexes lag: wait until the walk gives what is expected, or show what it gives. */
  const eventually = (pk: string, range: Omit<RangeQuery, "pk">, index: "day" | "due", expected: string[]) =>
    expect
      .poll(async () => (await walk((page) => at().queryIndex(index, page), { pk, ...range })).items.map((item) => item.sk), {
        timeout: 5_000,
      })
      .toEqual(expected);

  it("holds an item in an index while it carries both attributes, and no longer", async () => {
    const [pk, duePk] = [freshPk(), freshPk()];
    await at().put({ pk, sk: "both", duePk, dueSk: "1" });
    await at().put({ pk, sk: "none" });
    await at().put({ pk, sk: "half", duePk });
    await at().put({ pk, sk: "other half", dueSk: "1" });
    await eventually(duePk, {}, "due", ["both"]);
    await at().put({ pk, sk: "both" });
    await eventually(duePk, {}, "due", []);
    await at().put({ pk, sk: "half", duePk, dueSk: "2" });
    await eventually(duePk, {}, "due", ["half"]);
    await at().remove({ pk, sk: "half" });
    await eventually(duePk, {}, "due", []);
  });

  it("moves an item when its place in the index changes", async () => {
    const [pk, from, to] = [freshPk(), freshPk(), freshPk()];
    await at().put({ pk, sk: "A", duePk: from, dueSk: "1" });
    await at().put({ pk, sk: "B", duePk: from, dueSk: "2" });
    await at().put({ pk, sk: "A", duePk: from, dueSk: "3" });
    await eventually(from, {}, "due", ["B", "A"]);
    await eventually(from, { to: "2" }, "due", ["B"]);
    await at().put({ pk, sk: "B", duePk: to, dueSk: "2" });
    await eventually(from, {}, "due", ["A"]);
    await eventually(to, {}, "due", ["B"]);
  });

  it("leaves an index alone when the condition refuses the put", async () => {
    const [pk, duePk] = [freshPk(), freshPk()];
    await at().put({ pk, sk: "A", duePk, dueSk: "1" });
    expect(await at().put({ pk, sk: "A" }, { absent: true })).toBe(false);
    await eventually(duePk, {}, "due", ["A"]);
  });

  it.each([1, 2, 3, 7, 1_000])("pages through items that share one sort key, %i a page, both ways", async (limit) => {
    const [pk, dayPk] = [freshPk(), freshPk()];
    for (const sk of ["1", "2", "3", "4", "5"]) await at().put({ pk, sk, dayPk, daySk: sk < "4" ? "same" : "sooner" });
    const found = async (descending: boolean) =>
      (await walk((page) => at().queryIndex("day", page), { pk: dayPk, limit, descending })).items;
    await expect
      .poll(async () => (await found(false)).map((item) => item.sk).toSorted(), { timeout: 5_000 })
      .toEqual(["1", "2", "3", "4", "5"]);
    expect((await found(false)).map((item) => item.daySk)).toEqual(["same", "same", "same", "sooner", "sooner"]);
    expect((await found(true)).map((item) => item.sk)).toEqual((await found(false)).map((item) => item.sk).toReversed());
  });

  it("carries whole items by day, but only keys by due time", async () => {
    const [pk, dayPk, duePk] = [freshPk(), freshPk(), freshPk()];
    const item = { pk, sk: "A", dayPk, daySk: "d", duePk, dueSk: "t", more: { n: 1 } };
    await at().put(item);
    await eventually(dayPk, {}, "day", ["A"]);
    await eventually(duePk, {}, "due", ["A"]);
    expect((await at().queryIndex("day", { pk: dayPk })).items).toEqual([item]);
    expect((await at().queryIndex("due", { pk: duePk })).items).toEqual([{ pk, sk: "A", duePk, dueSk: "t" }]);
  });
}

function refusals(at: () => Table): void {
  it("takes an item just below 400 KB and refuses one above, saying which", async () => {
    const pk = freshPk();
    expect(await at().put({ pk, sk: "A", big: "x".repeat(409_500) })).toBe(true);
    const refused = at().put({ pk, sk: "B", big: "x".repeat(409_600) });
    await expect(refused).rejects.toMatchObject({
      code: "store-item-too-large",
      retryable: false,
      message: expect.stringContaining(`${pk} B`),
    });
    expect(await at().get({ pk, sk: "B" })).toBeUndefined();
  });

  it("counts an item's size in bytes of UTF-8", async () => {
    const pk = freshPk();
    expect(await at().put({ pk, sk: "A", big: "例".repeat(136_000) })).toBe(true);
    await expect(at().put({ pk, sk: "B", big: "例".repeat(137_000) })).rejects.toMatchObject({ code: "store-item-too-large" });
  });

  it.each([
    ["an empty partition key", { pk: "", sk: "A" }],
    ["an empty sort key", { pk: "A", sk: "" }],
    ["a sort key beyond 1,024 bytes", { pk: "A", sk: "x".repeat(1_025) }],
    ["a control character in a key", { pk: "A", sk: "x\u0000y" }],
  ])("refuses %s", async (_, key) => {
    const refused = { code: "store-unavailable", retryable: false };
    await expect(at().put(key)).rejects.toMatchObject(refused);
    await expect(at().get(key)).rejects.toMatchObject(refused);
    await expect(at().getMany([key])).rejects.toMatchObject(refused);
    await expect(at().remove(key)).rejects.toMatchObject(refused);
  });

  it("refuses an index attribute that is not a text", async () => {
    await expect(at().put({ pk: freshPk(), sk: "A", duePk: 1, dueSk: "x" })).rejects.toMatchObject({
      code: "store-unavailable",
      retryable: false,
    });
  });

  it.each([
    ["infinity", Number.POSITIVE_INFINITY],
    ["no number", Number.NaN],
    ["more than a double holds exactly", 2 ** 60],
  ])("refuses %s", async (_, value) => {
    await expect(at().put({ pk: freshPk(), sk: "A", value })).rejects.toThrow();
  });

  it.each([0, 1_001, 1.5])("refuses a page of %s items", async (limit) => {
    await expect(at().query({ pk: freshPk(), limit })).rejects.toThrow(/page holds/);
  });
}
