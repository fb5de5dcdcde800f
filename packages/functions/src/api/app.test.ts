/** The API as any client meets it, route by route. One file, since every route looks at the one story that is recorded at its beginning. */
import { gunzipSync } from "node:zlib";
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import {
  type Cursor,
  checkLog,
  type Delivery,
  FLEET,
  FlipwatchError,
  type FlipwatchEvent,
  HOUR,
  MINUTE,
  newCursor,
  newHead,
  type PairDefinition,
  policyOf,
  SECOND,
} from "@flipwatch/core";
import { sampleEvent, sampleHealth, samplePair, sampleVote } from "@flipwatch/core/timeline/sample";
import type { LambdaEvent } from "hono/aws-lambda";
import { beforeEach, describe, expect, it } from "vitest";
import { serveApi } from "../serve/api.ts";
import { type ApiPorts, apiApp } from "./app.ts";

const now = Date.UTC(2026, 10, 22, 12, 0, 0);
const policy = policyOf({ regions: ["eu-central-1"], intervalSeconds: 10 });
const quiet = "quiet.example.com/A";
const slack = { name: "ops", webhookUrl: "https://hooks.example.com/secret" };

function definition(id: string): PairDefinition {
  const [name = ""] = id.split("/");
  const side = (value: string, healthCheckId?: string) => ({ values: [value], healthCheckId });
  return {
    id,
    name,
    type: "A",
    source: "config",
    primary: side("192.0.2.10", "p"),
    secondary: side("192.0.2.20"),
    ttlSeconds: 60,
    revision: 1,
    revisedAt: now - HOUR,
  };
}

const sides = { primary: { values: ["192.0.2.10"] }, secondary: { values: ["192.0.2.20"] } };
const named = { name: "failover.example.com", type: "A" as const, tags: { team: "web" }, ...sides };
const incident = {
  id: `${samplePair}!${now - 10 * MINUTE}`,
  openedAt: now - 10 * MINUTE,
  decidedAt: now - 10 * MINUTE,
  opening: "failover" as const,
};
const at = (ago: number) => ({ after: now - ago - 10 * SECOND, by: now - ago });
const log: FlipwatchEvent[] = [
  sampleVote(1, "eu-central-1", "primary", { by: now - 50 * MINUTE }),
  sampleEvent(2, "first-seen", { by: now - 50 * MINUTE }, { to: "primary" }),
  sampleVote(3, "eu-central-1", "secondary", at(10 * MINUTE)),
  sampleEvent(4, "failover", at(10 * MINUTE), { severity: "critical", from: "primary", to: "secondary", incident }),
];
const told = (number: number, channel: string): Delivery => ({
  event: `${samplePair}#${number}`,
  log: samplePair,
  number,
  channel,
  state: "delivered",
  attempts: 1,
  settledAt: now - 9 * MINUTE,
});

let records: Records;
let ports: ApiPorts;
let problems: unknown[];

beforeEach(async () => {
  records = createRecords(createMemoryTable());
  problems = [];
  ports = {
    records,
    clock: { now: () => now },
    policy,
    config: {
      home: "eu-west-1",
      regions: ["eu-central-1"],
      zones: ["example.com"],
      pairs: [named],
      channels: { slack: [slack], sns: [], webhook: [] },
    },
    log: (_level, _message, facts) => problems.push(facts?.problem),
  };
  for (const id of [samplePair, quiet, "retired.example.com/A"]) await records.definitions.put(definition(id));
  const slots = [{ pair: quiet }, { pair: "retired.example.com/A", retired: true as const }, { pair: samplePair }].map((slot) => ({
    ...slot,
    revision: 1,
  }));
  await records.manifests.put({ shard: 0, version: 1, at: now, slots });
  const vote = {
    verdict: "secondary" as const,
    at: now - 10 * MINUTE,
    revision: 1,
    since: at(10 * MINUTE),
    rounds: 3,
    reason: "says 192.0.2.20",
    values: [],
  };
  const head = {
    ...newHead(definition(samplePair), policy, now),
    role: "secondary" as const,
    since: at(10 * MINUTE),
    votes: { "eu-central-1": vote },
  };
  await records.heads.put({ ...head, transitions: [now - 10 * MINUTE], incident, nextNumber: 5 }, 0);
  await tallied(now - 20 * SECOND);
  await records.log.append([
    ...log,
    sampleHealth(1, "p", "healthy", 100, now - HOUR),
    sampleHealth(2, "p", "unhealthy", 0, now - 11 * MINUTE),
  ]);
  for (const delivery of [told(2, "slack:ops"), told(4, "slack:ops"), told(4, "webhook:0")]) await records.deliveries.put(delivery);
});

