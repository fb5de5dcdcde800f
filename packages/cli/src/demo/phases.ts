/** Which phases a walk-through must have measured, and which of them are missing: one that was not seen is said to be, never left out. */
import { type Bounds, type IncidentStory, type PhaseStep, phaseNames, phaseSteps, type StoryLeg } from "@flipwatch/core";

export type Way = "failover" | "failback";

export interface ExpectedPhase {
  /** As `phaseSteps` calls it. */
  phase: string;
  /** Undefined: not seen. */
  bounds?: Bounds;
}

/** Every phase of the leg, and each channel that is to be told of it, in the order in which they are told. */
export function expectedPhases(leg: StoryLeg | undefined, channels: readonly string[]): ExpectedPhase[] {
  const steps: PhaseStep[] = leg === undefined ? [] : phaseSteps(leg.phases);
  const names = [...phaseNames, ...channels.map((channel) => `told ${channel}`)];
  return names.map((phase) => ({ phase, bounds: steps.find((step) => step.phase === phase)?.bounds }));
}

export function legOf(story: IncidentStory | undefined, way: Way): StoryLeg | undefined {
  return story?.legs.find((leg) => (leg.to === "primary") === (way === "failback"));
}

/** `failover: sns`, for every phase of both ways that was not seen. */
export function missingPhases(story: IncidentStory | undefined, channels: readonly string[]): string[] {
  return (["failover", "failback"] as const).flatMap((way) =>
    expectedPhases(legOf(story, way), channels)
      .filter(({ bounds }) => bounds === undefined)
      .map(({ phase }) => `${way}: ${phase}`),
  );
}
