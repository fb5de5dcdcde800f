/** A group's headline: what its names did, in the words for one, the gravest first. */
import type { Catalogue } from "./catalogue.ts";
import type { Told } from "./told.ts";

/** Of so many kinds; the message lists all. */
const SHOWN = 2;

/** `failed over to the secondary`, or with how many where they did different things: `no usable answer (2), failed over to the secondary (298)`. */
export function headlinesOf(grouped: readonly { one: Told; count: number }[], { headline }: Pick<Catalogue, "headline">): string {
  const said = grouped
    .slice(0, SHOWN)
    .map(({ one, count }) => `${headline[one.event.kind](one)}${grouped.length === 1 ? "" : ` (${count})`}`);
  return [...said, ...(grouped.length > SHOWN ? ["…"] : [])].join(", ");
}
