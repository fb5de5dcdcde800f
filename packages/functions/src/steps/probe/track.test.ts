import { describe, expect, it } from "vitest";
import { createTrack, type Said } from "./track.ts";

const say = (slot: number, letter: "P" | "S", at: number): Map<number, Said<string>> =>
  new Map([[slot, { letter, at, evidence: `${letter} at ${at}` }]]);
const NO_LIMIT = Number.POSITIVE_INFINITY;

describe("a track of letters", () => {
  it("tells evidence with the first letter and with each change, and only then", () => {
    const track = createTrack<string>();
    const sealed = [say(1, "P", 10), say(1, "P", 20), say(1, "S", 30), say(1, "P", 40)].map((said) => track.seal(3, said, NO_LIMIT));
    expect(sealed.map((one) => one.letters)).toEqual(["-P-", "-P-", "-S-", "-P-"]);
    expect(sealed.map((one) => one.evidence)).toEqual([{ 1: "P at 10" }, {}, { 1: "S at 30" }, { 1: "P at 40" }]);
  });

  it("goes on from what earlier ballots said, where `-` says nothing", () => {
    const track = createTrack<string>();
    track.absorb("-P", 10);
    track.absorb("S-", 20);
    expect([track.letter(0), track.letter(1), track.letter(2)]).toEqual(["S", "P", "-"]);
    expect([track.seenAt(0), track.seenAt(1)]).toEqual([20, 10]);
    expect(track.seal(2, say(1, "P", 30), NO_LIMIT)).toEqual({ letters: "-P", evidence: {} });
  });

  it("tells the evidence of a lost ballot again, once", () => {
    const track = createTrack<string>();
    const lost = track.seal(1, say(0, "P", 10), NO_LIMIT);
    track.restore(lost);
    expect(track.seal(1, say(0, "P", 20), NO_LIMIT).evidence).toEqual({ 0: "P at 10" });
    expect(track.seal(1, say(0, "P", 30), NO_LIMIT).evidence).toEqual({});
  });

  it("drops the evidence of a lost ballot when the letter has changed since", () => {
    const track = createTrack<string>();
    track.absorb("P", 5);
    const lost = track.seal(1, say(0, "S", 10), NO_LIMIT);
    track.seal(1, say(0, "P", 20), NO_LIMIT);
    track.restore(lost);
    expect(track.seal(1, say(0, "P", 30), NO_LIMIT).evidence).toEqual({});
  });

  it("keeps what goes beyond the limit of changes for the next ballot, and lets unchanged letters through", () => {
    const track = createTrack<string>();
    track.absorb("P--", 5);
    const said = new Map([...say(1, "P", 10), ...say(2, "S", 10), ...say(0, "P", 10)]);
    expect(track.seal(3, said, 1)).toEqual({ letters: "PP-", evidence: { 1: "P at 10" } });
    expect(track.seal(3, said, 1)).toEqual({ letters: "--S", evidence: { 2: "S at 10" } });
    expect(said.size).toBe(0);
  });
});
