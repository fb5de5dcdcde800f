/**
 * `flipwatch run` on names of any DNS provider, with no AWS at all: a flip and its return, in every type of record, as seen on standard output, by
 * a web hook, over the API, and by the commands that ask it.
 */
import { readdir } from "node:fs/promises";
import type { FlipwatchConfig, FlipwatchEvent } from "@flipwatch/core";
import type { Answer } from "dns-packet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endAll, type Flipwatch, flipwatch, startFlipwatch } from "./flipwatch.ts";
import { newFolder, removeFolders, writeConfig } from "./folder.ts";
import { type NameServer, startNameServer } from "./name-server.ts";
import { take } from "./ports.ts";
import { type Receiver, startReceiver } from "./receiver.ts";
import { until } from "./until.ts";

interface Watched {
  id: string;
  config: NonNullable<FlipwatchConfig["pairs"]>[number];
  primary: Answer[];
  secondary: Answer[];
  /** Also the secondary, spelled otherwise. */
  otherwise: Answer[];
}

const a = (name: string, data: string): Answer => ({ type: "A", name, ttl: 60, data });

/** A name of each type; what a side answers, and the same answer as another server might word it. */
const watched: Watched[] = [
  {
    id: "failover.example.com/A",
    config: {
      name: "failover.example.com",
      type: "A",
      primary: { values: ["192.0.2.10", "192.0.2.11"] },
      secondary: { values: ["192.0.2.20", "192.0.2.21"] },
    },
    primary: [a("failover.example.com", "192.0.2.10"), a("failover.example.com", "192.0.2.11")],
    secondary: [a("failover.example.com", "192.0.2.20"), a("failover.example.com", "192.0.2.21")],
    otherwise: [a("FAILOVER.Example.com", "192.0.2.21"), a("failover.EXAMPLE.com", "192.0.2.20")],
  },
  {
    id: "six.example.com/AAAA",
    config: { name: "six.example.com", type: "AAAA", primary: { values: ["2001:db8::10"] }, secondary: { values: ["2001:DB8:0:0::20"] } },
    primary: [{ type: "AAAA", name: "six.example.com", ttl: 60, data: "2001:db8::10" }],
    secondary: [{ type: "AAAA", name: "six.example.com", ttl: 60, data: "2001:db8::20" }],
    otherwise: [{ type: "AAAA", name: "Six.Example.Com", ttl: 30, data: "2001:db8:0:0:0:0:0:20" }],
  },
  {
    id: "chain.example.com/A",
    config: { name: "chain.example.com", type: "A", primary: { values: ["198.51.100.10"] }, secondary: { values: ["198.51.100.20"] } },
    primary: [
      { type: "CNAME", name: "chain.example.com", ttl: 300, data: "mid.example.com" },
      { type: "CNAME", name: "mid.example.com", ttl: 60, data: "eu.example.net" },
      a("eu.example.net", "198.51.100.10"),
    ],
    secondary: [
      { type: "CNAME", name: "chain.example.com", ttl: 300, data: "mid.example.com" },
      { type: "CNAME", name: "mid.example.com", ttl: 60, data: "us.example.net" },
      a("us.example.net", "198.51.100.20"),
    ],
    otherwise: [
      a("us.Example.net", "198.51.100.20"),
      { type: "CNAME", name: "MID.example.com", ttl: 60, data: "US.example.net" },
      { type: "CNAME", name: "chain.example.com", ttl: 300, data: "Mid.Example.Com" },
    ],
  },
  {
    id: "www.example.com/CNAME",
    config: { name: "www.example.com", type: "CNAME", primary: { values: ["eu.example.net."] }, secondary: { values: ["US.example.net"] } },
    primary: [{ type: "CNAME", name: "www.example.com", ttl: 60, data: "EU.example.net" }],
    secondary: [{ type: "CNAME", name: "www.example.com", ttl: 60, data: "us.example.net" }],
    otherwise: [{ type: "CNAME", name: "www.example.com", ttl: 60, data: "us.EXAMPLE.net" }],
  },
  {
    id: "site.example.com/TXT",
    config: { name: "site.example.com", type: "TXT", primary: { values: ['"site=eu"'] }, secondary: { values: ['"site=us"'] } },
    primary: [{ type: "TXT", name: "site.example.com", ttl: 60, data: "site=eu" }],
    secondary: [{ type: "TXT", name: "site.example.com", ttl: 60, data: "site=us" }],
    otherwise: [{ type: "TXT", name: "SITE.example.com", ttl: 60, data: ["site=us"] }],
  },
  {
    id: "example.com/MX",
    config: {
      name: "example.com",
      type: "MX",
      primary: { values: ["10 mx1.eu.example.net", "20 mx2.eu.example.net"] },
      secondary: { values: ["10 mx.us.example.net"] },
    },
    primary: [
      { type: "MX", name: "example.com", ttl: 60, data: { preference: 20, exchange: "mx2.eu.example.net" } },
      { type: "MX", name: "example.com", ttl: 60, data: { preference: 10, exchange: "mx1.eu.example.net" } },
    ],
    secondary: [{ type: "MX", name: "example.com", ttl: 60, data: { preference: 10, exchange: "mx.us.example.net" } }],
    otherwise: [{ type: "MX", name: "Example.com", ttl: 60, data: { preference: 10, exchange: "MX.US.example.net" } }],
  },
];
const ids = watched.map(({ id }) => id);

