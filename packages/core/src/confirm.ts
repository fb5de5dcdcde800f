/**
 * Decides what to ask next until a region's vote on a pair is sure. Pure: the probe asks and comes back with what it heard.
 *
 * An unchanged verdict is a vote at once. A changed one must be said by two servers (the second over TCP, which can't be spoofed from afar,
 * else over a fresh UDP question), or twice by the only one that answers. Where servers differ, all are asked and three quarters of those
 * that answer must agree. A server that fails says nothing about a side: it is no dissent, so that one dead server of two doesn't hide a
 * flip. `failed` itself needs every server to fail, two of them (where there are two) over TCP as well: while one server answers, so do
 * resolvers.
 */
import type { Verdict } from "./answer.ts";
import type { Letter } from "./ballot.ts";
import { letterFor } from "./letters.ts";

export interface Ask {
  /** Index into the name servers. */
  server: number;
  transport: "udp" | "tcp";
}

/** One judgement so far; `transport` as asked, even where a truncated reply went on to TCP. */
export interface Heard extends Ask {
  verdict: Verdict;
}

export type ConfirmStep =
  /** Ask these, all at the same time, and come back. Never empty. */
  { ask: readonly Ask[] } | { vote: Verdict | "-" };

export interface Confirmation {
  /** The region's last vote on the pair that wasn't `-`; `-` where it has none yet. */
  last: Letter;
  /** How many name servers there are; at least one. */
  servers: number;
  /** The server whose turn it is; taken modulo `servers`, so a round's number will do. */
  start: number;
  /** Everything heard in this round, in the order in which it was asked. */
  heard: readonly Heard[];
}

/** No confirmation asks more questions than this. */
export function questionLimit(servers: number): number {
  return servers + 4;
}

/** The next questions, or the vote. Votes `-` rather than ask beyond `questionLimit`. */
export function confirm(confirmation: Confirmation): ConfirmStep {
  const { heard, servers } = confirmation;
  const order = orderOf(confirmation);
  const first = order[0];
  if (first === undefined) return { vote: "-" };
  if (heard.length === 0) return { ask: [{ server: first, transport: "udp" }] };
  const said = heard.filter((one) => one.verdict !== "failed");
  const verdicts = new Set(said.map((one) => one.verdict));
  const step =
    verdicts.size === 0
      ? silent(confirmation, order)
      : verdicts.size === 1
        ? agreed(confirmation, order, said)
        : differing(confirmation, order, said);
  return "ask" in step && heard.length + step.ask.length > questionLimit(servers) ? { vote: "-" } : step;
}

/** Farthest first after the one whose turn it is: neighbours may be the IPv4 and IPv6 address of one server. */
function orderOf({ servers, start }: Confirmation): number[] {
  const half = Math.floor(servers / 2);
  const offsets = Array.from({ length: servers }, (_, offset) => offset);
  const sorted = servers < 2 ? offsets : [0, half, ...offsets.filter((offset) => offset !== 0 && offset !== half)];
  return sorted.map((offset) => (start + offset) % servers);
}

/** Nobody has answered yet: the next server, then all at once. */
function silent({ heard, last }: Confirmation, order: readonly number[]): ConfirmStep {
  const second = order[1];
  if (second !== undefined && !wasAsked(heard, second)) return { ask: [{ server: second, transport: "udp" }] };
  if (last === letterFor("failed")) return { vote: "failed" };
  // The only server gets a second chance over UDP, so that one lost packet and a closed TCP port don't make an outage.
  const timesByUdp = second === undefined ? 2 : 1;
  const wanted = order.flatMap((server, place) => [
    ...missing(heard, { server, transport: "udp" }, timesByUdp),
    ...missing(heard, { server, transport: "tcp" }, place < 2 ? 1 : 0),
  ]);
  return wanted.length > 0 ? { ask: wanted } : { vote: "failed" };
}

/** All that answered agree: unchanged is a vote, a change must be said twice. */
function agreed({ heard, last }: Confirmation, order: readonly number[], said: readonly Heard[]): ConfirmStep {
  const [witness] = said;
  if (witness === undefined) return { vote: "-" };
  const others = order.filter((server) => server !== witness.server);
  const unheard = others.every((server) => heard.every((one) => one.server !== server || one.verdict === "failed"));
  if (letterFor(witness.verdict) === last || !unheard) return { vote: witness.verdict };
  const confirmer = others.find((server) => !wasAsked(heard, server)) ?? others[0];
  if (confirmer !== undefined && !others.some((server) => wasAsked(heard, server, "tcp")))
    return { ask: [{ server: confirmer, transport: "tcp" }] };
  const rest = [
    ...others.flatMap((server) => missing(heard, { server, transport: "udp" }, 1)),
    ...missing(heard, { server: witness.server, transport: "tcp" }, 1),
  ];
  if (rest.length > 0) return { ask: rest };
  if (said.length > 1) return { vote: witness.verdict };
  const fresh = missing(heard, { server: witness.server, transport: "udp" }, 2);
  return fresh.length > 0 ? { ask: fresh } : { vote: "-" };
}

/** Servers differ, or one differs from itself: all are asked, three quarters of the answers decide. */
function differing({ heard }: Confirmation, order: readonly number[], said: readonly Heard[]): ConfirmStep {
  const opinions = new Map(said.map((one) => [one.server, one.verdict]));
  const unheard = order.filter((server) => !opinions.has(server));
  const wanted = unheard.flatMap((server) => missing(heard, { server, transport: "udp" }, 1));
  if (wanted.length > 0 && order.length > 1) return { ask: wanted };
  const count = (verdict: Verdict): number => [...opinions.values()].filter((one) => one === verdict).length;
  const most = [...opinions.values()].find((verdict) => opinions.size > 1 && 4 * count(verdict) >= 3 * opinions.size);
  return { vote: most ?? "-" };
}

function wasAsked(heard: readonly Heard[], server: number, transport?: Ask["transport"]): boolean {
  return heard.some((one) => one.server === server && (transport === undefined || one.transport === transport));
}

/** The question, as often as it is short of having been asked `times` times. */
function missing(heard: readonly Heard[], ask: Ask, times: number): Ask[] {
  const asked = heard.filter((one) => one.server === ask.server && one.transport === ask.transport).length;
  return new Array<Ask>(Math.max(0, times - asked)).fill(ask);
}
