/** One pair: what is served now and why, its timeline, and the incidents in it. The stretch that is shown lives in the address. */
import "./pair.css";
import { SECOND } from "@flipwatch/core/time";
import type { Overview } from "@flipwatch/functions/api/overview";
import type { PairDetail } from "@flipwatch/functions/api/pairs";
import { useCallback, useMemo, useState } from "preact/hooks";
import { useAnswer } from "../../api/use-answer.ts";
import { now } from "../../clock.ts";
import type { PageInput } from "../../pages.ts";
import { Page } from "../../parts/page.tsx";
import { Failed, Loading, Shown as ShownAnswer, Stale } from "../../parts/states.tsx";
import { currentPlace, go } from "../../place.ts";
import { queryOf, type Range, type Shown, shownIn, usualFor } from "../../timeline/range.ts";
import { RangeBar } from "../../timeline/range-bar.tsx";
import { Timeline } from "../../timeline/timeline.tsx";
import { say } from "../../words/words.ts";
import { Incidents } from "./incidents.tsx";
import { Now } from "./now.tsx";
import { type LoadedTimeline, useTimeline } from "./use-timeline.ts";

const PAIR_EVERY_MS = 5_000;
const HEALTH_EVERY_MS = 60_000;

export function PairPage({ id, search }: PageInput) {
  const answer = useAnswer<PairDetail>(`/api/pairs/${encodeURIComponent(id)}`, { everyMs: PAIR_EVERY_MS });
  const overview = useAnswer<Overview>("/api/health", { everyMs: HEALTH_EVERY_MS }).data;
  return (
    <Page title={id} heading={<PairName id={id} />}>
      <ShownAnswer answer={answer}>
        {(detail) => (
          <>
            <Now detail={detail} again={answer.again} regions={Object.keys(overview?.regions ?? {})} />
            <Past detail={detail} search={search} ttlUnitMs={overview?.ttlUnitMs ?? SECOND} />
          </>
        )}
      </ShownAnswer>
    </Page>
  );
}

function PairName({ id }: { id: string }) {
  const slash = id.lastIndexOf("/");
  return (
    <span class="pair-name mono">
      {id.slice(0, slash)} <span class="soft">{id.slice(slash + 1)}</span>
    </span>
  );
}

function Past({ detail, search, ttlUnitMs }: { detail: PairDetail; search: string; ttlUnitMs: number }) {
  const { id } = detail.pair;
  const [usual] = useState(() => usualFor(watchedMs(detail)));
  const { shown, unread } = useMemo(() => shownIn(new URLSearchParams(search), usual), [search, usual]);
  const timeline = useTimeline(id, shown);
  const [band, setBand] = useState<Range>();
  const onShown = useCallback((next: Shown) => go(`${currentPlace().path}?${addressOf(next)}`, { replace: true }), []);
  return (
    <div class="pair-past">
      <section class="pair-timeline" aria-labelledby="timeline-title">
        <h2 id="timeline-title" class="unseen">
          {say("timeline.title")}
        </h2>
        <RangeBar shown={shown} onShown={onShown} />
        {unread !== undefined && <p class="banner banner-warning">{say("timeline.unread", { part: unread })}</p>}
        <Drawn {...{ detail, timeline, shown, onShown, band, ttlUnitMs }} />
      </section>
      <Incidents window={timeline.answer.data} {...{ shown, detail, onShown }} onBand={setBand} />
    </div>
  );
}

/** Since when there is anything to show: an edited pair was watched before. */
function watchedMs({ definition: { revision, revisedAt } }: PairDetail): number {
  return revision > 1 ? Number.POSITIVE_INFINITY : now() - revisedAt;
}

/** What else the address says, such as the language, stays. */
function addressOf(shown: Shown): string {
  const query = new URLSearchParams(currentPlace().search);
  for (const name of ["last", "from", "to", "at"]) query.delete(name);
  const others = query.toString();
  return others === "" ? queryOf(shown) : `${queryOf(shown)}&${others}`;
}

interface DrawnProps {
  detail: PairDetail;
  timeline: LoadedTimeline;
  shown: Shown;
  onShown: (next: Shown) => void;
  band: Range | undefined;
  ttlUnitMs: number;
}

function Drawn({ detail: { definition }, timeline: { answer, onView }, shown, onShown, band, ttlUnitMs }: DrawnProps) {
  const { data, at, failure, again } = answer;
  const checked = { primary: definition.primary.healthCheckId !== undefined, secondary: definition.secondary.healthCheckId !== undefined };
  if (data === undefined) return failure === undefined ? <Loading /> : <Failed failure={failure} again={again} />;
  return (
    <>
      {failure !== undefined && at !== undefined && <Stale at={at} failure={failure} again={again} />}
      {data.truncated && <p class="banner banner-warning">{say("timeline.truncated")}</p>}
      <Timeline window={data} checked={checked} shown={shown} onShown={onShown} onView={onView} band={band} ttlUnitMs={ttlUnitMs} />
    </>
  );
}
