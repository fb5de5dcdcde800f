/** Every pair there is, the worst first, with whatever keeps Flipwatch itself from seeing on top. */
import type { StripsReply } from "@flipwatch/functions/api/strips";
import "../../style/overview.css";
import { DAY, type Ms } from "@flipwatch/core/time";
import type { Overview } from "@flipwatch/functions/api/overview";
import { useCallback, useMemo } from "preact/hooks";
import { useAnswer, useSource } from "../../api/use-answer.ts";
import { now } from "../../clock.ts";
import type { PageInput } from "../../pages.ts";
import { Page } from "../../parts/page.tsx";
import { Empty, Shown } from "../../parts/states.tsx";
import { currentPlace, go } from "../../place.ts";
import { say, sayWith } from "../../words/words.ts";
import { pairsSource } from "./all-pairs.ts";
import { allTags, type Filter, filterIn, matching, searchOf } from "./filter.ts";
import { worstFirst } from "./order.ts";
import { OwnHealth } from "./own-health.tsx";
import { PairList } from "./pair-list.tsx";
import { SearchBar } from "./search-bar.tsx";
import { CountsBar, countsOf, Headline } from "./summary.tsx";
import type { WatchedPair } from "./watched-pair.ts";

const PAIRS_EVERY_MS = 5_000;
const HEALTH_EVERY_MS = 10_000;
const STRIPS_EVERY_MS = 30_000;

export function OverviewPage({ search }: PageInput) {
  const pairs = useSource<WatchedPair[]>("pairs", pairsSourceOf, { everyMs: PAIRS_EVERY_MS });
  const health = useAnswer<Overview>("/api/health", { everyMs: HEALTH_EVERY_MS }).data;
  const strips = useAnswer<StripsReply>("/api/strips?from=24h", { everyMs: STRIPS_EVERY_MS }).data;
  const counts = useMemo(() => countsOf(pairs.data ?? []), [pairs.data]);
  const isEmpty = counts.all === 0;
  return (
    <Page title={tabTitle(counts.trouble)} heading={isEmpty ? say("overview.title") : <Headline counts={counts} stale={pairs.stale} />}>
      <OwnHealth health={health} />
      <Shown answer={pairs}>{(all) => (isEmpty ? <NoPairs /> : <Pairs {...{ all, counts, health, strips, search }} />)}</Shown>
    </Page>
  );
}

interface PairsProps {
  all: readonly WatchedPair[];
  counts: ReturnType<typeof countsOf>;
  health: Overview | undefined;
  strips: StripsReply | undefined;
  search: string;
}

function Pairs({ all, counts, health, strips, search }: PairsProps) {
  const filter = useMemo(() => filterIn(search), [search]);
  const ordered = useMemo(() => worstFirst(all), [all]);
  const shown = useMemo(() => matching(ordered, filter), [ordered, filter]);
  const tags = useMemo(() => allTags(all), [all]);
  const regions = useMemo(() => Object.keys(health?.regions ?? {}), [health]);
  // Without strips the window moves on with each list of pairs.
  const window = useMemo(() => strips ?? dayUntil(now()), [strips, all]);
  const setFilter = useCallback((next: Filter) => go(currentPlace().path + searchOf(next), { replace: true }), []);
  return (
    <>
      <div class="tools">
        <CountsBar counts={counts} filter={filter} onFilter={setFilter} />
        <SearchBar filter={filter} tags={tags} shown={shown.length} all={all.length} onFilter={setFilter} />
      </div>
      {shown.length === 0 ? (
        <Empty title={say("overview.noneMatch")} />
      ) : (
        <PairList pairs={shown} regions={regions} strips={strips} window={window} />
      )}
    </>
  );
}

function dayUntil(to: Ms): { from: Ms; to: Ms } {
  return { from: to - DAY, to };
}

function NoPairs() {
  return (
    <Empty title={say("overview.noPairs")}>
      <p>{sayWith("overview.noPairsHint", { zones: <code key="zones">zones</code>, pairs: <code key="pairs">pairs</code> })}</p>
      <p>
        <a href="/findings">{say("overview.noPairsFindings")}</a>
      </p>
    </Empty>
  );
}

function pairsSourceOf() {
  return pairsSource();
}

/** The tab tells it too: it may be one of many. */
function tabTitle(trouble: number): string {
  return trouble === 0 ? say("overview.title") : say("overview.tabTrouble", { count: trouble });
}
