/** The lab's page: the lesson step by step, ticked off from what was seen, beside everything that can be switched. */
import "../../style/walk-through.css";
import type { LabPanel } from "@flipwatch/core/lesson/panel";
import { type Observed, type Progress, progressOf } from "@flipwatch/core/lesson/progress";
import type { Finding } from "@flipwatch/core/pair";
import { type PairId, pairId } from "@flipwatch/core/pair";
import { useMemo } from "preact/hooks";
import { useAnswer, useSource } from "../../api/use-answer.ts";
import type { PageInput } from "../../pages.ts";
import { Page } from "../../parts/page.tsx";
import { Empty, Shown } from "../../parts/states.tsx";
import { useSession } from "../../session.ts";
import { say } from "../../words/words.ts";
import "./words.ts";
import { Channel } from "./channel.tsx";
import { type Known, observedSource } from "./observed.ts";
import { Records } from "./records.tsx";
import { Steps } from "./steps.tsx";
import { NameNow, Regions, Servers } from "./switches.tsx";

const LOOK_EVERY_MS = 1_000;
const RECORD_EVERY_MS = 2_000;
const FINDINGS_EVERY_MS = 5_000;

export function WalkThroughPage({ search }: PageInput) {
  const { lab } = useSession();
  if (lab) return <Lab search={search} />;
  return (
    <Page title={say("walk.title")}>
      <Empty title={say("walk.noLab")}>
        <p>{say("walk.noLabHint")}</p>
      </Empty>
    </Page>
  );
}

function Lab({ search }: { search: string }) {
  const panel = useAnswer<LabPanel>("/lab/panel", { everyMs: LOOK_EVERY_MS });
  return (
    <Page title={say("walk.title")}>
      <p class="soft walk-lead">{say("walk.lead")}</p>
      <Shown answer={panel}>{(data) => <Lesson panel={data} id={walkedPair(data, search)} again={panel.again} />}</Shown>
    </Page>
  );
}

/** The address says which pair it is; else it is the lesson's name, or the only one that there is. */
function walkedPair({ zone = "example.com", records }: LabPanel, search: string): PairId {
  const usual = pairId(`failover.${zone}`, "A");
  const there = [...new Set(records.map(({ name, type }) => pairId(name, type)))];
  return new URLSearchParams(search).get("pair") ?? (there.includes(usual) ? usual : (there[0] ?? usual));
}

function Lesson({ panel, id, again }: { panel: LabPanel; id: PairId; again: () => void }) {
  const known = useSource<Known>(`walk ${id}`, sourceOf, { everyMs: RECORD_EVERY_MS });
  const findings = useAnswer<{ findings: readonly Finding[] }>("/api/findings", { everyMs: FINDINGS_EVERY_MS }).data?.findings ?? [];
  const progress = useMemo(() => progressOf(observedOf(panel, known.data, id)), [panel, known.data, id]);
  const name = id.slice(0, id.lastIndexOf("/"));
  return (
    <div class="walk">
      <Steps {...{ panel, progress, id, again }} detail={known.data?.detail} />
      <div class="walk-lab">
        <Servers panel={panel} again={again} />
        <NameNow {...{ panel, name, id, again }} detail={known.data?.detail} />
        <Records
          panel={panel}
          id={id}
          findings={findings.filter(({ pair }) => pair.startsWith(`${name}/`) || pair === name)}
          again={again}
        />
        <Regions panel={panel} again={again} />
      </div>
      <Channel panel={panel} again={again} />
    </div>
  );
}

const sourceOf = (key: string) => observedSource(key.slice("walk ".length));

function observedOf(panel: LabPanel, known: Known | undefined, id: PairId): Observed {
  return {
    ...panel,
    records: panel.records.filter(({ name, type }) => pairId(name, type) === id),
    ...(known?.detail && { definition: known.detail.definition }),
    events: known?.events ?? [],
    health: known?.health ?? { primary: [], secondary: [] },
    deliveries: known?.deliveries ?? [],
  };
}

export type { Progress };
