/** The lab as the tests in a browser use it: what they break and mend in it, and what its API says of the pair. */
import { inject } from "vitest";
import { until } from "../acceptance/until.ts";

/** The lesson's pair, the only one in the lab. */
export const NAME = "failover.example.com";
export const PAIR = `${NAME}/A`;
export const pairPath = `/pairs/${encodeURIComponent(PAIR)}`;

/** Stops HTTP to the primary, or lets it through again. */
export async function turn(action: "block" | "unblock"): Promise<void> {
  const reply = await fetch(`${inject("lab")}/lab/${action}`, { method: "POST", body: JSON.stringify({ target: "primary" }) });
  if (!reply.ok) throw new Error(`POST /lab/${action}: ${reply.status} ${await reply.text()}`);
}

export interface PairNow {
  role: string;
  incident?: { id: string };
}

/** What the API says of the pair; undefined while it can't. */
export async function pairNow(): Promise<PairNow | undefined> {
  const reply = await fetch(`${inject("lab")}/api/pairs/${encodeURIComponent(PAIR)}`);
  if (!reply.ok) return undefined;
  return ((await reply.json()) as { pair: PairNow }).pair;
}

/** On its primary, with nothing left open. */
export function calm(): Promise<PairNow> {
  return until("the pair on its primary, with no incident", async () => {
    const pair = await pairNow();
    return pair?.role === "primary" && pair.incident === undefined && pair;
  });
}

export function awayFromPrimary(): Promise<PairNow> {
  return until("the pair on its secondary", async () => {
    const pair = await pairNow();
    return pair?.role === "secondary" && pair;
  });
}
