import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Verdict } from "./answer.ts";
import type { Letter } from "./ballot.ts";
import { type Ask, confirm, type Heard, questionLimit } from "./confirm.ts";

/** What a server says, by `server transport`, then by how often it was asked; the last entry repeats. `failed` where nothing is said. */
type World = Record<string, Verdict | Verdict[]>;

interface Outcome {
  vote: Verdict | "-";
  /** The questions, a group for each time they were asked together: `0 udp, 1 tcp`. */
  asked: string[];
}

function play(last: Letter, servers: number, world: World, start = 0): Outcome {
  const heard: Heard[] = [];
  const asked: string[] = [];
  for (let turn = 0; turn < 20; turn += 1) {
    const step = confirm({ last, servers, start, heard });
    if ("vote" in step) return { vote: step.vote, asked };
    expect(step.ask.length).toBeGreaterThan(0);
    asked.push(step.ask.map(({ server, transport }) => `${server} ${transport}`).join(", "));
    heard.push(...step.ask.map((ask, index) => ({ ...ask, verdict: said(world, ask, [...heard, ...step.ask.slice(0, index)]) })));
  }
  throw new Error(`no vote after ${heard.length} questions`);
}

function said(world: World, ask: Ask, before: readonly Ask[]): Verdict {
  const times = before.filter((one) => one.server === ask.server && one.transport === ask.transport).length;
  const words = [world[`${ask.server} ${ask.transport}`] ?? world[`${ask.server}`] ?? "failed"].flat();
  return words[Math.min(times, words.length - 1)] ?? "failed";
}

describe("confirm, of four servers", () => {
  it.each<[string, Letter, World, Verdict | "-", string[]]>([
    ["an unchanged verdict is a vote at once", "P", { 0: "primary" }, "primary", ["0 udp"]],
    ["a change said by another over TCP is a vote", "P", { 0: "secondary", 2: "secondary" }, "secondary", ["0 udp", "2 tcp"]],
    ["a first verdict is confirmed as well", "-", { 0: "primary", 2: "primary" }, "primary", ["0 udp", "2 tcp"]],
    [
      "where TCP is closed, others over fresh UDP confirm",
      "P",
      { "0 udp": "secondary", "1 udp": "secondary", "2 udp": "secondary", "3 udp": "secondary" },
      "secondary",
      ["0 udp", "2 tcp", "1 udp, 2 udp, 3 udp, 0 tcp"],
    ],
    [
      "where servers differ all are asked; two to two is no vote",
      "P",
      { 0: "secondary", 1: "primary", 2: "primary", 3: "secondary" },
      "-",
      ["0 udp", "2 tcp", "1 udp, 3 udp"],
    ],
    [
      "three of four are enough",
      "P",
      { 0: "secondary", 1: "secondary", 2: "primary", 3: "secondary" },
      "secondary",
      ["0 udp", "2 tcp", "1 udp, 3 udp"],
    ],
    [
      "three of four for the old verdict are enough",
      "P",
      { 0: "secondary", 1: "primary", 2: "primary", 3: "primary" },
      "primary",
      ["0 udp", "2 tcp", "1 udp, 3 udp"],
    ],
    [
      "two to one and a dead one is no vote",
      "P",
      { 0: "secondary", 1: "secondary", 2: "primary" },
      "-",
      ["0 udp", "2 tcp", "1 udp, 3 udp"],
    ],
    ["one that fails is passed over", "P", { 2: "primary" }, "primary", ["0 udp", "2 udp"]],
    ["two that fail are passed over", "P", { 1: "primary", 3: "primary" }, "primary", ["0 udp", "2 udp", "1 udp, 3 udp, 0 tcp, 2 tcp"]],
    [
      "a change behind one that fails is confirmed by a third",
      "P",
      { 1: "secondary", 2: "secondary" },
      "secondary",
      ["0 udp", "2 udp", "1 tcp"],
    ],
    ["all must fail for failed", "P", {}, "failed", ["0 udp", "2 udp", "0 tcp, 2 tcp, 1 udp, 3 udp"]],
    ["failed goes on with two that fail", "F", {}, "failed", ["0 udp", "2 udp"]],
    ["failed ends with two that answer", "F", { 2: "primary", 1: "primary" }, "primary", ["0 udp", "2 udp", "1 tcp"]],
    ["the only one that answers confirms itself", "P", { 0: "secondary" }, "secondary", ["0 udp", "2 tcp", "1 udp, 2 udp, 3 udp, 0 tcp"]],
    ["empty is confirmed like any other", "P", { 0: "empty", 2: "empty" }, "empty", ["0 udp", "2 tcp"]],
  ])("%s", (_, last, world, vote, asked) => {
    const outcome = play(last, 4, world);
    expect(outcome.vote).toBe(vote);
    expect(outcome.asked.map(sorted)).toEqual(asked.map(sorted));
  });

  it("begins with the server whose turn it is", () => {
    expect(play("P", 4, { 3: "secondary", 1: "secondary" }, 7).asked).toEqual(["3 udp", "1 tcp"]);
  });
});

