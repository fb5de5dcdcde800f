/**
 * The letters a region last said of each slot, by name servers or by one resolver, and the evidence that no ballot has carried yet. Evidence
 * goes into the first ballot with the changed letter; where that ballot is lost, it comes back here and goes into the next.
 */

import type { Ms } from "@flipwatch/core";
import { type Letter, letterAt, lettersOf } from "@flipwatch/core";

/** What is to be said of a slot. */
export interface Said<E> {
  letter: Letter;
  /** When the answer behind it arrived. */
  at: Ms;
  /** Used when the letter differs from the last. */
  evidence: E;
}

export interface Track<E> {
  /** The last one that wasn't `-`; `-` before the first. */
  letter(slot: number): Letter;
  /** When an answer with that letter last arrived. */
  seenAt(slot: number): Ms | undefined;
  /** Takes up what an earlier ballot said. Oldest first. */
  absorb(letters: string, at: Ms): void;
  /** Takes from `said` what goes into a ballot of `size` slots: everything unchanged, and changes up to `changeLimit`. */
  seal(size: number, said: Map<number, Said<E>>, changeLimit: number): Sealed<E>;
  /** The ballot with these was lost: its evidence goes along again, where the letter still stands. */
  restore(sealed: Sealed<E>): void;
}

export interface Sealed<E> {
  letters: string;
  evidence: Record<number, E>;
}

export function createTrack<E>(): Track<E> {
  const letters = new Map<number, Letter>();
  const seen = new Map<number, Ms>();
  const unsaid = new Map<number, E>();
  const letter = (slot: number): Letter => letters.get(slot) ?? "-";

  return {
    letter,
    seenAt: (slot) => seen.get(slot),
    absorb(text, at) {
      for (let slot = 0; slot < text.length; slot += 1) {
        const one = letterAt(text, slot);
        if (one === "-") continue;
        letters.set(slot, one);
        seen.set(slot, at);
      }
    },
    seal(size, said, changeLimit) {
      const evidence: Record<number, E> = {};
      const entries: [number, Letter][] = [];
      let room = changeLimit;
      for (const [slot, one] of said) {
        const isChange = one.letter !== letter(slot) || unsaid.has(slot);
        if (slot >= size || (isChange && room === 0)) continue;
        if (isChange) {
          evidence[slot] = one.letter === letter(slot) ? (unsaid.get(slot) ?? one.evidence) : one.evidence;
          unsaid.delete(slot);
          room -= 1;
        }
        letters.set(slot, one.letter);
        seen.set(slot, one.at);
        entries.push([slot, one.letter]);
        said.delete(slot);
      }
      return { letters: lettersOf(size, entries), evidence };
    },
    restore(sealed) {
      for (const [key, evidence] of Object.entries(sealed.evidence)) {
        const slot = Number(key);
        if (letterAt(sealed.letters, slot) === letter(slot) && !unsaid.has(slot)) unsaid.set(slot, evidence);
      }
    },
  };
}
