/**
 * How a command shows a Flipwatch that it may ask: needed where access is configured, ignored where it is not. The secret beside a record is for the
 * Flipwatch of this machine alone; one that is elsewhere is asked by the secret in the environment.
 */
import { isLoopbackHost, type Ms } from "@flipwatch/core";
import { bodyHash, PROOF_HEADER, proofOf } from "@flipwatch/functions/web/proof";
import { createSeal } from "@flipwatch/functions/web/seal";
import { type Environment, givenSecrets, knownSecrets } from "../run/session-secret.ts";

/** As `flipwatch run` has it unless told otherwise. */
const DEFAULT_DATA = ".flipwatch";
/** Names the record of a Flipwatch that was started elsewhere. */
export const DATA_VARIABLE = "FLIPWATCH_DATA";

export interface Asking {
  method: "GET" | "POST";
  url: URL;
  body?: string;
  environment: Environment;
  now: Ms;
}

/** Empty where there is no secret at hand. Throws FlipwatchError `config-invalid` for a secret that is too short. */
export async function proofHeaders({ method, url, body, environment, now }: Asking): Promise<Record<string, string>> {
  const secrets = isLoopbackHost(url.hostname)
    ? await knownSecrets(environment[DATA_VARIABLE] ?? DEFAULT_DATA, environment)
    : givenSecrets(environment);
  if (secrets === undefined) return {};
  return { [PROOF_HEADER]: proofOf(createSeal(secrets), { method, url, bodyHash: bodyHash(body) }, now) };
}
