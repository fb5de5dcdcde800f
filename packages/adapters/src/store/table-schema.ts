/** The one table's shape: keys, indexes, what the indexes carry, and how long a page may be. The lab, the contract tests and the cloud stack share it. */
import type { CreateTableCommandInput } from "@aws-sdk/client-dynamodb";
import { assert, type IndexName, indexes } from "@flipwatch/core";

/**
 * What an index's items carry. `day` carries whole events, since they are what is asked for. `due` carries only keys: a Head
 * is large, and whoever finds it there reads it strongly from the table anyway.
 */
export const projections = { day: "ALL", due: "KEYS_ONLY" } as const satisfies Record<IndexName, string>;

/** Epoch seconds from which a store that can may remove an item by itself. Housekeeping alone: nothing relies on it, and whoever reads must not either. */
export const EXPIRES_AT = "expiresAt";

const DEFAULT_PAGE_LIMIT = 100;
const PAGE_LIMIT = 1_000;

/** Items a page: 100 unless told, 1,000 at most. */
export function pageLimit(limit = DEFAULT_PAGE_LIMIT): number {
  assert(Number.isInteger(limit) && limit >= 1 && limit <= PAGE_LIMIT, `a page holds 1 to ${PAGE_LIMIT} items, not ${limit}`);
  return limit;
}

/** The input of CreateTable: string keys `pk` and `sk`, both indexes, on-demand capacity. */
export function tableSchema(tableName: string): CreateTableCommandInput {
  const attributes = ["pk", "sk", ...Object.values(indexes).flatMap(({ pk, sk }) => [pk, sk])];
  return {
    TableName: tableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: attributes.map((name) => ({ AttributeName: name, AttributeType: "S" })),
    KeySchema: keySchema("pk", "sk"),
    GlobalSecondaryIndexes: (Object.keys(indexes) as IndexName[]).map((name) => ({
      IndexName: name,
      KeySchema: keySchema(indexes[name].pk, indexes[name].sk),
      Projection: { ProjectionType: projections[name] },
    })),
  };
}

function keySchema(pk: string, sk: string): CreateTableCommandInput["KeySchema"] {
  return [
    { AttributeName: pk, KeyType: "HASH" },
    { AttributeName: sk, KeyType: "RANGE" },
  ];
}
