/** The adapter for DynamoDB, held to the contract on dynalite over HTTP: what the lab's Lambdas talk to. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createDocumentClient, createDynamoTable } from "@flipwatch/adapters/store/dynamo-table";
import { ensureTable } from "@flipwatch/adapters/store/ensure-table";
import dynalite from "dynalite";
import { afterAll } from "vitest";
import { localConnection } from "./local-dynamodb.ts";
import { recordsContract } from "./records.contract.ts";
import { storedContract } from "./stored.contract.ts";
import { tableContract } from "./table.contract.ts";

const servers: Server[] = [];
afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function overHttp() {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const client = createDocumentClient(localConnection(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  await ensureTable(client, "flipwatch");
  return createDynamoTable({ client, tableName: "flipwatch" });
}

tableContract("dynalite over HTTP", overHttp);
recordsContract("dynalite over HTTP", overHttp);
storedContract("dynalite over HTTP", overHttp);
