/** Whether a region takes the account's credentials, asked of DynamoDB there: the cheapest signed read that every region answers. */
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";

const TIMEOUT_MS = 5_000;

/** Resolves where the region answered; an error of the SDK says why not. A refusal for want of a permission is an answer as well, and the caller's to tell. */
export async function askRegion(region: string): Promise<void> {
  const requestHandler = { connectionTimeout: 3_000, requestTimeout: TIMEOUT_MS, throwOnRequestTimeout: true };
  const client = new DynamoDBClient({ region, maxAttempts: 1, requestHandler });
  try {
    await client.send(new ListTablesCommand({ Limit: 1 }), { abortSignal: AbortSignal.timeout(TIMEOUT_MS) });
  } finally {
    client.destroy();
  }
}
