/** The same segments and markers as a table: for who listens, and for who wants to copy or compare them. */
import { useState } from "preact/hooks";
import { durationText } from "../parts/duration.tsx";
import { Mark } from "../parts/mark.tsx";
import { say } from "../words/words.ts";
import { factsOf, markerText } from "./evidence.ts";
import type { RowContent } from "./hit.ts";
import { type LaneSegment, lookOf } from "./lanes.ts";
import { markerLooks } from "./markers.ts";
import type { Range } from "./range.ts";
import { laneName, momentText, rowName, stateWord } from "./said.ts";

/** More rows than anybody reads; the page stays quick. */
const MOST_ROWS = 400;

export interface SegmentTableProps {
  contents: readonly RowContent[];
  range: Range;
  ttlUnitMs: number;
  zone: string;
}

/** Made only once it is opened. */
export function SegmentTable(props: SegmentTableProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="timeline-more" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{say("timeline.asTable")}</summary>
      {isOpen && <Table {...props} />}
    </details>
  );
}

function Table({ contents, range, ttlUnitMs, zone }: SegmentTableProps) {
  const lines = contents.flatMap((content) => linesOf(content, range, ttlUnitMs));
  const left = lines.length - MOST_ROWS;
  if (lines.length === 0) return <p>{say("timeline.table.none")}</p>;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, which keys must be able to do too. */}
      <section class="table-room" tabIndex={0} aria-label={say("timeline.asTable")}>
        <table class="segment-table">
          <caption class="unseen">
            {say("timeline.table.caption", { from: momentText(range.from, zone), to: momentText(range.to, zone) })}
          </caption>
          <thead>
            <tr>
              <th scope="col">{say("timeline.table.row")}</th>
              <th scope="col">{say("timeline.table.state")}</th>
              <th scope="col">{say("timeline.table.from")}</th>
              <th scope="col">{say("timeline.table.to")}</th>
              <th scope="col">{say("timeline.table.lasted")}</th>
              <th scope="col">{say("timeline.table.evidence")}</th>
            </tr>
          </thead>
          <tbody>
            {lines.slice(0, MOST_ROWS).map(({ key, row, mark, from, to, said }) => (
              <tr key={key}>
                <th scope="row">{row}</th>
                <td class="table-state">{mark}</td>
                <td>{momentText(from, zone)}</td>
                <td>{to !== undefined && momentText(to, zone)}</td>
                <td>{to !== undefined && durationText(to - from)}</td>
                <td class="table-evidence">{said}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {left > 0 && <p>{say("timeline.table.more", { count: left })}</p>}
    </>
  );
}

interface Line {
  key: string;
  row: string;
  mark: preact.ComponentChildren;
  from: number;
  /** Absent for what happened at one moment. */
  to?: number;
  said: string;
}

function linesOf(content: RowContent, range: Range, ttlUnitMs: number): Line[] {
  if (!("lane" in content)) {
    const inside = content.markers.filter(({ at }) => at >= range.from && at < range.to);
    return inside.map((marker, index) => ({
      key: `${content.row} ${marker.at} ${index}`,
      row: rowName(content.row),
      mark: (
        <>
          <Mark look={markerLooks[marker.kind]} /> {say(`timeline.marker.${marker.kind}`)}
        </>
      ),
      from: marker.at,
      said: markerText(marker).said,
    }));
  }
  const { lane } = content;
  const inside = lane.segments.filter(({ from, to }) => to > range.from && from < range.to);
  return inside.map((segment) => ({
    key: `${lane.id} ${segment.from}`,
    row: laneName(lane),
    mark: (
      <>
        <Mark look={lookOf(lane.kind, segment.state)} /> {stateWord(lane.kind, segment.state)}
      </>
    ),
    from: Math.max(segment.from, range.from),
    to: Math.min(segment.to, range.to),
    said: evidenceText(segment, ttlUnitMs),
  }));
}

function evidenceText(segment: LaneSegment, ttlUnitMs: number): string {
  const several = (segment.count ?? 1) > 1 ? [say("timeline.ev.several", { count: segment.count ?? 1 })] : [];
  return [...factsOf(segment, undefined, { ttlUnitMs }).map(({ said }) => said), ...several].join("; ");
}
