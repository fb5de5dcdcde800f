/** Turns drafts into the definitions to store: one a pair, with its revision. Where drafts come from is `discover.ts`'s. */
import type { DraftPair } from "./discover.ts";
import type { PairDefinition, PairId, SideDefinition } from "./pair.ts";
import type { Ms } from "./time.ts";

/**
 * One definition a pair, where several sources have it: a pair named outright goes before Route 53's, a public zone before a private one, else
 * the first list wins. By id.
 */
export function mergeDrafts(lists: readonly (readonly DraftPair[])[]): DraftPair[] {
  const rank = (draft: DraftPair): number => (draft.source === "config" ? 0 : isObserved(draft) ? 1 : 2);
  const merged = new Map<PairId, DraftPair>();
  for (const draft of lists.flat()) {
    const known = merged.get(draft.id);
    if (known === undefined || rank(draft) < rank(known)) merged.set(draft.id, draft);
  }
  return [...merged.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** False for a pair of a private zone: nobody outside its VPC can ask for it, so it isn't probed. */
export function isObserved(definition: Pick<PairDefinition, "zone">): boolean {
  return definition.zone?.private !== true;
}

/**
 * The definition to store: `previous` itself where nothing changed, else the next revision, which keeps the values of the one before so that
 * answers under way stay valid for the grace. The order of name servers is no change.
 */
export function revise(previous: PairDefinition | undefined, draft: DraftPair, now: Ms): PairDefinition {
  if (previous === undefined) return { ...draft, revision: 1, revisedAt: now };
  if (contentOf(previous) === contentOf(draft)) return previous;
  const values = { primary: previous.primary.values, secondary: previous.secondary.values };
  return { ...draft, revision: previous.revision + 1, revisedAt: now, previous: values };
}

/** Everything that a revision stands for, as text to compare. */
function contentOf(draft: DraftPair): string {
  const side = (of: SideDefinition): unknown[] => [of.values, of.ttlSeconds, of.healthCheckId, of.setIdentifier];
  const servers = (of: readonly string[] | undefined): string[] | undefined => (of === undefined ? undefined : [...of].sort());
  const { id, name, type, source, zone, nameservers, primary, secondary, ttlSeconds } = draft;
  const zoneContent = zone === undefined ? undefined : [zone.id, zone.name, zone.private, servers(zone.nameservers)];
  return JSON.stringify([id, name, type, source, zoneContent, servers(nameservers), side(primary), side(secondary), ttlSeconds]);
}