/** As tally leaves it after counting the region's ballot of that moment. */
async function tallied(heardAt: number): Promise<void> {
  const known = (await records.tallies.get(0))?.version ?? 0;
  const region = { round: heardAt, at: heardAt, letters: "PPS", lateSlots: {}, views: {} };
  await records.tallies.put({ shard: 0, version: known, at: now, manifest: 1, regions: { "eu-central-1": region }, checks: {} });
}

const pair = `/api/pairs/${encodeURIComponent(samplePair)}`;
const ask = (path: string, headers: Record<string, string> = {}) => apiApp(ports).request(path, { headers });
// biome-ignore lint/suspicious/noExplicitAny: an answer is looked into as any client would.
const get = async (path: string): Promise<any> => (await ask(path)).json();

describe("the pairs", () => {
  it("are listed with role, freshness, regions, incident and health", async () => {
    const { pairs } = await get("/api/pairs");
    expect(pairs.map(({ id }: { id: string }) => id)).toEqual([samplePair, quiet]);
    expect(pairs[0]).toMatchObject({
      role: "secondary",
      since: at(10 * MINUTE),
      at: now - 20 * SECOND,
      fresh: true,
      regions: { "eu-central-1": { verdict: "secondary", fresh: true, at: now - 20 * SECOND } },
      incident: { id: incident.id },
      lastTransition: now - 10 * MINUTE,
    });
    expect(pairs[1]).toMatchObject({
      role: "unknown",
      fresh: false,
      health: { primary: { status: "unknown", check: "p" }, secondary: { status: "none" } },
    });
  });

  it("say how long clients may hold an answer, how they are tagged, and until when nobody is told of them", async () => {
    const mute = { id: "m", pairs: "quiet.*", from: now - HOUR, until: now + HOUR, by: "example-user", via: "cli", note: "moving" };
    const over = { ...mute, id: "o", until: now, over: true as const };
    const later = { ...mute, id: "l", pairs: "*", from: now + HOUR, until: now + 2 * HOUR };
    await records.mutes.put({ version: 0, mutes: [later, over, mute] });
    const { pairs } = await get("/api/pairs");
    expect(pairs[0]).toMatchObject({ ttlSeconds: 60, tags: { team: "web" } });
    expect(pairs[0]).not.toHaveProperty("muted");
    expect(pairs[1]).toMatchObject({ tags: {}, muted: { until: now + HOUR, by: "example-user", via: "cli", note: "moving" } });
    const { mutes } = await get("/api/mutes");
    expect(mutes.map(({ pairs: glob, from }: { pairs: string; from: number }) => [glob, from])).toEqual([
      ["quiet.*", now - HOUR],
      ["*", now + HOUR],
    ]);
  });

  it("read as unknown once nothing was counted for longer than a vote lasts", async () => {
    await tallied(now - policy.staleMs - 1);
    const { pairs } = await get("/api/pairs");
    expect(pairs[0]).toMatchObject({ role: "unknown", decided: "secondary", fresh: false });
  });

  it("come page by page", async () => {
    const first = await get("/api/pairs?limit=1");
    expect(first).toMatchObject({ pairs: [{ id: samplePair }], next: samplePair });
    const second = await get(`/api/pairs?limit=1&after=${encodeURIComponent(first.next)}`);
    expect(second.pairs.map(({ id }: { id: string }) => id)).toEqual([quiet]);
    expect(second.next).toBeUndefined();
  });

  it("are asked for by an id that may not be there yet, which is no error", async () => {
    const of = async (id: string) => (await get(`/api/pairs?id=${encodeURIComponent(id)}`)).pairs.map((pair: { id: string }) => pair.id);
    expect([await of(quiet), await of("later.example.com/A")]).toEqual([[quiet], []]);
  });

  it("are found by an id whose slash came through decoded, as some gateways do", async () => {
    expect(await get(`/api/pairs/${samplePair}`)).toMatchObject({ pair: { id: samplePair } });
    expect((await get(`/api/pairs/${samplePair}/events?limit=1`)).events.map(numberOf)).toEqual([1]);
  });

  it("say that they are watched no more, in the list of one and alone", async () => {
    const retired = "retired.example.com/A";
    const of = async (id: string) => [(await get(`/api/pairs?id=${id}`)).pairs[0].retired, (await get(`/api/pairs/${id}`)).pair.retired];
    expect([await of(retired), await of(quiet)]).toEqual([
      [true, true],
      [undefined, undefined],
    ]);
  });

  it("can be looked at one by one, with the definition and what was decided", async () => {
    const detail = await get(pair);
    expect(detail).toMatchObject({
      pair: { id: samplePair },
      definition: { primary: { values: ["192.0.2.10"] } },
      head: { role: "secondary", nextNumber: 5 },
    });
    expect(detail.head.tail).toBeUndefined();
  });

  it("tell how long a failover may take: Route 53's defaults until a check's own are read, and the TTL", async () => {
    const { expected } = await get(pair);
    expect(expected).toMatchObject({ ms: (30 * 3 + 60) * 1_000, parts: [{ source: "default" }, { ttlSeconds: 60 }] });
    const checking = { intervalSeconds: 10, failureThreshold: 2 };
    await records.readings.put([{ check: "p", status: "healthy", period: now, since: now, readAt: now, checking }], now);
    expect((await get(pair)).expected).toMatchObject({ ms: (10 * 2 + 60) * 1_000, parts: [{ source: "route53", ...checking }, {}] });
  });
});

