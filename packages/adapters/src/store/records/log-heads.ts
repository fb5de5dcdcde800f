/** Heads of logs that belong to no pair. */
import type { Table } from "@flipwatch/core";
import { keys } from "../keys.ts";
import type { Records } from "../records.ts";
import { getBody, putVersion } from "../stored.ts";

export function createLogHeads(table: Table): Records["logHeads"] {
  return {
    get: (log) => getBody(table, keys.logHead(log)),
    put: (head) => putVersion(table, keys.logHead(head.log), head),
  };
}
