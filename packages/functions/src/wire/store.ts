/** The table in the home region, as every handler uses it. */
import { createDynamoTable } from "@flipwatch/adapters/store/dynamo-table";
import { joinReads } from "@flipwatch/adapters/store/joined-reads";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import type { Settings } from "../settings.ts";
import type { Log } from "../steps/log.ts";

export function wireRecords(settings: Settings, log: Log): Records {
  const table = joinReads(createDynamoTable({ tableName: settings.table, connection: { region: settings.home } }));
  return createRecords(table, {
    onMalformed: ({ key, problem }) => log("warn", "a stored item is malformed and passed over", { key, problem }),
  });
}
