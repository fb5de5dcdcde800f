/**
 * Bad packets on real sockets: one of a zone's two name servers sends nothing but garbage, forgeries and scraps, and the region votes as the
 * other says. How each packet is told apart is tested beside the asker; here it is what becomes of the vote.
 */
import { createAsker } from "@flipwatch/adapters/dns/asker";
import { type Heard, type ScriptedServer, startScriptedServer } from "@flipwatch/adapters/dns/scripted-server";
import { systemClock } from "@flipwatch/adapters/system-clock";
import type { Letter, PairDefinition } from "@flipwatch/core";
import { voteOn } from "@flipwatch/functions/steps/probe/pair-vote";
import packet from "dns-packet";
import { afterEach, describe, expect, it } from "vitest";
import { createRandom } from "./random.ts";
import { NAME, PAIR } from "./world.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const random = createRandom(7);
const noise = (length: number): Buffer => Buffer.from(Array.from({ length }, () => random.between(0, 255)));
const address = (data: string) => ({ type: "A" as const, name: NAME, ttl: 60, data });

function reply(query: Heard["query"], answers: packet.Answer[], more: Partial<packet.Packet> = {}): Buffer {
  const flags = packet.AUTHORITATIVE_ANSWER;
  return packet.encode({ type: "response", id: query.id, flags, questions: query.questions, answers, ...more });
}

/** What each says of a secondary, or of an address that is nobody's, must not be believed. */
const scraps: Record<string, (query: Heard["query"]) => Buffer> = {
  "no DNS at all": () => noise(40),
  "a single byte": () => noise(1),
  "garbage behind a good header": (query) => Buffer.concat([reply(query, [address("192.0.2.20")]).subarray(0, 14), noise(60)]),
  "a reply cut in its record": (query) => reply(query, [address("192.0.2.20")]).subarray(0, -3),
  "a reply that is marked as truncated": (query) =>
    reply(query, [address("192.0.2.20")], { flags: packet.AUTHORITATIVE_ANSWER | packet.TRUNCATED_RESPONSE }),
  "a forgery under another id": (query) => reply({ ...query, id: ((query.id ?? 0) + 1) % 65_536 }, [address("203.0.113.66")]),
  "a forgery for another name": (query) => reply(query, [address("203.0.113.66")], { questions: [{ name: "x.example", type: "A" }] }),
  "a forgery without AA": (query) => reply(query, [address("203.0.113.66")], { flags: 0 }),
  "an oversized packet of 60,000 bytes": () => noise(60_000),
  "an oversized reply of 3,000 records": (query) =>
    reply(
      query,
      Array.from({ length: 3_000 }, (_, index) => ({ ...address(`203.0.113.${index % 250}`), name: "." })),
    ),
};

async function server(udp: (heard: Heard) => void): Promise<ScriptedServer> {
  const started = await startScriptedServer({ udp });
  open.push(started);
  return started;
}

const definition: PairDefinition = {
  id: PAIR,
  name: NAME,
  type: "A",
  source: "config",
  primary: { values: ["192.0.2.10"] },
  secondary: { values: ["192.0.2.20"] },
  ttlSeconds: 60,
  revision: 1,
  revisedAt: 0,
};

describe("a name server that sends nothing but", () => {
  const rows = Object.entries(scraps).flatMap(([what, scrap]) =>
    (["-", "P"] as const).map((last): [string, Letter, typeof scrap] => [what, last, scrap]),
  );

  it.each(rows)("%s: the region votes primary, as the other one says, after %s", async (_what, last, scrap) => {
    const bad = await server(({ query, send }) => send(scrap(query)));
    const good = await server(({ query, send }) => send(reply(query, [address("192.0.2.10")])));
    const asker = createAsker({ now: systemClock.now, randomId: () => random.between(0, 65_535) });
    open.push(asker);
    const servers = [bad.endpoint, good.endpoint];
    const ask = (question: Parameters<typeof asker.ask>[0]) => asker.ask(question);
    const { vote } = await voteOn({ definition, servers, last, start: 0, timeoutMs: 250, graceMs: 0, ask });
    expect(bad.heard.length).toBeGreaterThan(0);
    // A first vote takes two that say so, and there is only one: then nobody votes. What is known stands.
    expect(last === "-" ? ["primary", "-"] : ["primary"]).toContain(vote);
  });

  it.each(Object.entries(scraps))("%s, from both: no vote for a side or a stranger", async (_what, scrap) => {
    const servers = [
      (await server(({ query, send }) => send(scrap(query)))).endpoint,
      (await server(({ query, send }) => send(scrap(query)))).endpoint,
    ];
    const asker = createAsker({ now: systemClock.now, randomId: () => random.between(0, 65_535) });
    open.push(asker);
    const { vote } = await voteOn({
      definition,
      servers,
      last: "P",
      start: 0,
      timeoutMs: 250,
      graceMs: 0,
      ask: (question) => asker.ask(question),
    });
    expect(["failed", "-"]).toContain(vote);
  });
});
