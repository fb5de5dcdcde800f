/** What Records keep, refuse and find again, on any Table. The expectations are written out, not computed by the keys they test. */
import { createRecords } from "@flipwatch/adapters/store/records";
import type { Table } from "@flipwatch/core";
import { beforeEach, describe } from "vitest";
import { ballotRows } from "./records/ballot-rows.ts";
import { definitionRows, listRows, manifestRows } from "./records/definition-rows.ts";
import { deliveryRows } from "./records/delivery-rows.ts";
import { headRows, versionRows } from "./records/head-rows.ts";
import { inboxRows } from "./records/inbox-rows.ts";
import { linkRows } from "./records/link-rows.ts";
import { logRows, recordedRows } from "./records/log-rows.ts";
import { muteRows, pressRows, requestRows } from "./records/request-rows.ts";
import type { Context } from "./records/samples.ts";

/** A table of its own for every case would be slow on real stores, so `makeTable` is called once and every case uses names of its own. */
export function recordsContract(name: string, makeTable: () => Promise<Table>): void {
  describe(`the records contract, on ${name}`, () => {
    let made: Promise<Table> | undefined;
    const context = {} as Context;
    beforeEach(async () => {
      made ??= makeTable();
      context.table = await made;
      context.malformed = [];
      context.records = createRecords(context.table, {
        onMalformed: ({ key, problem }) => void context.malformed.push(`${key.sk}: ${problem}`),
      });
    });
    manifestRows(context);
    definitionRows(context);
    listRows(context);
    ballotRows(context);
    headRows(context);
    logRows(context);
    recordedRows(context);
    deliveryRows(context);
    inboxRows(context);
    requestRows(context);
    pressRows(context);
    muteRows(context);
    linkRows(context);
    versionRows(context);
  });
}
