/** Makes the table where it is missing: for the lab and tests. In the cloud the stack makes it. */
import { CreateTableCommand, DescribeTableCommand, type DynamoDBClient, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import { storeError } from "./store-error.ts";
import { tableSchema } from "./table-schema.ts";

const WAIT_SECONDS = 30;

/** Resolves once the table takes requests. Throws `store-unavailable`. */
export async function ensureTable(client: DynamoDBClient, tableName: string): Promise<void> {
  try {
    if (await exists(client, tableName)) return;
    await create(client, tableName);
    await waitUntilTableExists({ client, maxWaitTime: WAIT_SECONDS, minDelay: 1, maxDelay: 2 }, { TableName: tableName });
  } catch (error) {
    throw storeError(`make the table ${tableName}`, error);
  }
}

async function exists(client: DynamoDBClient, tableName: string): Promise<boolean> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    return Table?.TableStatus === "ACTIVE";
  } catch (error) {
    if (error instanceof Error && error.name === "ResourceNotFoundException") return false;
    throw error;
  }
}

/** Somebody else making it at the same time is as good. */
async function create(client: DynamoDBClient, tableName: string): Promise<void> {
  try {
    await client.send(new CreateTableCommand(tableSchema(tableName)));
  } catch (error) {
    if (!(error instanceof Error && error.name === "ResourceInUseException")) throw error;
  }
}
