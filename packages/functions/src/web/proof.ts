/**
 * How a command shows that it holds the secret that sessions are signed with, without sending it: it signs each request, whole. So whatever passes the
 * proof on, or hears it, can ask nothing else by it, of nobody else, and not for long. What a proof is good for is decided elsewhere.
 */
import { createHash } from "node:crypto";
import type { Ms } from "@flipwatch/core";
import type { Seal } from "./seal.ts";

export const PROOF_HEADER = "x-flipwatch-proof";
/** Beside the record; readable by its owner alone. */
export const SECRET_FILE = "session-secret";
export const SECRET_VARIABLE = "FLIPWATCH_SESSION_SECRET";

/** Off by as much, either way, the clocks of the two machines may be. */
const FRESH_MS: Ms = 60_000;

export interface Provable {
  method: string;
  /** As whoever sends it has it, so one that is sent over https proves nothing of one that is not. */
  url: URL;
  /** The body's, as `bodyHash` has it. */
  bodyHash: string;
}

/** By its signature alone. `aheadMs`: so much the clock of who made it is ahead of ours; below zero, behind. */
export type ProofState = { state: "good"; madeAt: Ms; signature: string } | { state: "stale"; aheadMs: Ms } | { state: "unknown" };

/** For this one request, within a minute. */
export function proofOf(seal: Seal, request: Provable, now: Ms): string {
  return `${now}.${seal.sign("proof", textOf(request, String(now)))}`;
}

/** That it is stale is told only of what the secret signed. */
export function judgeProof(seal: Seal, request: Provable, proof: string, now: Ms): ProofState {
  const [, at = "", signature = ""] = /^(\d{1,15})\.([\w-]{43})$/.exec(proof) ?? [];
  if (at === "" || !seal.isSigned("proof", textOf(request, at), signature)) return { state: "unknown" };
  const aheadMs = Number(at) - now;
  return Math.abs(aheadMs) <= FRESH_MS ? { state: "good", madeAt: Number(at), signature } : { state: "stale", aheadMs };
}

/** SHA-256 in hex; without a body, that of nothing. */
export function bodyHash(body: string | Uint8Array = ""): string {
  return createHash("sha256").update(body).digest("hex");
}

/** What gateways on the way may write in another way, and which means the same, is signed in one: what is encoded, and in which order parameters come. */
function textOf({ method, url, bodyHash: hash }: Provable, at: string): string {
  const query = new URLSearchParams(url.search);
  query.sort();
  return JSON.stringify([at, method, url.origin, decoded(url.pathname), String(query), hash]);
}

/** A path that can't be decoded begins with no slash, so that it is told from one that decodes to the same. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return `as sent: ${path}`;
  }
}
