/** What is made for other programs: metrics for Prometheus, badges, the feed. Each is read by the rules of its format, not by our own code. */
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import { HOUR, MINUTE, type Mute, newCursor, newHead, type PairDefinition, policyOf, SECOND } from "@flipwatch/core";
import { incidentDeliveries, incidentEvents, opened, sampleDefinition } from "@flipwatch/core/report/sample";
import { sampleEvent, samplePair } from "@flipwatch/core/timeline/sample";
import { beforeEach, describe, expect, it } from "vitest";
import { type ApiPorts, apiApp } from "./app.ts";
import { isApiPath, routes } from "./routes.ts";
import { xmlText } from "./xml.ts";

const now = opened + 20 * MINUTE;
const policy = policyOf({ regions: ["eu-central-1", "us-east-2"], intervalSeconds: 10 });
const odd = 'odd\\"name.example.com/A';
let records: Records;
let ports: ApiPorts;

beforeEach(async () => {
  records = createRecords(createMemoryTable());
  ports = {
    records,
    clock: { now: () => now },
    policy,
    config: {
      ...{ home: "eu-west-1", regions: policy.regions.slice(), zones: [], pairs: [] },
      channels: {
        slack: [{ name: "ops", webhookUrl: "https://hooks.example.com/secret" }],
        webhook: [{ name: "0", url: "https://example.com" }],
      },
    },
    log: (_level, message) => {
      throw new Error(message);
    },
  };
  const others: PairDefinition = { ...sampleDefinition, id: odd, name: 'odd\\"name.example.com', primary: { values: ["192.0.2.1"] } };
  for (const definition of [sampleDefinition, others]) await records.definitions.put(definition);
  await records.manifests.put({ shard: 0, version: 1, at: now, slots: [samplePair, odd].map((pair) => ({ pair, revision: 1 })) });
  const head = newHead(sampleDefinition, policy, now);
  const vote = {
    verdict: "secondary" as const,
    at: now - 20 * SECOND,
    revision: 1,
    since: { by: opened },
    rounds: 3,
    reason: "",
    values: [],
  };
  const side = { status: "unhealthy" as const, check: "hc-primary", percentage: 12.5 };
  await records.heads.put(
    {
      ...head,
      ...{ role: "secondary", since: { by: opened }, votes: { "eu-central-1": vote }, health: { ...head.health, primary: side } },
      incident: { id: `${samplePair}!${opened}`, openedAt: opened, decidedAt: opened, opening: "failover" },
      lastIncident: { openedAt: 0, closedAt: 1, durationMs: 90_500, errorMs: 1_500 },
    },
    0,
  );
  const region = { round: now - 30 * SECOND, at: now - 20 * SECOND, letters: "SP", lateSlots: {}, views: {} };
  await records.tallies.put({ shard: 0, version: 0, at: now - 7_500, manifest: 1, regions: { "eu-central-1": region }, checks: {} });
  await records.log.append(incidentEvents);
});

const ask = (path: string) => apiApp(ports).request(`http://flipwatch.example.com${path}`);
const text = async (path: string) => (await ask(path)).text();

// ---- metrics ------------------------------------------------------------------------------------------------------------

/** By Prometheus' exposition format, version 0.0.4: throws at a line that is none. */
function parseMetrics(exposition: string): Map<string, number> {
  const samples = new Map<string, number>();
  const typed = new Set<string>();
  expect(exposition.endsWith("\n")).toBe(true);
  for (const line of exposition.split("\n").slice(0, -1)) {
    const comment = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/.exec(line);
    if (comment?.[1] === "TYPE") {
      expect([comment[3], typed.has(comment[2] ?? "")], line).toEqual(["gauge", false]);
      typed.add(comment[2] ?? "");
    }
    if (comment !== null) continue;
    const sample =
      /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"(?:,(?=[a-z])|(?=\})))*\})? (-?\d+(?:\.\d+)?(?:e[+-]\d+)?)$/.exec(
        line,
      );
    if (sample === null) throw new Error(`no sample: ${line}`);
    expect(typed.has(sample[1] ?? ""), line).toBe(true);
    expect(samples.has(`${sample[1]}${sample[2] ?? ""}`), `${line} is there twice`).toBe(false);
    samples.set(`${sample[1]}${sample[2] ?? ""}`, Number(sample[3]));
  }
  return samples;
}

