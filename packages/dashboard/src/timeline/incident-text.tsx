/** An incident in a few words: how it opened, how it ended, how long it lasted, and where the timeline shows it. */
import type { Ms } from "@flipwatch/core/time";
import type { IncidentStory } from "@flipwatch/core/timeline/story";
import { durationText } from "../parts/duration.tsx";
import { Since } from "../parts/time.tsx";
import { say, sayWith } from "../words/words.ts";
import type { Range } from "./range.ts";

/** Openings that have words of their own. */
const openings = ["failover", "stray", "dark", "both-unhealthy", "primary-unhealthy-served"] as const;

export function openingText({ opening }: Pick<IncidentStory, "opening">): string {
  return say(`pair.incident.opening.${openings.find((each) => each === opening) ?? "other"}`);
}

export function Ended({ incident }: { incident: IncidentStory }) {
  if (incident.closedAt === undefined) return <>{sayWith("pair.incident.open", { span: <Since at={incident.openedAt} /> })}</>;
  return <>{endText(incident)}</>;
}

/** Of one that is over. */
export function endText({ end, duration }: Pick<IncidentStory, "end" | "duration">): string {
  const how = end === "recovered" || end === "unverified" ? say(`pair.incident.end.${end}`) : say("pair.incident.end.other");
  if (duration === undefined) return how;
  return `${how}, ${say("pair.incident.lasted", { span: durationText(duration.ms, duration.errorMs) })}`;
}

/** An incident is shown with so much of its length around it, and at least a minute. */
const AROUND = 0.6;
const AROUND_LEAST_MS = 60_000;

/** `now`: the end of one that is open. */
export function aroundOf({ openedAt, closedAt }: Pick<IncidentStory, "openedAt" | "closedAt">, now: Ms): Range {
  const to = closedAt ?? now;
  const around = Math.max(AROUND_LEAST_MS, (to - openedAt) * AROUND);
  return { from: openedAt - around, to: to + around };
}
