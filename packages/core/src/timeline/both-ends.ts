/** Cuts a list that is too long to be shown: how it began and how it ended tell more than its middle. */

/** At most so many, from 2 up: half of them from the beginning, half from the end. */
export function bothEnds<T>(list: readonly T[], most: number): readonly T[] {
  return list.length <= most ? list : [...list.slice(0, Math.floor(most / 2)), ...list.slice(-Math.ceil(most / 2))];
}
