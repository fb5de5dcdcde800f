/** Of which pairs nobody is told, until when, and who asked for that. */
import { type MuteSummary, muteSummary } from "./pairs.ts";
import type { ApiPorts } from "./ports.ts";

export interface MutesReply {
  /** Those that last and those that begin within a day, the soonest to end first. */
  mutes: MuteSummary[];
}

export async function listMutes({ records, clock }: ApiPorts): Promise<MutesReply> {
  const now = clock.now();
  const { mutes } = await records.mutes.get();
  const lasting = mutes.filter(({ until }) => until > now).toSorted((a, b) => a.until - b.until || a.from - b.from);
  return { mutes: lasting.map(muteSummary) };
}
