/** The phases of a leg as small bars on one line of time: as wide as the error, with a line where the last one was expected. */
import "./phases.css";
import type { Expected, ExpectedPart } from "@flipwatch/core/report/expected";
import { type Bounds, SECOND } from "@flipwatch/core/time";
import type { StoryLeg } from "@flipwatch/core/timeline/story";
import { durationText } from "../parts/duration.tsx";
import { momentTitle } from "../parts/time.tsx";
import { say } from "../words/words.ts";
import { phaseList } from "./phase-list.ts";

/** Units of the drawing's width; the page stretches it. */
const WIDTH = 1_000;
const HEIGHT = 12;
const LEAST = 20;

export interface PhaseBarsProps {
  leg: StoryLeg;
  /** Absent where it is not known. */
  expected?: Expected;
  /** Of its heading, by what is above it on the page. */
  level?: "h3" | "h4";
}

export function PhaseBars({ leg, expected, level: Heading = "h4" }: PhaseBarsProps) {
  const { bars, origin, expected: line } = phaseList(leg, expected);
  const title = leg.to === "primary" ? say("phase.back") : say("phase.away", { role: say(`role.${leg.to}`) });
  return (
    <div class="phases">
      <Heading>{title}</Heading>
      {bars.length === 0 && <p class="soft">{say("phase.unknown")}</p>}
      <ol class="phase-list">
        {bars.map(({ name, bounds, text, start, end }, index) => (
          <li key={name} title={titleOf(bounds)}>
            <span class="phase-name">{name}</span>
            <svg class="phase-bar" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
              <rect class="phase-ground" x={0} y={HEIGHT / 2 - 0.5} width={WIDTH} height={1} />
              {line !== undefined && <line class="phase-expected" x1={line * WIDTH} x2={line * WIDTH} y1={0} y2={HEIGHT} />}
              <rect
                class="phase-span"
                x={start * (WIDTH - LEAST)}
                y={2}
                width={(end - start) * (WIDTH - LEAST) + LEAST}
                height={HEIGHT - 4}
              />
            </svg>
            <span class="phase-after">{index > 0 ? text : <time dateTime={new Date(bounds.by).toISOString()}>{text}</time>}</span>
          </li>
        ))}
      </ol>
      {origin !== undefined && <p class="phase-note">{origin}</p>}
      {expected !== undefined && line !== undefined && <ExpectedNote expected={expected} />}
    </div>
  );
}

/** With the date and UTC. */
function titleOf({ after, by }: Bounds): string {
  return after === undefined || by - after < SECOND ? momentTitle(by) : `${momentTitle(after)} – ${momentTitle(by)}`;
}

/** What the line stands for, and where its numbers come from. */
function ExpectedNote({ expected: { ms, parts } }: { expected: Expected }) {
  return (
    <p class="phase-note">
      <span class="phase-line" aria-hidden="true" /> {say("phase.expected", { span: durationText(ms) })} {parts.map(partText).join(" + ")}
    </p>
  );
}

function partText(part: ExpectedPart): string {
  const span = durationText(part.ms);
  if (part.part === "ttl") return say("phase.expected.ttl", { span, seconds: part.ttlSeconds });
  const { intervalSeconds: interval, failureThreshold: threshold, source } = part;
  return say(`phase.expected.checks.${source}`, { span, interval, threshold });
}
