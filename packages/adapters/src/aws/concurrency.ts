/** How many of Lambda's functions may run at once in a region of the account, all its users together. Whether that is enough is the caller's to say. */
import { GetAccountSettingsCommand, LambdaClient, type LambdaClientConfig } from "@aws-sdk/client-lambda";

const TIMEOUT_MS = 5_000;

/** What is not reserved for some function. Undefined where the answer has no number; an error of the SDK says why there is none. */
export async function askConcurrency(region: string, options: LambdaClientConfig = {}): Promise<number | undefined> {
  const requestHandler = { connectionTimeout: 3_000, requestTimeout: TIMEOUT_MS, throwOnRequestTimeout: true };
  const client = new LambdaClient({ region, maxAttempts: 1, requestHandler, ...options });
  try {
    const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}), { abortSignal: AbortSignal.timeout(TIMEOUT_MS) });
    return AccountLimit?.UnreservedConcurrentExecutions ?? AccountLimit?.ConcurrentExecutions;
  } finally {
    client.destroy();
  }
}
