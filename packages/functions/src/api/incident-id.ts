/** What an incident's id says: `<pair>!<moment of its opening>`, as tally makes it. */
import type { Ms, PairId } from "@flipwatch/core";

/** Undefined for what is no incident's id. */
export function incidentParts(id: string): { pair: PairId; openedAt: Ms } | undefined {
  const [, pair, moment] = /^(.+)!(\d{1,16})$/.exec(id) ?? [];
  return pair === undefined || moment === undefined ? undefined : { pair, openedAt: Number(moment) };
}