describe("the metrics", () => {
  const pair = `pair="${samplePair}"`;

  it("tell a pair's role as one of a set, its health, and how its incidents go", async () => {
    const reply = await ask("/metrics");
    expect(reply.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const metrics = parseMetrics(await reply.text());
    const roles = [...metrics].filter(([name]) => name.startsWith(`flipwatch_pair_role{${pair}`));
    expect(roles).toHaveLength(7);
    expect(roles.filter(([, value]) => value === 1).map(([name]) => name)).toEqual([`flipwatch_pair_role{${pair},role="secondary"}`]);
    expect(Object.fromEntries(metrics)).toMatchObject({
      [`flipwatch_pair_role_since_timestamp_seconds{${pair}}`]: opened / 1_000,
      [`flipwatch_pair_incident_open{${pair}}`]: 1,
      [`flipwatch_pair_last_incident_seconds{${pair}}`]: 90.5,
      [`flipwatch_pair_last_incident_error_seconds{${pair}}`]: 1.5,
      [`flipwatch_pair_health{${pair},side="primary",status="unhealthy"}`]: 1,
      [`flipwatch_pair_health{${pair},side="primary",status="healthy"}`]: 0,
      [`flipwatch_pair_checkers_healthy_ratio{${pair},side="primary"}`]: 0.125,
      [`flipwatch_pair_vote_age_seconds{${pair}}`]: 20,
    });
    expect([...metrics.keys()].filter((name) => name.startsWith("flipwatch_pair_health") && name.includes('side="secondary"'))).toEqual([]);
  });

  it("tell how fresh votes and counts are, and nothing of a region that never voted", async () => {
    const metrics = Object.fromEntries(parseMetrics(await text("/metrics")));
    expect(metrics).toMatchObject({
      flipwatch_ok: 0,
      flipwatch_pairs: 2,
      'flipwatch_region_vote_age_seconds{region="eu-central-1"}': 20,
      'flipwatch_region_fresh{region="eu-central-1"}': 1,
      'flipwatch_region_fresh{region="us-east-2"}': 0,
      'flipwatch_tally_age_seconds{shard="0"}': 7.5,
    });
    expect(metrics).not.toHaveProperty(['flipwatch_region_vote_age_seconds{region="us-east-2"}']);
  });

  it("tell what became of the last hour's deliveries by channel, and which channel fails", async () => {
    for (const delivery of incidentDeliveries)
      await records.deliveries.put({ ...delivery, settledAt: Math.min(delivery.settledAt, now - SECOND) });
    await records.deliveries.put({
      ...(incidentDeliveries[0] as (typeof incidentDeliveries)[0]),
      number: 4,
      settledAt: now - HOUR - SECOND,
    });
    const sending = { number: 8, attempts: 2, firstTriedAt: now - MINUTE, startedAt: now, inFlight: false, error: "refused" };
    await records.cursors.put({ ...newCursor(samplePair, "webhook:0"), sending }, true);
    expect(Object.fromEntries(parseMetrics(await text("/metrics")))).toMatchObject({
      'flipwatch_deliveries_last_hour{channel="slack:ops",state="delivered"}': 1,
      'flipwatch_deliveries_last_hour{channel="slack:ops",state="suppressed"}': 1,
      'flipwatch_deliveries_last_hour{channel="webhook:0",state="given-up"}': 1,
      'flipwatch_deliveries_last_hour{channel="webhook:0",state="unknown"}': 0,
      flipwatch_deliveries_last_hour_complete: 1,
      'flipwatch_channel_failing{channel="slack:ops"}': 0,
      'flipwatch_channel_failing{channel="webhook:0"}': 1,
      'flipwatch_channel_failing_seconds{channel="webhook:0"}': 60,
    });
  });

  it("read as unknown what was not heard of, and hold any name", async () => {
    const metrics = parseMetrics(await text("/metrics"));
    expect(metrics.get('flipwatch_pair_role{pair="odd\\\\\\"name.example.com/A",role="unknown"}')).toBe(1);
  });
});

// ---- XML ----------------------------------------------------------------------------------------------------------------

interface Element {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  text: string;
}

/** Well-formed XML of elements, attributes and text, or an error. */
function parseXml(xml: string): Element {
  const root: Element = { name: "", attributes: {}, children: [], text: "" };
  const open = [root];
  const plain = (escaped: string) => {
    expect(escaped).not.toMatch(/&(?!(?:amp|lt|gt|quot|#39);)|</);
    return escaped
      .replace(/&lt;/g, "<")
      .replace(/&gt;/g, ">")
      .replace(/&quot;/g, '"')
      .replace(/&#39;/g, "'")
      .replace(/&amp;/g, "&");
  };
  for (const [, closing, name = "", attributes = "", empty, between = ""] of xml
    .replace(/^<\?xml [^?]*\?>\s*/, "")
    .matchAll(/<(\/?)([\w:]+)((?:\s+[\w:-]+="[^"]*")*)\s*(\/?)>([^<]*)/g)) {
    if (closing) expect(open.pop()?.name).toBe(name);
    else {
      const pairs = [...attributes.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, plain(value)]);
      const element: Element = { name, attributes: Object.fromEntries(pairs), children: [], text: "" };
      open.at(-1)?.children.push(element);
      if (!empty) open.push(element);
    }
    const parent = open.at(-1);
    if (parent !== undefined) parent.text += plain(between);
  }
  expect(open).toHaveLength(1);
  expect(root.children).toHaveLength(1);
  return root.children[0] as Element;
}

const all = (element: Element, name: string): Element[] => element.children.filter((child) => child.name === name);
const one = (element: Element, name: string): string => {
  expect(all(element, name), name).toHaveLength(1);
  return all(element, name)[0]?.text ?? "";
};

it("XML holds every character that it may hold, and no other", () => {
  expect(xmlText("a\t\n\r é 한 😀 \u{10FFFF}")).toBe("a\t\n\r é 한 😀 \u{10FFFF}");
  expect(xmlText("\u0000\u0008\u000B\u001F\uDFFF\uD800\uFFFE\uFFFF")).toBe("\uFFFD".repeat(8));
  expect(xmlText("<a b='c' d=\"e\">&amp;")).toBe("&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp;amp;");
});

describe("a badge", () => {
  const path = (id: string) => `/badge/${encodeURIComponent(id)}.svg`;

  it.each([
    ["in English", "", "failover.example.com A: secondary since 2026-11-22 12:00 UTC", "en"],
    ["in Korean", "?lang=ko", "failover.example.com A: 보조 2026-11-22 12:00 UTC부터", "ko"],
  ])("says the role and since when %s, also to whoever can't see it", async (_, query, words, language) => {
    const reply = await ask(`${path(samplePair)}${query}`);
    expect(reply.headers.get("content-type")).toBe("image/svg+xml; charset=utf-8");
    const svg = parseXml(await reply.text());
    expect(svg.attributes).toMatchObject({ role: "img", "aria-label": words, "xml:lang": language, xmlns: "http://www.w3.org/2000/svg" });
    expect(one(svg, "title")).toBe(words);
    expect(svg.attributes).not.toHaveProperty("style");
  });

  it("says unknown and no more once nothing was heard of the pair for too long", async () => {
    ports = { ...ports, clock: { now: () => now + HOUR } };
    expect(one(parseXml(await text(path(samplePair))), "title")).toBe("failover.example.com A: unknown");
  });

  it("stays the same for as long as the role does, so that whoever has it gets 304", async () => {
    const tag = (await ask(path(samplePair))).headers.get("etag") ?? "";
    expect((await apiApp(ports).request(path(samplePair), { headers: { "if-none-match": tag } })).status).toBe(304);
  });

  it("of a pair that was not heard of says unknown, and holds any name", async () => {
    expect(one(parseXml(await text(path(odd))), "title")).toBe('odd\\"name.example.com A: unknown');
  });

  it("is found where a gateway decoded the slash, and not for a pair that there is not", async () => {
    expect((await ask(`/badge/${samplePair}.svg`)).status).toBe(200);
    expect((await ask("/badge/none.example.com%2FA.svg")).status).toBe(404);
  });
});

describe("the feed", () => {
  const entriesOf = async (path: string) => all(parseXml(await text(path)), "entry");

  it("is an Atom feed of the changes of role, newest first", async () => {
    const reply = await ask("/feed.atom?limit=5");
    expect(reply.headers.get("content-type")).toBe("application/atom+xml; charset=utf-8");
    const feed = parseXml(await reply.text());
    expect([feed.name, feed.attributes.xmlns]).toEqual(["feed", "http://www.w3.org/2005/Atom"]);
    expect(one(feed, "id")).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(all(feed, "link").map(({ attributes }) => [attributes.rel, attributes.href])).toEqual([["self", "/feed.atom?limit=5"]]);
    const entries = all(feed, "entry");
    expect(entries.map((entry) => one(entry, "title"))).toEqual([
      "failover.example.com/A: answer back on the primary",
      "failover.example.com/A: failed over to the secondary",
      "failover.example.com/A: now watched",
    ]);
    expect(one(feed, "updated")).toBe(one(entries[0] as Element, "updated"));
    expect(one(entries[1] as Element, "published")).toBe("2026-11-22T12:00:00.000Z");
    expect(all(entries[1] as Element, "link")[0]?.attributes.href).toBe(`/pairs/failover.example.com%2FA?at=${opened}`);
  });

  it("gives an event the same id in every language, and no other one its id", async () => {
    const [english, korean] = await Promise.all([entriesOf("/feed.atom"), entriesOf("/feed.atom?lang=ko")]);
    const ids = english.map((entry) => one(entry, "id"));
    expect(korean.map((entry) => one(entry, "id"))).toEqual(ids);
    expect(new Set(ids).size).toBe(3);
    expect(one(korean[1] as Element, "title")).toBe("failover.example.com/A: 보조 레코드로 장애 조치됨");
  });

  it("goes on page by page, of all pairs and of one", async () => {
    for (const query of ["?", `?pair=${encodeURIComponent(samplePair)}&`]) {
      const titles: string[] = [];
      let path: string | undefined = `/feed.atom${query}limit=2`;
      for (let page = 0; page < 5 && path !== undefined; page += 1) {
        const feed = parseXml(await text(path));
        titles.push(...all(feed, "entry").map((entry) => one(entry, "title").replace(/^.*: /, "")));
        const next = all(feed, "link").find(({ attributes }) => attributes.rel === "next")?.attributes.href;
        path = next;
      }
      expect(titles).toEqual(["answer back on the primary", "failed over to the secondary", "now watched"]);
    }
  });

  it("holds whatever an event says, and leads to the dashboard that is configured", async () => {
    ports = { ...ports, config: { ...ports.config, dashboardUrl: "https://watch.example.com/" } };
    const message = 'a <b> & "c" ]]> \u0000\u0008\uD800 end';
    await records.log.append([
      sampleEvent(16, "dark", { by: now - MINUTE }, { severity: "critical", from: "primary", to: "dark", message }),
    ]);
    const [entry] = await entriesOf("/feed.atom");
    expect(one(entry as Element, "summary")).toBe('a <b> & "c" ]]>  \uFFFD end');
    const [self] = all(parseXml(await text("/feed.atom?lang=en")), "link");
    expect(self?.attributes.href).toBe("https://watch.example.com/feed.atom?lang=en");
    expect(all(entry as Element, "link")[0]?.attributes.href).toMatch(/^https:\/\/watch\.example\.com\/pairs\//);
  });

  it("without any change has no entry, and is the same each time", async () => {
    records = createRecords(createMemoryTable());
    ports = { ...ports, records };
    const feed = parseXml(await text("/feed.atom"));
    expect([all(feed, "entry"), one(feed, "updated")]).toEqual([[], "1970-01-01T00:00:00.000Z"]);
  });

  it.each([
    ["/feed.atom?before=x", "before is not what a feed gave as next"],
    ["/feed.atom?lang=de", 'lang is "de"; expected en or ko'],
    ["/feed.atom?limit=0", "limit is"],
    ["/metrics?pair=a", 'there is no parameter "pair"; none is known here'],
  ])("%s is refused by name", async (path, words) => {
    const reply = await ask(path);
    expect([reply.status, ((await reply.json()) as { error: { message: string } }).error.message]).toEqual([
      400,
      expect.stringContaining(words),
    ]);
  });
});

it("a muted pair is told as muted", async () => {
  const mute: Mute = { id: "m", pairs: "failover.*", from: now - HOUR, until: now + HOUR, by: "example-user", via: "cli" };
  await records.mutes.put({ version: 0, mutes: [mute] });
  expect(parseMetrics(await text("/metrics")).get(`flipwatch_pair_muted{pair="${samplePair}"}`)).toBe(1);
});

it("every route of the API is known as one by its path, and nothing else is", () => {
  for (const { path } of Object.values(routes)) expect(isApiPath(path.replace("{pair}", "a.example.com%2FA")), path).toBe(true);
  expect(["/", "/apis", "/pairs/a", "/lab", "/badges", "/metrics/x", "/feed"].filter(isApiPath)).toEqual([]);
});
