/** Gives every draft its revision and stores those that are new or changed. */
import type { Records } from "@flipwatch/adapters/store/records";
import { type DraftPair, type PairDefinition, type PairId, revise } from "@flipwatch/core";

/** Definitions written at the same time. */
const AT_ONCE = 10;

export async function reviseAll(
  records: Pick<Records, "definitions">,
  drafts: readonly DraftPair[],
  known: ReadonlyMap<PairId, PairDefinition>,
  now: number,
): Promise<{ definitions: PairDefinition[]; revised: number }> {
  const definitions: PairDefinition[] = [];
  let revised = 0;
  for (let first = 0; first < drafts.length; first += AT_ONCE) {
    const batch = drafts.slice(first, first + AT_ONCE);
    for (const stored of await Promise.all(batch.map((draft) => reviseOne(records, draft, known.get(draft.id), now)))) {
      definitions.push(stored.definition);
      if (stored.written) revised += 1;
    }
  }
  return { definitions, revised };
}

/** Refused means that somebody else revised the pair meanwhile: then his revision counts, since manifests must name one that is stored. */
export async function reviseOne(
  records: Pick<Records, "definitions">,
  draft: DraftPair,
  previous: PairDefinition | undefined,
  now: number,
): Promise<{ definition: PairDefinition; written: boolean }> {
  const definition = revise(previous, draft, now);
  if (definition === previous) return { definition, written: false };
  if (await records.definitions.put(definition)) return { definition, written: true };
  return { definition: (await records.definitions.get(draft.id)) ?? definition, written: false };
}
