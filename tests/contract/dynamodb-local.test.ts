/** The contract on DynamoDB Local. Skipped, with the reason printed, where there is no Java or no registry. */
import { createDocumentClient, createDynamoTable } from "@flipwatch/adapters/store/dynamo-table";

import { ensureTable } from "@flipwatch/adapters/store/ensure-table";
import { afterAll, describe, it } from "vitest";
import { type DynamoDbLocal, findSimulator, startDynamoDbLocal } from "./dynamodb-local.ts";
import { localConnection } from "./local-dynamodb.ts";
import { recordsContract } from "./records.contract.ts";
import { storedContract } from "./stored.contract.ts";
import { tableContract } from "./table.contract.ts";

const simulator = await findSimulator();
const missing = "missing" in simulator ? simulator.missing : undefined;

let started: Promise<DynamoDbLocal> | undefined;
afterAll(async () => (await started)?.stop());

async function makeTable(tableName: string) {
  if ("missing" in simulator) throw new Error(simulator.missing);
  started ??= startDynamoDbLocal(simulator.directory);
  const client = createDocumentClient(localConnection((await started).endpoint));
  await ensureTable(client, tableName);
  return createDynamoTable({ client, tableName });
}

describe.skipIf(missing !== undefined)("with DynamoDB Local", () => {
  tableContract("DynamoDB Local", () => makeTable("flipwatch-table"));
  recordsContract("DynamoDB Local", () => makeTable("flipwatch-records"));
  storedContract("DynamoDB Local", () => makeTable("flipwatch-stored"));
});

if (missing !== undefined) {
  // The reason belongs into the report, not only the fact.
  it.skip(`DynamoDB Local is left out: ${missing}`, () => {});
}
