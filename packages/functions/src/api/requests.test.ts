/** `POST /api/requests`: what is let in, what is refused in which words, and what is left for tally. */
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import { HOUR, policyOf } from "@flipwatch/core";
import { beforeEach, describe, expect, it } from "vitest";
import { type ApiPorts, apiApp } from "./app.ts";

const now = Date.UTC(2026, 10, 22, 12);
let records: Records;
let woken: number[];
let ports: ApiPorts;

beforeEach(() => {
  records = createRecords(createMemoryTable());
  woken = [];
  ports = {
    records,
    asking: { records, wakeUps: { wake: async (shard) => void woken.push(shard) } },
    clock: { now: () => now },
    policy: policyOf({ regions: ["eu-central-1"], intervalSeconds: 10 }),
    config: { home: "eu-west-1", regions: ["eu-central-1"], zones: [], pairs: [], channels: {} },
    log: () => undefined,
  };
});

const mute = { kind: "mute", id: "m", by: "example-user", pairs: "*.example.com", until: now + HOUR };
const note = { kind: "note", id: "n", by: "example-user", incident: "failover.example.com/A!1", note: "a full disk" };
const loopback = { host: "127.0.0.1:4780", "content-type": "application/json", "x-flipwatch": "1" };

async function post(body: unknown, headers: Record<string, string> = loopback): Promise<[number, string | undefined]> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await apiApp(ports).request("http://127.0.0.1:4780/api/requests", { method: "POST", body: text, headers });
  const answer = (await response.json()) as { error?: { code: string; message: string } };
  return [response.status, answer.error?.message];
}

describe("a request over HTTP", () => {
  it("is left for tally with the moment it came, and tally is woken", async () => {
    expect(await post({ ...mute, via: "cli", note: "an upgrade" })).toEqual([202, undefined]);
    expect(await records.requests.oldest()).toEqual([
      {
        kind: "mute",
        id: "m",
        at: now,
        by: "example-user",
        via: "cli",
        note: "an upgrade",
        pairs: "*.example.com",
        until: now + HOUR,
      },
    ]);
    expect(woken).toEqual([0]);
  });

  it.each([
    ["*.example.com", 2],
    ["www.example.com", 1],
    ["*.example.com/AAAA", 0],
    ["FLEET", undefined],
  ])("to mute %s says how many watched pairs that means", async (glob, matching) => {
    const slots = [
      { pair: "www.example.com/A", revision: 1 },
      { pair: "failover.example.com/A", revision: 1 },
      { pair: "gone.example.com/A", revision: 1, retired: true as const },
    ];
    await records.manifests.put({ shard: 0, version: 1, at: now, slots });
    const init = { method: "POST", body: JSON.stringify({ ...mute, pairs: glob }), headers: loopback };
    const answer = (await (await apiApp(ports).request("http://127.0.0.1:4780/api/requests", init)).json()) as { matching?: number };
    expect(answer.matching).toBe(matching);
  });

  it.each<[string, Record<string, string>, number, string]>([
    ["without the header", { ...loopback, "x-flipwatch": "" }, 403, "the header x-flipwatch: 1 is missing"],
    ["by a name that leads here", { ...loopback, host: "flipwatch.example.com:4780" }, 403, "on loopback only"],
    ["by a name that begins like loopback", { ...loopback, host: "127.0.0.1.example.com" }, 403, "on loopback only"],
    ["as a form", { ...loopback, "content-type": "text/plain" }, 400, "not application/json"],
  ])("%s is refused", async (_, headers, status, words) => {
    const [got, message] = await post(mute, headers);
    expect([got, message]).toEqual([status, expect.stringContaining(words)]);
    expect([woken, await records.requests.oldest()]).toEqual([[], []]);
  });

  it("of somebody who signed in bears their name, whatever the body says, and may come by any host", async () => {
    const headers = { ...loopback, host: "flipwatch.example.com" };
    const send = (body: object, more: Record<string, string> = {}) =>
      apiApp(ports).request(
        "https://flipwatch.example.com/api/requests",
        { method: "POST", body: JSON.stringify(body), headers: { ...headers, ...more } },
        { asker: { user: "signed-in@example.com" } },
      );
    expect((await send({ ...mute, by: "somebody-else", via: "cli" })).status).toBe(202);
    expect((await send({ ...mute, id: "n", by: undefined })).status).toBe(202);
    expect((await send(mute, { "x-flipwatch": "" })).status).toBe(403);
    expect((await send(mute, { "content-type": "text/plain" })).status).toBe(400);
    const left = await records.requests.oldest();
    expect(left.map(({ id, by, via }) => [id, by, via])).toEqual([
      ["m", "signed-in@example.com", "api"],
      ["n", "signed-in@example.com", "api"],
    ]);
  });

  it("of a command that holds the secret bears the name it says, and may come by any host", async () => {
    const sent = { method: "POST", body: JSON.stringify({ ...mute, via: "cli" }), headers: { ...loopback, host: "flipwatch.example.com" } };
    const url = "https://flipwatch.example.com/api/requests";
    const left = async (asker?: object) => (await apiApp(ports).request(url, sent, asker === undefined ? {} : { asker })).status;
    expect([await left(), await left({})]).toEqual([403, 202]);
    expect((await records.requests.oldest()).map(({ id, by, via }) => [id, by, via])).toEqual([[mute.id, mute.by, "cli"]]);
  });

  it("is refused where the API takes none", async () => {
    ports = { ...ports, asking: undefined };
    expect(await post(mute)).toEqual([403, expect.stringContaining("takes no requests")]);
  });

  it.each<[string, unknown, number, string]>([
    ["no JSON", "{", 400, "not JSON"],
    ["another kind", { ...mute, kind: "revoke" }, 400, "kind: expected acknowledge, note, mute or unmute"],
    ["nobody who asks", { ...mute, by: "" }, 400, "by: who asks"],
    ["an unknown field", { ...mute, sudo: true }, 400, "sudo"],
    ["a moment that is past", { ...mute, until: now }, 400, "until: expected a moment from now on"],
    ["a mute for years", { ...mute, until: now + 1_000 * 24 * HOUR }, 400, "at most 30 days ahead"],
    ["no glob", { ...mute, pairs: " " }, 400, "pairs: expected a glob"],
    ["a long body", { ...mute, note: "x".repeat(9_000) }, 400, "expected at most 8192"],
    [
      "a pair that is not watched",
      { kind: "acknowledge", id: "a", by: "example-user", pair: "no.example.com/A" },
      404,
      "no pair no.example.com/A",
    ],
    [
      "a health check that no pair has",
      { kind: "acknowledge", id: "a", by: "example-user", pair: "CHECK:1f416a68" },
      404,
      "no pair that is watched has the health check 1f416a68",
    ],
    ["a note of no incident", { ...note, incident: "x!1" }, 404, 'there is no incident "x!1"'],
    ["a note without words", { ...note, note: " \n" }, 400, "note: 1 to 2000 characters"],
    ["a note that is too long", { ...note, note: "x".repeat(2_001) }, 400, "note: 1 to 2000 characters"],
    ["a mute that is none", { kind: "unmute", id: "u", by: "example-user", pairs: "*" }, 409, "nothing is muted"],
  ])("with %s is refused by name", async (_, body, status, words) => {
    expect(await post(body)).toEqual([status, expect.stringContaining(words)]);
    expect(await records.requests.oldest()).toEqual([]);
  });
});
