/** Asks as the command line does: with a proof that it holds the secret. */
import type { AccessLink } from "@flipwatch/core";
import { bodyHash, PROOF_HEADER, proofOf } from "@flipwatch/functions/web/proof";
import { createSeal } from "@flipwatch/functions/web/seal";
import { SECRET } from "./server.ts";

/** As much of the answers as tests look at. */
export interface CommandAnswer {
  link: AccessLink;
  links: AccessLink[];
  url: string;
  error?: { code: string; message: string };
}

/** Two that ask for the same in one millisecond would be one request sent twice. */
let latest = 0;

/** `headers` go before its own. */
export async function askAsCommand(
  at: string,
  method: "GET" | "POST",
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<[status: number, CommandAnswer]> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  latest = Math.max(latest + 1, Date.now());
  const proof = proofOf(createSeal([SECRET]), { method, url: new URL(`${at}${path}`), bodyHash: bodyHash(text) }, latest);
  const own = { [PROOF_HEADER]: proof, "content-type": "application/json", "x-flipwatch": "1" };
  const response = await fetch(`${at}${path}`, {
    method,
    headers: { ...own, ...headers },
    body: text,
  });
  return [response.status, (await response.json()) as CommandAnswer];
}