describe("the strips", () => {
  it("show only the pairs that changed, and vouch for nothing after the last vote ran out", async () => {
    const reply = await get("/api/strips?from=20m");
    expect(reply).toMatchObject({ from: now - 20 * MINUTE, to: now, complete: true });
    const flipped = (to: number) => [
      { state: "primary", from: now - 20 * MINUTE, to: now - 10 * MINUTE },
      { state: "secondary", from: now - 10 * MINUTE, to },
    ];
    expect(reply.strips).toEqual({ [samplePair]: flipped(now) });
    await tallied(now - 5 * MINUTE);
    const until = now - 5 * MINUTE + policy.staleMs;
    expect((await get("/api/strips?from=20m")).strips[samplePair]).toEqual([...flipped(until), { state: "unknown", from: until, to: now }]);
  });

  it("leave out pairs that are no longer watched", async () => {
    await records.log.append([sampleEvent(1, "failover", at(MINUTE), { pair: "retired.example.com/A", from: "primary", to: "secondary" })]);
    expect(Object.keys((await get("/api/strips")).strips)).toEqual([samplePair]);
  });
});

describe("the events", () => {
  it("of a pair come by number, page by page, in either order", async () => {
    const first = await get(`${pair}/events?limit=3`);
    expect([first.events.map(numberOf), first.next]).toEqual([[1, 2, 3], 3]);
    const second = await get(`${pair}/events?limit=3&after=3`);
    expect([second.events.map(numberOf), second.next]).toEqual([[4], undefined]);
    const newest = await get(`${pair}/events?order=desc&limit=2`);
    expect([newest.events.map(numberOf), newest.next]).toEqual([[4, 3], 3]);
    expect((await get(`${pair}/events?order=desc&before=3`)).events.map(numberOf)).toEqual([2, 1]);
  });

  it("that alert say in the language asked for what happened, and nothing where none is", async () => {
    expect((await get(`${pair}/events`)).said).toBeUndefined();
    const { events, said } = await get(`${pair}/events?lang=ko`);
    const alerts = events.filter(({ severity }: FlipwatchEvent) => severity !== "record").map(({ id }: FlipwatchEvent) => id);
    expect(Object.keys(said)).toEqual(alerts);
    for (const id of alerts) expect(said[id].lead).toMatch(/[가-힣]/);
  });

  it("that alert are found behind any number of records, a bounded stretch an answer", async () => {
    const votes = (first: number, count: number) =>
      Array.from({ length: count }, (_, index) => sampleVote(first + index, "eu-central-1", "secondary", { by: now - 8 * MINUTE + index }));
    await records.log.append(votes(5, 300));
    const alert = "alerting=true&order=desc";
    const newest = await get(`${pair}/events?${alert}&limit=1&lang=en`);
    expect([newest.events.map(numberOf), newest.next, Object.keys(newest.said)]).toEqual([[4], 4, [`${samplePair}#4`]]);
    expect((await get(`${pair}/events?${alert}`)).events.map(numberOf)).toEqual([4, 2]);
    expect((await get(`${pair}/events?${alert}`)).next).toBeUndefined();
    expect((await get(`${pair}/events?alerting=true&limit=1`)).events.map(numberOf)).toEqual([2]);
    await records.log.append(votes(305, 4_000));
    const far = await get(`${pair}/events?${alert}&limit=1`);
    expect([far.events, far.next]).toEqual([[], 105]);
    expect((await get(`${pair}/events?${alert}&limit=1&before=${far.next}`)).events.map(numberOf)).toEqual([4]);
  });

  it("of a health check have a log of their own", async () => {
    const { events } = await get(`/api/pairs/${encodeURIComponent(checkLog("p"))}/events`);
    expect(events.map(({ detail }: FlipwatchEvent) => detail?.status)).toEqual(["healthy", "unhealthy"]);
  });

  it("of all logs come by the time they were recorded", async () => {
    expect((await get("/api/events?since=15m")).events.map(({ id }: FlipwatchEvent) => id)).toEqual([
      "CHECK:p#2",
      `${samplePair}#3`,
      `${samplePair}#4`,
    ]);
    const iso = new Date(now - 55 * MINUTE).toISOString();
    expect((await get(`/api/events?since=${iso}&until=${now - 20 * MINUTE}`)).events.map(numberOf)).toEqual([1, 2]);
  });

  it("that were recorded in the same millisecond are each on one page, however small it is", async () => {
    const crowd = Array.from({ length: 30 }, (_, index) =>
      sampleEvent(1, "failover", { by: now - 1_000 }, { pair: `name-${index}.example.com/A`, to: "secondary" }),
    );
    await records.log.append(crowd);
    const seen: string[] = [];
    let next: string | undefined;
    do {
      const page = await get(`/api/events?since=1m&limit=4${next === undefined ? "" : `&after=${encodeURIComponent(next)}`}`);
      seen.push(...page.events.map(({ id }: FlipwatchEvent) => id));
      next = page.next;
    } while (next !== undefined && seen.length < 100);
    expect(seen).toEqual(crowd.map(({ id }) => id).toSorted());
  });
});

