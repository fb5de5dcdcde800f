/** How a command shows the Flipwatch of this machine that it may read its record: needed where access is configured, ignored where it is not. */
import { isLoopbackHost, type Ms } from "@flipwatch/core";
import { PROOF_HEADER, proofOf } from "@flipwatch/functions/web/proof";
import { createSeal } from "@flipwatch/functions/web/seal";
import { type Environment, knownSecrets } from "../run/session-secret.ts";

/** As `flipwatch run` has it unless told otherwise. */
const DEFAULT_DATA = ".flipwatch";
/** Names the record of a Flipwatch that was started elsewhere. */
export const DATA_VARIABLE = "FLIPWATCH_DATA";

export interface Asking {
  method: "GET" | "POST";
  url: URL;
  environment: Environment;
  now: Ms;
}

/** Empty where there is no record at hand, or another machine is asked. Throws FlipwatchError `config-invalid` for a secret that is too short. */
export async function proofHeaders({ method, url, environment, now }: Asking): Promise<Record<string, string>> {
  if (!isLoopbackHost(url.hostname)) return {};
  const secrets = await knownSecrets(environment[DATA_VARIABLE] ?? DEFAULT_DATA, environment);
  if (secrets === undefined) return {};
  return { [PROOF_HEADER]: proofOf(createSeal(secrets), { method, host: url.host, path: url.pathname + url.search }, now) };
}
