/** The part of the control API that serves the lab's page: what it shows, and what a learner does besides breaking things. */
import type { LabFailoverRecord, LabPanel, Visit } from "@flipwatch/core/lesson/panel";
import type { Connection } from "../resources.ts";
import { type Seeded, seedSetUp } from "../seed.ts";
import type { Journal } from "./journal.ts";
import { endpointIn, type PanelSources, panelOf } from "./panel.ts";
import type { RecordDesk } from "./records.ts";
import { visit } from "./visit.ts";

export interface LessonDesk {
  panel(): LabPanel;
  /** Opens a name as a browser does, and keeps what came. */
  visit(name: string): Promise<Visit>;
  records: Pick<RecordDesk, "create" | "remove"> & { all(): LabFailoverRecord[] };
  /** Makes the zone and the health checks where they are not there yet. */
  setUp(): Promise<Seeded>;
}

export type LessonSources = Omit<PanelSources, "records" | "journal"> & { records: RecordDesk; journal: Journal; connection: Connection };

export function createLessonDesk(sources: LessonSources): LessonDesk {
  const { lab, aws, journal, records, connection } = sources;
  const checkOf = (address: string) => aws.checks.list().find(({ config }) => endpointIn(config) === `${address}:80`)?.id;
  return {
    records,
    panel: () => panelOf(sources),
    visit: async (name) => {
      const opened = await visit(name, lab.addresses);
      journal.visited(opened);
      return opened;
    },
    setUp: () => {
      const zoneId = records.zone()?.id;
      return seedSetUp(connection, { checkOf, ...(zoneId !== undefined && { zoneId }) });
    },
  };
}