describe("the timeline", () => {
  it("shows lanes, incidents with phases, alerts and shares of the window", async () => {
    const timeline = await get(`${pair}/timeline?from=20m`);
    expect(timeline.role.map(({ state, from, to }: { state: string; from: number; to: number }) => [state, from, to])).toEqual([
      ["primary", now - 20 * MINUTE, now - 10 * MINUTE],
      ["secondary", now - 10 * MINUTE, now],
    ]);
    expect(timeline.regions["eu-central-1"]).toHaveLength(2);
    expect(timeline.health.primary.map(({ state }: { state: string }) => state)).toEqual(["healthy", "unhealthy"]);
    expect(timeline.alerts.map(({ channel }: { channel: string }) => channel)).toEqual(["slack:ops", "slack:ops", "webhook:0"]);
    expect(timeline.incidents[0].legs[0].phases).toMatchObject({
      unhealthy: { after: now - 11 * MINUTE, by: now - 10 * MINUTE },
      firstRegion: at(10 * MINUTE),
      told: { "slack:ops": { by: now - 9 * MINUTE } },
    });
    expect(timeline.shares).toMatchObject({ primary: 0.5, secondary: 0.5, unknown: 0 });
    expect(timeline.truncated).toBe(false);
  });

  it("marks the silence of the pair's own shard and of no other", async () => {
    const silence = (number: number, shard: number, ago: number) =>
      sampleEvent(number, "region-silent", { by: now - ago }, { pair: FLEET, region: `region-of-shard-${shard}`, detail: { shard } });
    await records.log.append([silence(1, 0, 5 * MINUTE), silence(2, 7, 4 * MINUTE)]);
    expect((await get(`${pair}/timeline`)).silences).toEqual({ "region-of-shard-0": [{ from: now - 5 * MINUTE, to: now }] });
  });

  it("vouches for nothing after the last vote ran out", async () => {
    await tallied(now - 5 * MINUTE);
    const { role, shares, observedUntil } = await get(`${pair}/timeline?from=10m`);
    expect(observedUntil).toBe(now - 5 * MINUTE + policy.staleMs);
    expect(role.at(-1).to).toBe(observedUntil);
    expect(shares.secondary + shares.unknown).toBeCloseTo(1, 12);
    expect(shares.unknown).toBeCloseTo((5 * MINUTE - policy.staleMs) / (10 * MINUTE), 12);
  });

  it("is folded to the pixels asked for, and not otherwise", async () => {
    const votes = Array.from({ length: 800 }, (_, index) =>
      sampleVote(index + 5, "us-east-2", index % 2 === 0 ? "primary" : "stray", { by: now - 9 * MINUTE + index * 500 }),
    );
    await records.log.append(votes);
    expect((await get(`${pair}/timeline?from=1h`)).regions["us-east-2"]).toHaveLength(800);
    const folded = await get(`${pair}/timeline?from=1h&width=120`);
    expect(folded.regions["us-east-2"]).toMatchObject([{ state: "stray", count: 799, mixed: true }, { state: "stray" }]);
    expect(folded.role).toHaveLength(2);
  });

  it("knows what was served before its window even where the log is longer than a page", async () => {
    const votes = Array.from({ length: 1_500 }, (_, index) =>
      sampleVote(index + 5, "us-east-2", index % 2 === 0 ? "primary" : "secondary", { by: now - 9 * MINUTE + index * 100 }),
    );
    await records.log.append(votes);
    const { role, truncated } = await get(`${pair}/timeline?from=1m`);
    expect(role.map(({ state }: { state: string }) => state)).toEqual(["secondary"]);
    expect(truncated).toBe(false);
  });
});

