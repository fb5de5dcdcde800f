import { randomInt } from "node:crypto";
import { createAsker } from "@flipwatch/adapters/dns/asker";
import { createNameServers } from "@flipwatch/adapters/dns/name-servers";
import { replyTo, type Script, type ScriptedServer, startScriptedServer } from "@flipwatch/adapters/dns/scripted-server";
import type { PairDefinition } from "@flipwatch/core";
import { afterEach, describe, expect, it } from "vitest";
import { resolveOnce } from "./resolve.ts";

const name = "failover.example.com";
const definition: PairDefinition = {
  id: `${name}/A`,
  name,
  type: "A",
  source: "config",
  primary: { values: ["192.0.2.10"] },
  secondary: { values: ["192.0.2.20"] },
  ttlSeconds: 60,
  revision: 1,
  revisedAt: 0,
};
const closing: { close(): Promise<unknown> }[] = [];

afterEach(async () => {
  await Promise.all(closing.splice(0).map((one) => one.close()));
});

async function server(script: Script): Promise<ScriptedServer> {
  const made = await startScriptedServer(script);
  closing.push(made);
  return made;
}

const answering = (address: string, ttl: number, flags?: number): Script => ({
  udp: ({ query, send }) => send(replyTo(query, [{ type: "A", name, ttl, data: address }], flags === undefined ? {} : { flags })),
});

function look(servers: readonly string[], resolvers: readonly string[], known?: PairDefinition, timeoutMs = 5_000) {
  const asker = createAsker({ now: Date.now, randomId: () => randomInt(65_536) });
  closing.push(asker);
  const nameServers = createNameServers({ asker, resolvers, now: Date.now, timeoutMs, ipv6: false });
  return resolveOnce({
    asker,
    nameServers,
    name,
    type: "A",
    definition: known,
    nameservers: servers,
    resolvers,
    policy: { graceMs: 180_000 },
    timeoutMs,
  });
}

describe("one look from here", () => {
  it("shows every name server and every resolver with answer, TTL, AA, time and verdict", async () => {
    const [first, second] = [await server(answering("192.0.2.10", 60)), await server(answering("192.0.2.20", 60))];
    const resolver = await server(answering("192.0.2.10", 17, 0));
    const rows = await look([first.endpoint, second.endpoint], [resolver.endpoint], definition);
    expect(
      rows.map(({ kind, server, values, ttlSeconds, authoritative, verdict }) => [
        kind,
        server,
        values,
        ttlSeconds,
        authoritative,
        verdict,
      ]),
    ).toEqual([
      ["name server", first.endpoint, ["192.0.2.10"], 60, true, "primary"],
      ["name server", second.endpoint, ["192.0.2.20"], 60, true, "secondary"],
      ["resolver", resolver.endpoint, ["192.0.2.10"], 17, false, "primary"],
    ]);
    expect(rows.every((row) => row.tookMs >= 0 && row.rcode === "NOERROR")).toBe(true);
    expect(resolver.heard[0]?.query.flag_rd).toBe(true);
    expect(first.heard[0]?.query.flag_rd).toBe(false);
  });

  it("gives no verdict on a name that is no known pair", async () => {
    const at = await server(answering("203.0.113.1", 5));
    const [row] = await look([at.endpoint], []);
    expect(row).toMatchObject({ values: ["203.0.113.1"], path: [name] });
    expect(row).not.toHaveProperty("verdict");
    expect(row).not.toHaveProperty("reason");
  });

  it("says why nothing came back", async () => {
    const at = await server({});
    expect(await look([at.endpoint], [], undefined, 100)).toMatchObject([{ values: [], reason: "timeout after 100 ms" }]);
    expect(await look([at.endpoint], [], definition, 100)).toMatchObject([
      { verdict: "failed", reason: expect.stringContaining("timeout after 100 ms") },
    ]);
  });

  it("shows the way through CNAMEs", async () => {
    const at = await server({
      udp: ({ query, send }) =>
        send(
          replyTo(query, [
            { type: "CNAME", name, ttl: 300, data: "b.example.com" },
            { type: "A", name: "b.example.com", ttl: 60, data: "192.0.2.20" },
          ]),
        ),
    });
    expect(await look([at.endpoint], [], definition)).toMatchObject([
      { path: [name, "b.example.com"], ttlSeconds: 60, verdict: "secondary" },
    ]);
  });

  it("has only resolvers' rows where no name server can be found", async () => {
    const resolver = await server(answering("192.0.2.10", 17, 0));
    const rows = await look(["ns.unknown.example"], [resolver.endpoint], definition);
    expect(rows.map((row) => row.kind)).toEqual(["resolver"]);
  });
});
