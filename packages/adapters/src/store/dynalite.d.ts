/** dynalite brings no types: what of it is used here. */
declare module "dynalite" {
  import type { Server } from "node:http";

  export default function dynalite(options?: {
    /** The LevelDB directory; in memory when absent. */
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }): Server;
}

declare module "dynalite/db/index.js" {
  import type { CreateTableCommandInput } from "@aws-sdk/client-dynamodb";

  /** An item as the wire has it: `{ "S": "text" }` by name. */
  export type Attributes = Record<string, Record<string, unknown>>;

  const db: {
    createIndexKey(item: Attributes, table: CreateTableCommandInput, keySchema: NonNullable<CreateTableCommandInput["KeySchema"]>): string;
  };
  export default db;
}