describe("the deliveries", () => {
  it("come by event, and a page never parts an event's channels", async () => {
    const first = await get(`${pair}/deliveries?limit=2`);
    expect(first.deliveries.map(({ number, channel }: Delivery) => [number, channel])).toEqual([
      [2, "slack:ops"],
      [4, "slack:ops"],
      [4, "webhook:0"],
    ]);
    expect((await get(`${pair}/deliveries?from=${first.next}`)).deliveries).toEqual([]);
  });
});

describe("Flipwatch itself", () => {
  it("tells how fresh each region is and what it is set up to do, and no secret", async () => {
    const reply = await (await ask("/api/health")).text();
    expect(JSON.parse(reply)).toMatchObject({
      ok: true,
      pairs: 2,
      regions: { "eu-central-1": { at: now - 20 * SECOND, fresh: true } },
      channels: ["slack:ops"],
    });
    expect(reply).not.toContain("secret");
  });

  it("says which channels can't be told, since when and why", async () => {
    const sending = { number: 4, attempts: 2, firstTriedAt: now - MINUTE, startedAt: now, inFlight: false, error: "refused" };
    const put = (log: string, channel: string, rest: Partial<Cursor>) =>
      records.cursors.put({ ...newCursor(log, channel), sending, ...rest }, true);
    await put(samplePair, "slack:ops", { retryAt: now + 5 * SECOND });
    await put(quiet, "slack:ops", { sending: { ...sending, firstTriedAt: now - HOUR, startedAt: now - HOUR, error: "older" } });
    await put("claimed.example.com/A", "slack:ops", { sending: { ...sending, error: undefined } });
    await put(samplePair, "webhook:gone", {});
    expect((await get("/api/health")).failingChannels).toEqual([
      { channel: "slack:ops", error: "refused", since: now - HOUR, logs: 2, nextTryAt: now + 5 * SECOND },
    ]);
  });

  it("is not well while a region is silent", async () => {
    await tallied(now - HOUR);
    expect(await get("/api/health")).toMatchObject({ ok: false, regions: { "eu-central-1": { fresh: false } } });
  });

  it("lists findings", async () => {
    const finding = {
      id: "missing-secondary:failover.example.com/A",
      rule: "missing-secondary" as const,
      severity: "critical" as const,
      pair: samplePair,
      message: "There is no secondary.",
      why: "A pair has two sides.",
      fix: "Add one.",
    };
    await records.findings.replace([finding], now);
    expect(await get("/api/findings")).toEqual({ findings: [finding] });
  });
});