function sorted(group: string): string {
  return group.split(", ").sort().join(", ");
}

describe("confirm, of two servers", () => {
  it.each<[string, Letter, World, Verdict | "-", string[]]>([
    ["both say so", "P", { 0: "secondary", 1: "secondary" }, "secondary", ["0 udp", "1 tcp"]],
    ["they differ: no vote", "P", { 0: "secondary", 1: "primary" }, "-", ["0 udp", "1 tcp"]],
    ["a dead one doesn't hide a flip", "P", { 0: "secondary" }, "secondary", ["0 udp", "1 tcp", "1 udp, 0 tcp"]],
    ["a dead one first doesn't hide a flip", "P", { 1: "secondary" }, "secondary", ["0 udp", "1 udp", "0 tcp", "1 tcp"]],
    ["neither TCP nor the other: fresh UDP", "P", { "0 udp": "secondary" }, "secondary", ["0 udp", "1 tcp", "1 udp, 0 tcp", "0 udp"]],
    ["one packet alone is no vote", "P", { "0 udp": ["secondary", "failed"] }, "-", ["0 udp", "1 tcp", "1 udp, 0 tcp", "0 udp"]],
    ["both fail, over TCP too", "P", {}, "failed", ["0 udp", "1 udp", "0 tcp, 1 tcp"]],
    ["both fail by UDP but TCP works", "P", { "0 tcp": "primary", "1 tcp": "primary" }, "primary", ["0 udp", "1 udp", "0 tcp, 1 tcp"]],
  ])("%s", (_, last, world, vote, asked) => {
    const outcome = play(last, 2, world);
    expect(outcome.vote).toBe(vote);
    expect(outcome.asked.map(sorted)).toEqual(asked.map(sorted));
  });
});

describe("confirm, of one server", () => {
  it.each<[string, Letter, World, Verdict | "-", string[]]>([
    ["unchanged", "S", { 0: "secondary" }, "secondary", ["0 udp"]],
    ["a change said again over TCP", "P", { 0: "secondary" }, "secondary", ["0 udp", "0 tcp"]],
    ["a change said again over fresh UDP where TCP is closed", "P", { "0 udp": "secondary" }, "secondary", ["0 udp", "0 tcp", "0 udp"]],
    ["a forged UDP reply that TCP denies", "P", { "0 udp": "secondary", "0 tcp": "primary" }, "-", ["0 udp", "0 tcp"]],
    ["a lost packet", "P", { "0 udp": ["failed", "primary"] }, "primary", ["0 udp", "0 udp, 0 tcp"]],
    ["dead", "P", {}, "failed", ["0 udp", "0 udp, 0 tcp"]],
    ["still dead", "F", {}, "failed", ["0 udp"]],
  ])("%s", (_, last, world, vote, asked) => {
    expect(play(last, 1, world)).toEqual({ vote, asked });
  });

  it("no server at all is no vote", () => {
    expect(confirm({ last: "P", servers: 0, start: 3, heard: [] })).toEqual({ vote: "-" });
  });
});

describe("confirm, of anything", () => {
  const verdict = fc.constantFrom<Verdict>("primary", "secondary", "mixed", "stray", "empty", "ambiguous", "failed");
  const letter = fc.constantFrom<Letter>("P", "S", "M", "T", "E", "A", "F", "-");
  const world = fc.dictionary(
    fc.tuple(fc.nat(8), fc.constantFrom("udp", "tcp")).map(([server, transport]) => `${server} ${transport}`),
    fc.oneof(verdict, fc.array(verdict, { minLength: 1, maxLength: 3 })),
  );

  it("ends within its limit and never votes a change that only one answer says", () => {
    fc.assert(
      fc.property(letter, fc.integer({ min: 1, max: 9 }), fc.nat(20), world, (last, servers, start, words) => {
        const heard: Heard[] = [];
        for (;;) {
          const step = confirm({ last, servers, start, heard });
          if ("vote" in step) {
            const votes = {
              P: "primary",
              S: "secondary",
              M: "mixed",
              T: "stray",
              E: "empty",
              A: "ambiguous",
              F: "failed",
              "-": "-",
            } as const;
            if (step.vote !== "-" && step.vote !== votes[last])
              expect(heard.filter((one) => one.verdict === step.vote).length).toBeGreaterThan(1);
            if (step.vote === "failed") expect(heard.every((one) => one.verdict === "failed")).toBe(true);
            break;
          }
          for (const ask of step.ask) heard.push({ ...ask, verdict: said(words, ask, heard) });
          expect(heard.length).toBeLessThanOrEqual(questionLimit(servers));
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it("votes what all servers say, whatever was voted before", () => {
    fc.assert(
      fc.property(letter, fc.integer({ min: 1, max: 9 }), fc.nat(20), verdict, (last, servers, start, all) => {
        const everywhere: World = Object.fromEntries(Array.from({ length: servers }, (_, server) => [`${server}`, all]));
        expect(play(last, servers, everywhere, start).vote).toBe(all);
      }),
    );
  });
});
