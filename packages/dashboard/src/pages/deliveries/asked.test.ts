import { describe, expect, it } from "vitest";
import { type AskedDeliveries, addressOf, askedIn, pathFor } from "./asked.ts";
import { tookOf } from "./delivery-table.tsx";

describe("which deliveries are shown", () => {
  it.each<[string, AskedDeliveries, string]>([
    ["", { state: "all", channel: "", last: "24h" }, "/api/deliveries?since=24h&state=all&limit=1000"],
    [
      "?state=failed&channel=slack%3Aops&last=7d",
      { state: "failed", channel: "slack:ops", last: "7d" },
      "/api/deliveries?since=7d&state=failed&channel=slack%3Aops&limit=1000",
    ],
  ])("is kept in the address: %s", (search, asked, path) => {
    expect(askedIn(search)).toEqual(asked);
    expect(addressOf(asked)).toBe(`/deliveries${search}`);
    expect(pathFor(asked)).toBe(path);
  });

  it("is the usual where the address says what nobody knows", () => {
    expect(askedIn("?state=lost&last=2y")).toEqual({ state: "all", channel: "", last: "24h" });
  });
});

describe("how long telling took", () => {
  const delivery = { event: "x#1", log: "x", number: 1, channel: "slack:ops", attempts: 2, settledAt: 10_000 };

  it.each<[string, Parameters<typeof tookOf>[0], number | undefined]>([
    ["counts from the event's publishing", { ...delivery, state: "delivered", publishedAt: 7_500, firstTriedAt: 9_000 }, 2_500],
    ["counts from the first try where that is not known", { ...delivery, state: "delivered", firstTriedAt: 9_000 }, 1_000],
    [
      "counts from the first try where it was published again",
      { ...delivery, state: "delivered", publishedAt: 12_000, firstTriedAt: 9_000 },
      1_000,
    ],
    ["is not known where neither is", { ...delivery, state: "delivered" }, undefined],
    ["is nothing for what never arrived", { ...delivery, state: "given-up", publishedAt: 7_500 }, undefined],
    ["is never less than nothing", { ...delivery, state: "delivered", publishedAt: 10_500 }, 0],
  ])("%s", (_name, given, expected) => {
    expect(tookOf(given)).toBe(expected);
  });
});