interface Ready {
  kind: string;
  api: string;
  data: string;
  region: string;
  pairs: string[];
  channels: string[];
  intervalSeconds: number;
}

let folder = "";
let servers: NameServer[] = [];
let resolver: NameServer;
let receiver: Receiver;
let run: Flipwatch;
let ready: Ready;

const say = (side: "primary" | "secondary" | "otherwise") => {
  for (const server of [...servers, resolver]) {
    for (const { config, ...answers } of watched) server.answer(config.name, config.type, answers[side]);
  }
};
const ofPair = (pair: string) => (event: FlipwatchEvent) => event.pair === pair;
const each = async (kind: FlipwatchEvent["kind"]) =>
  Promise.all(ids.map((id) => run.event(`${kind} of ${id}`, (event) => event.pair === id && event.kind === kind)));
/** What is told to people and machines; records are for the timeline. */
const alerts = (events: readonly FlipwatchEvent[], pair: string) =>
  events.filter(ofPair(pair)).filter(({ severity }) => severity !== "record");
const cli = (...args: string[]) => flipwatch(args, { cwd: folder });

beforeAll(async () => {
  folder = await newFolder();
  servers = await Promise.all([startNameServer(), startNameServer()]);
  resolver = await startNameServer();
  receiver = await startReceiver();
  say("primary");
  await writeConfig(folder, {
    pairs: watched.map(({ config }) => ({ ...config, nameservers: servers.map(({ address }) => address) })),
    probe: { intervalSeconds: 1, resolvers: [resolver.address] },
    channels: { webhook: [{ name: "hook", url: receiver.url }] },
  });
  run = startFlipwatch(["run", "--json", "--port", "0"], { cwd: folder });
  ready = await run.ready<Ready>();
});
afterAll(async () => {
  await endAll();
  await Promise.all([...servers, resolver, receiver].map((each) => each?.close()));
  await removeFolders();
});

