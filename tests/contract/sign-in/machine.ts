/** Asks as the command line does beside the record: with a proof that it knows the secret. */
import type { AccessLink } from "@flipwatch/core";
import { PROOF_HEADER, proofOf } from "@flipwatch/functions/web/proof";
import { createSeal } from "@flipwatch/functions/web/seal";
import { SECRET } from "./server.ts";

/** As much of the answers as tests look at. */
export interface MachineAnswer {
  link: AccessLink;
  links: AccessLink[];
  url: string;
  error?: { code: string; message: string };
}

/** `headers` go before its own. */
export async function askAsMachine(
  at: string,
  method: "GET" | "POST",
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<[status: number, MachineAnswer]> {
  const proof = proofOf(createSeal([SECRET]), { method, host: new URL(at).host, path }, Date.now());
  const own = { [PROOF_HEADER]: proof, "content-type": "application/json", "x-flipwatch": "1" };
  const response = await fetch(`${at}${path}`, {
    method,
    headers: { ...own, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return [response.status, (await response.json()) as MachineAnswer];
}
