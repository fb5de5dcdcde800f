import { describe, expect, it } from "vitest";
import { allTags, everything, type Filter, filterIn, isEverything, matching, searchOf } from "./filter.ts";
import { samplePair } from "./sample.ts";

const pairs = [
  samplePair("shop", { role: "secondary", tags: { team: "web" } }),
  samplePair("api.shop", { tags: { team: "core", tier: "1" } }),
  samplePair("mail", { id: "mail.example.com/AAAA", type: "AAAA", flapping: true }),
];
const found = (filter: Partial<Filter>) => matching(pairs, { ...everything, ...filter }).map(({ id }) => id);

describe("a filter", () => {
  it.each<[string, Partial<Filter>, string[]]>([
    ["shows everything by itself", {}, ["shop.example.com/A", "api.shop.example.com/A", "mail.example.com/AAAA"]],
    ["finds a part of a name, whatever its case", { text: " SHOP" }, ["shop.example.com/A", "api.shop.example.com/A"]],
    ["takes a star as a glob over the whole name", { text: "shop*" }, ["shop.example.com/A"]],
    ["finds a type by its glob", { text: "*/AAAA" }, ["mail.example.com/AAAA"]],
    ["finds roles, any of several", { roles: ["secondary", "dark"] }, ["shop.example.com/A"]],
    ["finds a tag", { tag: "team:core" }, ["api.shop.example.com/A"]],
    ["finds only trouble", { onlyTrouble: true }, ["shop.example.com/A", "mail.example.com/AAAA"]],
    ["needs all that it names", { onlyTrouble: true, text: "mail", roles: ["secondary"] }, []],
  ])("%s", (_name, filter, expected) => {
    expect(found(filter)).toEqual(expected);
  });

  it.each<[string, Filter]>([
    ["", everything],
    [
      "?q=*.example.com&role=dark,secondary&tag=team%3Aweb&only=trouble",
      { text: "*.example.com", roles: ["dark", "secondary"], tag: "team:web", onlyTrouble: true },
    ],
    ["?q=a+b%26c", { ...everything, text: "a b&c" }],
  ])("is kept in the address: %s", (search, filter) => {
    expect(filterIn(search)).toEqual(filter);
    expect(searchOf(filter)).toBe(search);
    expect(isEverything(filter)).toBe(search === "");
  });

  it("leaves out what it does not understand", () => {
    expect(filterIn("?role=gone,dark&only=good&at=5")).toEqual({ ...everything, roles: ["dark"] });
  });

  it("offers each tag once, in order", () => {
    expect(allTags([...pairs, ...pairs])).toEqual(["team:core", "team:web", "tier:1"]);
  });
});