describe("flipwatch run", () => {
  it("says first what it watches and where it listens", () => {
    expect(ready).toMatchObject({
      kind: "run.ready",
      region: "local",
      intervalSeconds: 1,
      channels: ["webhook:hook"],
      api: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    });
    expect(ready.pairs.toSorted()).toEqual(ids.toSorted());
    expect(ready.data.endsWith("/.flipwatch")).toBe(true);
  });

  it("sees every pair on its primary", async () => {
    for (const event of await each("first-seen")) expect(event).toMatchObject({ to: "primary", severity: "info" });
    const { code, stdout } = await cli("status", "--json", "--api", ready.api);
    expect(code, "all pairs are on their primary").toBe(0);
    const { pairs } = JSON.parse(stdout) as { pairs: { id: string; role: string; fresh: boolean }[] };
    expect(pairs.map(({ id, role, fresh }) => [id, role, fresh])).toEqual(ids.toSorted().map((id) => [id, "primary", true]));
  });

  it("tells the failover of every pair, and nothing else, whatever the type of its records", async () => {
    const follower = startFlipwatch(["events", "--follow", "--json", "--api", ready.api], { cwd: folder });
    await follower.event("what had been recorded before", ({ kind }) => kind === "first-seen");
    say("secondary");
    for (const event of await each("failover")) {
      expect(event).toMatchObject({
        severity: "critical",
        from: "primary",
        to: "secondary",
        evidence: { local: { verdict: "secondary" } },
      });
      expect(event.bounds.after ?? 0).toBeLessThan(event.bounds.by);
    }
    await Promise.all(ids.map((id) => follower.event(`failover of ${id}`, (event) => event.pair === id && event.kind === "failover")));
    expect((await follower.interrupt()).code).toBe(0);
  });

  it("answers over its API and to the commands while the secondary is served", async () => {
    const get = async (path: string) => (await fetch(`${ready.api}${path}`)).json() as Promise<Record<string, unknown[]>>;
    const { pairs = [] } = await get("/api/pairs");
    expect(pairs).toHaveLength(ids.length);
    for (const pair of pairs) expect(pair).toMatchObject({ role: "secondary", fresh: true, incident: { opening: "failover" } });
    const { events = [] } = await get("/api/events?since=1h");
    expect(events.filter((event) => (event as FlipwatchEvent).kind === "failover")).toHaveLength(ids.length);

    const [status, recorded, resolved, table] = await Promise.all([
      cli("status", "--api", ready.api),
      cli("events", "--json", "--api", ready.api, "--since", "1h"),
      cli("resolve", "--json"),
      cli("resolve", "failover.example.com"),
    ]);
    expect(status.code, "a pair off its primary is exit 1").toBe(1);
    for (const id of ids) expect(status.stdout).toMatch(new RegExp(`${id}\\s+secondary`));
    const kinds = recorded.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as FlipwatchEvent)
      .filter(ofPair("failover.example.com/A"))
      .map(({ kind }) => kind);
    expect(kinds).toEqual(["first-seen", "failover"]);
    expect(resolved.code).toBe(0);
    const { names } = JSON.parse(resolved.stdout) as { names: { name: string; rows: Record<string, unknown>[] }[] };
    expect(names.map(({ name }) => name).toSorted()).toEqual(watched.map(({ config }) => config.name).toSorted());
    for (const { rows } of names) {
      expect(rows.map((row) => [row.kind, row.server, row.verdict])).toEqual([
        ["name server", servers[0]?.address, "secondary"],
        ["name server", servers[1]?.address, "secondary"],
        ["resolver", resolver.address, "secondary"],
      ]);
      expect(rows[0]).toMatchObject({ rcode: "NOERROR", authoritative: true, ttlSeconds: 60 });
    }
    expect(table.code).toBe(0);
    expect(table.stdout).toMatch(/192\.0\.2\.20, 192\.0\.2\.21 +60 s +yes +\d+ ms +secondary/);
  });

  it("has exit code 1 for a pair that there is not and for a server that says nothing, and 2 for what is no pair", async () => {
    const silent = await take();
    await silent.close();
    const [unknown, misused, unanswered] = await Promise.all([
      cli("events", "--api", ready.api, "--pair", "other.example.com/A"),
      cli("events", "--api", ready.api, "--pair", "other"),
      cli("resolve", "other.example.com", "--nameserver", `127.0.0.1:${silent.port}`, "--resolver", resolver.address),
    ]);
    expect([unknown.code, unknown.stdout]).toEqual([1, ""]);
    expect(unknown.stderr).toContain('there is no pair "other.example.com/A"');
    expect(misused.code).toBe(2);
    expect(unanswered.code).toBe(1);
    expect(unanswered.stdout).toMatch(/name server +127\.0\.0\.1:\d+ +no reply/);
    expect(unanswered.stdout, "no blanks at the ends of lines").not.toMatch(/ \n/);
  });

  it("is not moved by the same answer in another order, case or spelling", async () => {
    const before = run.events().length;
    say("otherwise");
    const asked = servers.map((server) => server.asked().length);
    // A round asks each pair at one of the two servers.
    await until("four more rounds of questions", () =>
      servers.every((server, index) => server.asked().length >= (asked[index] ?? 0) + 2 * ids.length),
    );
    expect(
      run
        .events()
        .slice(before)
        .filter(({ severity }) => severity !== "record"),
    ).toEqual([]);
  });

  it("tells that the answer is back, and that it recovered", async () => {
    say("primary");
    for (const event of await each("answer-back")) expect(event).toMatchObject({ from: "secondary", to: "primary" });
    for (const event of await each("recovered")) {
      expect(event.incident?.opening).toBe("failover");
      expect(event.incident?.durationMs ?? 0).toBeGreaterThan(0);
    }
  });

  it("has posted every alert once, as the very event it printed, in the order of each pair", async () => {
    const told = (pair: string) => receiver.told().filter(({ event }) => event.pair === pair);
    for (const id of ids) {
      await until(`recovered of ${id} at the web hook`, () => told(id).some(({ event }) => event.kind === "recovered"));
      const printed = alerts(run.events(), id);
      expect(printed.map(({ kind }) => kind)).toEqual(["first-seen", "failover", "answer-back", "recovered"]);
      expect(told(id).map(({ event }) => event)).toEqual(printed);
      expect(told(id).map(({ key, possibleRepeat }) => [key, possibleRepeat])).toEqual(printed.map((event) => [event.id, false]));
    }
  });

  it("has numbered each log without a gap, and keeps its records in one folder", async () => {
    for (const id of ids) {
      const { events } = (await (await fetch(`${ready.api}/api/pairs/${encodeURIComponent(id)}/events`)).json()) as {
        events: FlipwatchEvent[];
      };
      expect(events.map(({ number }) => number)).toEqual(events.map((_, index) => index + 1));
      expect(events).toEqual(run.events().filter(ofPair(id)));
    }
    expect((await readdir(folder)).toSorted()).toEqual([".flipwatch", "flipwatch.config.ts"]);
  });

  it("ends at Ctrl-C, with exit code 0 and nothing left to say", async () => {
    const { code, stderr } = await run.interrupt();
    expect([code, stderr]).toEqual([0, ""]);
  });
});