it("lists its routes, each of which there is", async () => {
  const { routes }: { routes: string[] } = await get("/api");
  expect(routes).toContain("POST /api/requests");
  for (const route of routes.filter((each) => each.startsWith("GET "))) {
    const path = route.replace(/^GET /, "").replace(/\?.*$/, "").replace("{incident}", encodeURIComponent(incident.id));
    expect((await ask(path)).status, route).toBe(200);
  }
});

describe("every answer", () => {
  it("has an ETag, is stored nowhere, and is 304 to whoever has it already", async () => {
    const first = await ask("/api/pairs");
    const tag = first.headers.get("etag") ?? "";
    expect(first.headers.get("cache-control")).toBe("no-store");
    expect(tag).toMatch(/^W\/"/);
    const second = await ask("/api/pairs", { "if-none-match": tag });
    expect([second.status, await second.text(), second.headers.get("etag")]).toEqual([304, "", tag]);
    await tallied(now);
    expect((await ask("/api/pairs", { "if-none-match": tag })).status).toBe(200);
  });

  it.each<[string, number, string]>([
    ["/api/nothing", 404, "there is no GET /api/nothing here"],
    ["/", 404, "there is no GET / here"],
    ["/api/pairs/none.example.com%2FA", 404, 'there is no pair "none.example.com/A"'],
    ["/api/pairs/none.example.com%2FA/timeline", 404, "/api/pairs lists them"],
    ["/api/pairs/none.example.com%2FA/events", 404, "ids look like failover.example.com/A"],
    ["/api/pairs/%zz", 404, "there is no pair"],
    ["/api/pairs?limit=0", 400, 'limit is "0"; expected a whole number from 1 to 1000'],
    ["/api/pairs?limit=1001", 400, "from 1 to 1000"],
    ["/api/pairs?limt=5", 400, 'there is no parameter "limt"; known here: after, id, limit'],
    ["/api/incidents/none", 404, 'there is no incident "none"'],
    [`/api/incidents/${encodeURIComponent(samplePair)}!7`, 404, "/api/incidents lists them"],
    ["/api/incidents/none.example.com%2FA!7", 404, 'there is no pair "none.example.com/A"'],
    [`/api/incidents/${encodeURIComponent(incident.id)}?format=pdf`, 400, 'format is "pdf"; expected md or csv or json'],
    ["/api/incidents?pair=none.example.com", 404, "there is no pair"],
    ["/api/incidents?after=here", 400, "after is not what an answer gave as next"],
    ["/api/events?since=yesterday", 400, 'since is "yesterday"; expected ISO 8601'],
    ["/api/events?since=1m&until=2m", 400, "is not before until"],
    ["/api/events?after=nonsense", 400, "after is not what an answer gave as next"],
    [`${pair}/events?order=up`, 400, 'order is "up"; expected asc or desc'],
    [`${pair}/timeline?width=wide`, 400, 'width is "wide"; expected a whole number from 100 to 8000'],
    [`${pair}/timeline?from=5&to=5`, 400, "from (1970-01-01T00:00:00.005Z) is not before to"],
    [`${pair}/timeline?from=99999999999999999`, 400, "from is"],
  ])("says what is wrong with %s", async (path, status, message) => {
    const reply = await ask(path);
    const body = await reply.json();
    expect([reply.status, body.error.code]).toEqual([status, status === 404 ? "not-found" : "bad-request"]);
    expect(body.error.message).toContain(message);
    expect(problems).toEqual([]);
  });

  it("refuses anything but reading", async () => {
    expect((await apiApp(ports).request("/api/pairs", { method: "POST" })).status).toBe(404);
  });

  it("says that the store does not respond without telling where it is, and logs why", async () => {
    const down = new FlipwatchError("store-unavailable", "connect ECONNREFUSED 192.0.2.1:8000", { retryable: true });
    ports = { ...ports, records: { ...records, findings: { all: () => Promise.reject(down) } } };
    const reply = await ask("/api/findings");
    expect([reply.status, await reply.json()]).toEqual([
      503,
      { error: { code: "store-unavailable", message: "a part this answer needs does not respond; try again" } },
    ]);
    expect(problems).toEqual([down]);
  });

  const overLambda = async (path: string, headers: Record<string, string> = {}) => {
    const event = {
      version: "2.0",
      routeKey: "$default",
      rawPath: path,
      rawQueryString: "",
      headers: { host: "api.example.com", ...headers },
      isBase64Encoded: false,
      requestContext: { http: { method: "GET", path, protocol: "HTTP/1.1", sourceIp: "192.0.2.1", userAgent: "" } },
    };
    // The fields of an API gateway's event that Hono reads.
    return serveApi(apiApp(ports))(event as unknown as LambdaEvent);
  };

  it("comes out of the Lambda as it does over HTTP", async () => {
    const result = await overLambda(pair);
    expect([result.statusCode, result.isBase64Encoded]).toEqual([200, false]);
    expect(JSON.parse(result.body)).toMatchObject({ pair: { id: samplePair } });
    expect(result.headers?.["cache-control"]).toBe("no-store");
  });

  it("comes out of the Lambda compressed, too, in the form that a function URL unpacks", async () => {
    const result = await overLambda(`${pair}/timeline`, { "accept-encoding": "gzip" });
    expect([result.headers?.["content-encoding"], result.isBase64Encoded]).toEqual(["gzip", true]);
    expect(JSON.parse(gunzipSync(Buffer.from(result.body, "base64")).toString())).toMatchObject({ pair: samplePair });
  });
});

function numberOf({ number }: FlipwatchEvent): number {
  return number;
}
