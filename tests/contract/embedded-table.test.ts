/** The embedded store, held to the contract: over HTTP in memory, and without a socket on disk across a restart. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDocumentClient, createDynamoTable } from "@flipwatch/adapters/store/dynamo-table";
import { type Embedded, localConnection, startEmbedded } from "@flipwatch/adapters/store/embedded";
import { afterAll } from "vitest";
import { recordsContract } from "./records.contract.ts";
import { tableContract } from "./table.contract.ts";

const running = new Set<Embedded>();
const directories = new Set<string>();
afterAll(async () => {
  await Promise.all([...running].map((embedded) => embedded.close()));
  await Promise.all([...directories].map((directory) => rm(directory, { recursive: true })));
});

async function overHttp() {
  const embedded = await startEmbedded();
  running.add(embedded);
  return createDynamoTable({ client: createDocumentClient(localConnection(embedded.endpoint)), tableName: embedded.tableName });
}

/** Started, closed and started again, so that the contract runs on a table that was found. */
async function onDisk() {
  const path = await mkdtemp(join(tmpdir(), "flipwatch-store-"));
  directories.add(path);
  await (await startEmbedded({ path })).close();
  const embedded = await startEmbedded({ path });
  running.add(embedded);
  return embedded.table;
}

tableContract("dynalite in memory, over HTTP", overHttp);
tableContract("dynalite on disk, in process", onDisk);
recordsContract("dynalite in memory, over HTTP", overHttp);
recordsContract("dynalite on disk, in process", onDisk);
