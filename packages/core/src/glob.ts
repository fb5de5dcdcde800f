/** Which pairs a glob means: in mutes, maintenance windows and routes. One rule for all of them. */
import type { PairId } from "./pair.ts";

/** Longer ones are a mistake: a name has at most 255 characters. */
export const GLOB_MAX = 300;

/**
 * `*` stands for any characters, dots and none included: `*.example.com/A`. Without a `/` it is about the name, whatever the type. Letter case
 * does not count. Takes time in proportion to the product of both lengths at worst, whatever somebody writes.
 */
export function matchesGlob(glob: string, pair: PairId): boolean {
  const [wanted, text] = [glob.toLowerCase(), pair.toLowerCase()];
  return matches(wanted, text) || (!wanted.includes("/") && matches(`${wanted}/*`, text));
}

/** Each `*` takes as little as it can; where that fails, only the last one has to take more. */
function matches(glob: string, text: string): boolean {
  let [at, wanted, star, from] = [0, 0, -1, 0];
  while (at < text.length) {
    if (glob[wanted] === "*") [star, from, wanted] = [wanted, at, wanted + 1];
    else if (glob[wanted] === text[at]) [at, wanted] = [at + 1, wanted + 1];
    else if (star >= 0) [from, at, wanted] = [from + 1, from + 1, star + 1];
    else return false;
  }
  return [...glob.slice(wanted)].every((rest) => rest === "*");
}
