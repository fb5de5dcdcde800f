/**
 * Whether a request proves that whoever sent it holds the secret. From another machine only over https, at the address that the configuration says
 * is ours: any other name somebody else may go by too. What changes something is taken once, so that a copy of it does nothing.
 */
import type { Records } from "@flipwatch/adapters/store/records";
import type { Ms } from "@flipwatch/core";
import { judgeProof, type ProofState } from "./proof.ts";
import type { Seal } from "./seal.ts";
import type { Seen } from "./seen.ts";

/** `plain`: a proof of what came like this counts nothing. `taken`: it was sent before. */
export type ProofFault = { why: "plain" | "unknown" | "taken" } | { why: "stale"; aheadMs: Ms };

export interface HolderPorts {
  seal: Seal;
  records: { presses: Pick<Records["presses"], "claim"> };
}

/** Undefined where it is proven. Throws FlipwatchError of the store. */
export async function faultOf({ seal, records }: HolderPorts, seen: Seen, proof: string, now: Ms): Promise<ProofFault | undefined> {
  if (seen.origins.length === 0) return { why: "plain" };
  const bodyHash = await seen.bodyHash();
  const states = seen.origins.map((origin) => judgeProof(seal, provableAt(origin, seen, bodyHash), proof, now));
  const known = states.find(({ state }) => state !== "unknown") ?? ({ state: "unknown" } satisfies ProofState);
  if (known.state === "unknown") return { why: "unknown" };
  if (known.state === "stale") return { why: "stale", aheadMs: known.aheadMs };
  if (["GET", "HEAD"].includes(seen.method)) return undefined;
  return (await records.presses.claim(known.signature, known.madeAt)) ? undefined : { why: "taken" };
}

function provableAt(origin: string, { method, path }: Seen, bodyHash: string) {
  return { method, url: new URL(`${origin}${path}`), bodyHash };
}

/** For whoever sent it. */
export function faultText(fault: ProofFault): string {
  switch (fault.why) {
    case "plain":
      return "from another machine a proof is taken only over https, at the https address that its configuration has as dashboardUrl";
    case "unknown":
      return "it was made with another secret than this Flipwatch has, or for another address than its dashboardUrl";
    case "stale":
      return `the clock of the machine that asks is ${Math.abs(Math.round(fault.aheadMs / 1_000))} s ${fault.aheadMs > 0 ? "ahead of" : "behind"} Flipwatch's, and a proof serves for a minute: set the clock that is wrong`;
    case "taken":
      return "it was taken before; ask again, which makes a new one";
  }
}
