import { describe, expect, it } from "vitest";
import { isTrouble, worstFirst } from "./order.ts";
import { sampleAt, samplePair, votes } from "./sample.ts";
import type { WatchedPair } from "./watched-pair.ts";

const incident = { id: "i", openedAt: sampleAt, decidedAt: sampleAt, opening: "failover" as const };
const unhealthy = { status: "unhealthy" as const, check: "c" };
const healthy = { status: "healthy" as const, check: "c" };
const namesOf = (pairs: readonly WatchedPair[]) => pairs.map(({ name }) => name.split(".")[0]);

describe("the order of the list", () => {
  it("is dark, stray, split, secondary, unknown, a primary with something unhealthy, primary, unobserved", () => {
    const pairs = [
      samplePair("a-unobserved", { role: "unobserved", regions: {} }),
      samplePair("b-primary"),
      samplePair("c-beside", { health: { primary: healthy, secondary: unhealthy } }),
      samplePair("d-unknown", { role: "unknown" }),
      samplePair("e-secondary", { role: "secondary", regions: votes("secondary", "secondary", "secondary") }),
      samplePair("f-split", { role: "split" }),
      samplePair("g-stray", { role: "stray" }),
      samplePair("h-dark", { role: "dark" }),
    ];
    expect(namesOf(worstFirst(pairs))).toEqual([
      "h-dark",
      "g-stray",
      "f-split",
      "e-secondary",
      "d-unknown",
      "c-beside",
      "b-primary",
      "a-unobserved",
    ]);
  });

  it("has, of one role, first what nobody has acknowledged, then what changed last, then names", () => {
    const away = (name: string, rest: Partial<WatchedPair>) => samplePair(name, { role: "secondary", ...rest });
    const pairs = [
      away("acknowledged", { incident: { ...incident, acknowledged: { by: "ops", at: sampleAt } }, lastTransition: sampleAt }),
      away("older", { incident, lastTransition: sampleAt - 2_000 }),
      away("newer", { incident, lastTransition: sampleAt - 1_000 }),
      away("also-newer", { incident, lastTransition: sampleAt - 1_000 }),
    ];
    expect(namesOf(worstFirst(pairs))).toEqual(["also-newer", "newer", "older", "acknowledged"]);
  });

  it("is by name where all is well, whatever changed last, so that the list rests", () => {
    const pairs = [samplePair("b", { lastTransition: sampleAt }), samplePair("c"), samplePair("a", { lastTransition: sampleAt - 1_000 })];
    expect(namesOf(worstFirst(pairs))).toEqual(["a", "b", "c"]);
  });
});

describe("trouble", () => {
  it.each<[string, Partial<WatchedPair>, boolean]>([
    ["is not a primary with all as it should be", {}, false],
    ["is not a side without a check", { health: { primary: healthy, secondary: { status: "none" } } }, false],
    ["is not health that nobody knows", { health: { primary: { status: "unknown" }, secondary: healthy } }, false],
    ["is not a private zone", { role: "unobserved", regions: {} }, false],
    ["is not a region that is silent: that is Flipwatch's own", { regions: { ...votes("primary", "primary"), "eu-9": silent() } }, false],
    ["is an unhealthy primary", { health: { primary: unhealthy, secondary: healthy } }, true],
    [
      "is a private zone with an unhealthy side",
      { role: "unobserved", regions: {}, health: { primary: unhealthy, secondary: healthy } },
      true,
    ],
    ["is an incident that is still open back on the primary", { incident }, true],
    ["is flapping", { flapping: true }, true],
    ["is a region that sees something else", { regions: votes("primary", "primary", "secondary") }, true],
    ["is not knowing", { role: "unknown" }, true],
  ])("%s", (_name, rest, expected) => {
    expect(isTrouble(samplePair("x", rest))).toBe(expected);
  });
});

function silent(): WatchedPair["regions"][string] {
  return { verdict: "secondary", since: { by: 0 }, at: 0, fresh: false, reason: "" };
}
