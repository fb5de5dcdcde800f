/** How a test's client reaches a stand-in for DynamoDB on loopback, which wants a signature but checks none. */
import type { DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";

export function localConnection(endpoint: string): DynamoDBClientConfig {
  return { endpoint, region: "local", credentials: { accessKeyId: "local", secretAccessKey: "local" } };
}
