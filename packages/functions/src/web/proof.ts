/**
 * How a command on the same machine shows that it may read the data folder, where access is configured: a loopback address alone proves nothing
 * then, since a proxy in front of the page has one too. The secret itself is never sent: another program may listen where Flipwatch did.
 */
import type { Ms } from "@flipwatch/core";
import type { Seal } from "./seal.ts";

export const PROOF_HEADER = "x-flipwatch-machine";
/** Beside the record; readable by its owner alone. */
export const SECRET_FILE = "session-secret";
export const SECRET_VARIABLE = "FLIPWATCH_SESSION_SECRET";

/** Commands and server share one clock. */
const FRESH_MS: Ms = 60_000;

export interface Provable {
  method: string;
  /** With its port, as the Host header has it. */
  host: string;
  /** With its query. */
  path: string;
}

/** For this one request, within a minute. */
export function proofOf(seal: Seal, request: Provable, now: Ms): string {
  return `${now}.${seal.sign("machine", textOf(request, String(now)))}`;
}

export function isProof(seal: Seal, request: Provable, proof: string, now: Ms): boolean {
  const [, at = "", signature = ""] = /^(\d{1,15})\.([\w-]{43})$/.exec(proof) ?? [];
  return Math.abs(now - Number(at)) <= FRESH_MS && at !== "" && seal.isSigned("machine", textOf(request, at), signature);
}

function textOf({ method, host, path }: Provable, at: string): string {
  return [at, method, host.toLowerCase(), path].join("\n");
}
