/** Whether one bad reply raises an alert: one of each kind, to a name of its own, with good ones before and after. */
import { setTimeout as pause } from "node:timers/promises";
import { pairOf, startWatching } from "./flipwatch-run.ts";
import { type BadReply, badReplies } from "./name-server.ts";
import { progress } from "./progress.ts";

export interface FalseAlarms {
  kinds: number;
  roundsWaited: number;
  /** The kinds that raised an alert, with what was told. */
  alarmed: { bad: BadReply; told: string[] }[];
}

const INTERVAL_SECONDS = 1;
/** Beyond the rounds: what was decided is told by then. */
const TELLING_MS = 500;

export async function countFalseAlarms(roundsWaited: number): Promise<FalseAlarms> {
  const watched = await startWatching({ names: badReplies.length, intervalSeconds: INTERVAL_SECONDS });
  try {
    const alarmed: FalseAlarms["alarmed"] = [];
    for (const [index, bad] of badReplies.entries()) {
      const label = watched.labels[index] ?? "";
      const before = watched.receiver.all().length;
      await watched.nameServer.beBad(label, bad);
      await pause(roundsWaited * INTERVAL_SECONDS * 1_000 + TELLING_MS);
      const told = watched.receiver
        .all()
        .slice(before)
        .map(({ event }) => event.kind);
      progress(`false alarms: one reply ${bad} to ${pairOf(label)}: ${told.join(", ") || "nobody was told"}`);
      if (told.length > 0) alarmed.push({ bad, told });
    }
    return { kinds: badReplies.length, roundsWaited, alarmed };
  } finally {
    await watched.close();
  }
}
