/** The embedded store: DynamoDB by dynalite in this process, in memory or in a directory that survives a kill. Decides who may open it, and how it is reached. */

import type { RequestListener, Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { FlipwatchError, type Table } from "@flipwatch/core";
import dynalite from "dynalite";
import { createDocumentClient, createDynamoTable } from "./dynamo-table.ts";
import { type OpenDirectory, openDirectory } from "./embedded-directory.ts";
import { ensureTable } from "./ensure-table.ts";
import { inProcess } from "./in-process.ts";
import { answerLevelErrors } from "./level-errors.ts";

export interface EmbeddedOptions {
  /** A directory of its own, made when missing. In memory when absent. */
  path?: string;
  /** On 127.0.0.1; 0, the default, picks a free one. */
  port?: number;
  tableName?: string;
  /** False: reached through `table` and `listener` alone. A port would let any page in a browser here at what it holds. */
  listens?: boolean;
}

export interface Embedded {
  /** `http://127.0.0.1:<port>`; empty where it does not listen. */
  endpoint: string;
  tableName: string;
  /** The table, reached by the SDK without a socket between: less than half the time and CPU of a request over loopback. */
  table: Table;
  /** Answers a DynamoDB request that came in elsewhere. */
  listener: RequestListener;
  /** Ends every connection, and waits for what is being written. */
  close(): Promise<void>;
}

export const DEFAULT_TABLE_NAME = "flipwatch";

/** Throws `store-unavailable` when another living process uses the directory or it can't be used, `address-in-use` for a busy port. */
export async function startEmbedded(options: EmbeddedOptions = {}): Promise<Embedded> {
  const { path, port = 0, tableName = DEFAULT_TABLE_NAME, listens = true } = options;
  const directory = path === undefined ? undefined : await openDirectory(path, tableName);
  answerLevelErrors();
  const server = dynalite({ path: directory?.database, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  // Never closes an idle connection: a client that is about to use it again would see a reset.
  server.keepAliveTimeout = 0;
  const listener: RequestListener = (request, response) => void server.emit("request", request, response);
  const client = inProcessClient(listener);
  try {
    if (listens) await listen(server, port);
    await ensureTable(client, tableName);
  } catch (error) {
    await stop(server, directory);
    throw error;
  }
  const endpoint = listens ? `http://127.0.0.1:${(server.address() as AddressInfo).port}` : "";
  return { endpoint, tableName, table: createDynamoTable({ client, tableName }), listener, close: () => stop(server, directory) };
}

/** Middleware of the SDK that makes requests fit for a network, or tries them again there: most of what a request costs that never leaves the process. */
const forNetworks = [
  "loggerMiddleware",
  "contentLengthMiddleware",
  "getUserAgentMiddleware",
  "hostHeaderMiddleware",
  "recursionDetectionMiddleware",
  "httpSigningMiddleware",
  "retryMiddleware",
];

function inProcessClient(listener: RequestListener): DynamoDBDocumentClient {
  const client = createDocumentClient({ ...localConnection("http://127.0.0.1"), requestHandler: inProcess(listener) });
  for (const name of forNetworks) client.middlewareStack.remove(name);
  return client;
}

/** For a client of an embedded store: dynalite wants a signature but checks none. */
export function localConnection(endpoint: string): DynamoDBClientConfig {
  return { endpoint, region: "local", credentials: { accessKeyId: "embedded", secretAccessKey: "embedded" } };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const busy = cause.code === "EADDRINUSE";
      const message = busy
        ? `Port ${port} on 127.0.0.1 is in use: the store needs another one.`
        : `The store can't listen on port ${port}: ${cause.message}`;
      reject(new FlipwatchError(busy ? "address-in-use" : "store-unavailable", message, { cause }));
    });
    server.listen(port, "127.0.0.1", resolve);
  });
}

/** dynalite closes its database only after the server, which waits for idle connections unless they are ended. */
async function stop(server: Server, directory: OpenDirectory | undefined): Promise<void> {
  // A server that never listened would leave its database open.
  if (!server.listening) await listen(server, 0);
  await new Promise<void>((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
  await directory?.closed();
}
