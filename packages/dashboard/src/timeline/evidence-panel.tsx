/** Shows the evidence: beside the pointer where there is room, below the timeline where there is not. */
import { Mark } from "../parts/mark.tsx";
import { say } from "../words/words.ts";
import type { Evidence } from "./evidence.ts";
import type { Place } from "./stage.ts";

export interface EvidencePanelProps {
  evidence: Evidence | undefined;
  place: Place | undefined;
  /** Of the canvas: what is pointed at in its lower half is told of above. */
  height: number;
}

export function EvidencePanel({ evidence, place, height }: EvidencePanelProps) {
  if (evidence === undefined || place === undefined) return <p class="evidence evidence-none">{say("timeline.hint")}</p>;
  const isLow = place.bottom > height * 0.6;
  const { title, state, facts, hints } = evidence;
  const position = { "--x": `${Math.round(place.x)}px`, "--below": `${place.bottom}px`, "--above": `${height - place.top}px` };
  return (
    <div class={`evidence ${isLow ? "is-above" : "is-below"}`} style={position}>
      <p class="evidence-title">
        <span>{title}</span>
        {state !== undefined && (
          <strong>
            <Mark look={state.look} /> {state.word}
          </strong>
        )}
      </p>
      {facts.length > 0 && (
        <dl class="evidence-facts">
          {facts.map(({ term, said, isQuoted }) => (
            <div key={`${term} ${said}`}>
              <dt>{term}</dt>
              <dd lang={isQuoted ? "en" : undefined}>{said}</dd>
            </div>
          ))}
        </dl>
      )}
      {hints.map((hint) => (
        <p key={hint} class="evidence-hint">
          {hint}
        </p>
      ))}
    </div>
  );
}
