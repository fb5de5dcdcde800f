/** Reads and writes the letters of ballots: one letter a slot. What they mean for a pair's role is decided elsewhere. */
import type { Verdict } from "./answer.ts";
import { type Letter, letterOf } from "./ballot.ts";

const verdictOf = new Map<string, Verdict>((Object.keys(letterOf) as Verdict[]).map((verdict) => [letterOf[verdict], verdict]));

/** `-` for no vote. */
export function letterFor(verdict: Verdict | undefined): Letter {
  return verdict === undefined ? "-" : letterOf[verdict];
}

/** The verdict behind a letter; undefined for `-` and for a letter of a version to come. */
export function verdictFor(letter: string): Verdict | undefined {
  return verdictOf.get(letter);
}

/** The slot's letter; `-` beyond the end, where the slot is younger than the ballot, and for a letter of a version to come. */
export function letterAt(letters: string, slot: number): Letter {
  return letterFor(verdictFor(letters.charAt(slot)));
}

/** A copy with the slot's letter replaced, lengthened with `-` where the slot lies beyond the end. */
export function withLetter(letters: string, slot: number, letter: Letter): string {
  const padded = letters.padEnd(slot, "-");
  return padded.slice(0, slot) + letter + padded.slice(slot + 1);
}

/** `size` letters, `-` where `entries` says nothing. Entries beyond the end are ignored. */
export function lettersOf(size: number, entries: Iterable<readonly [slot: number, letter: Letter]>): string {
  const letters: Letter[] = new Array<Letter>(size).fill("-");
  for (const [slot, letter] of entries) if (slot >= 0 && slot < size) letters[slot] = letter;
  return letters.join("");
}

/** Slots whose letters differ, in order; a missing letter counts as `-`. */
export function changedSlots(before: string, after: string): number[] {
  if (before === after) return [];
  const size = Math.max(before.length, after.length);
  return Array.from({ length: size }, (_, slot) => slot).filter((slot) => letterAt(before, slot) !== letterAt(after, slot));
}
