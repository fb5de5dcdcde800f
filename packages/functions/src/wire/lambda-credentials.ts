/**
 * Stands in a bundle for the SDK's chain of credential providers: Lambda gives a function its role's keys by the environment, and nothing else is ever
 * asked. The chain is a hundred kilobytes of profiles, single sign-on and metadata services.
 */
import { FlipwatchError } from "@flipwatch/core";

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** As the SDK's clients call it. Rejects with FlipwatchError `config-invalid`. */
export function defaultProvider(): () => Promise<Credentials> {
  return async () => {
    const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = process.env;
    if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
    throw new FlipwatchError(
      "config-invalid",
      "there are no AWS credentials in the environment, where Lambda puts those of the function's role",
    );
  };
}
