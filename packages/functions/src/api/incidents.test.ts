/** `GET /api/incidents` and what is below it: lists, one incident, and its reports as files. */
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import { DAY, HOUR, type Incident, MINUTE, newCursor, newHead, policyOf } from "@flipwatch/core";
import {
  incidentDeliveries,
  incidentEvents,
  incidentHealth,
  opened,
  sampleDefinition,
  sampleIncident,
} from "@flipwatch/core/report/sample";
import { sampleEvent, samplePair } from "@flipwatch/core/timeline/sample";
import { beforeEach, describe, expect, it } from "vitest";
import { type ApiPorts, apiApp } from "./app.ts";

const now = opened + 2 * HOUR;
const policy = policyOf({ regions: ["eu-central-1"], intervalSeconds: 10 });
const other = "other.example.com/A";
let records: Records;
let ports: ApiPorts;

beforeEach(async () => {
  records = createRecords(createMemoryTable());
  const slack = { name: "ops", webhookUrl: "https://hooks.example.com/secret" };
  ports = {
    records,
    clock: { now: () => now },
    policy,
    config: { home: "eu-west-1", regions: ["eu-central-1"], zones: [], pairs: [], channels: { slack: [slack] } },
    log: (_level, message) => {
      throw new Error(message);
    },
  };
  await records.definitions.put(sampleDefinition);
  await records.definitions.put({ ...sampleDefinition, id: other, name: "other.example.com" });
  await records.log.append([...incidentEvents, ...incidentHealth]);
  for (const delivery of incidentDeliveries) await records.deliveries.put(delivery);
});

const openOf = (pair: string, number: number, at: number) =>
  sampleEvent(
    number,
    "dark",
    { by: at },
    { pair, severity: "critical", to: "dark", incident: { id: `${pair}!${at}`, openedAt: at, opening: "dark" } },
  );
const path = `/api/incidents/${encodeURIComponent(sampleIncident.id)}`;
const ask = async (asked: string) => apiApp(ports).request(asked);
// biome-ignore lint/suspicious/noExplicitAny: an answer is looked into as any client would.
const get = async (asked: string): Promise<any> => (await ask(asked)).json();
const idsOf = ({ incidents }: { incidents: { id: string }[] }) => incidents.map(({ id }) => id);

describe("the incidents", () => {
  it("of all pairs come newest first, page by page", async () => {
    await records.log.append([openOf(other, 1, now - HOUR), openOf("third.example.com/A", 1, now - HOUR)]);
    const expected = [`${other}!${now - HOUR}`, `third.example.com/A!${now - HOUR}`, sampleIncident.id];
    const first = await get("/api/incidents?limit=2");
    expect([idsOf(first), first.complete]).toEqual([expected.slice(0, 2), true]);
    const second = await get(`/api/incidents?limit=2&after=${encodeURIComponent(first.next)}`);
    expect([idsOf(second), second.next]).toEqual([expected.slice(2), undefined]);
    expect(second.incidents[0]).toMatchObject({ end: "recovered", durationMs: 10 * MINUTE, acknowledged: { by: "example-user" } });
  });

  it("of one pair are those of which something happened in the window", async () => {
    await records.log.append([openOf(other, 1, now - HOUR)]);
    expect(idsOf(await get(`/api/incidents?pair=${samplePair}`))).toEqual([sampleIncident.id]);
    expect(idsOf(await get(`/api/incidents?pair=${samplePair}&from=1h`))).toEqual([]);
    expect(idsOf(await get(`/api/incidents?pair=${samplePair}&to=${opened}`))).toEqual([]);
  });

  it("of one pair include the one that is open, however long nothing was said of it", async () => {
    const openedAt = now - 60 * DAY;
    const incident: Incident = { id: `${other}!${openedAt}`, openedAt, decidedAt: openedAt, opening: "dark" };
    await records.heads.put({ ...newHead({ ...sampleDefinition, id: other }, policy, now), incident }, 0);
    expect((await get(`/api/incidents?pair=${other}`)).incidents).toEqual([{ id: incident.id, pair: other, openedAt, opening: "dark" }]);
    expect(idsOf(await get(`/api/incidents?pair=${other}&to=${openedAt}`))).toEqual([]);
  });
});

describe("one incident", () => {
  it("has the notes that were written of it weeks later, and is listed as it was", async () => {
    const late = now + 30 * DAY;
    const { id, openedAt, opening } = sampleIncident;
    const asked = { detail: { by: "example-user", via: "api", note: "a full disk", request: "r" } };
    const noted = sampleEvent(16, "noted", { by: late }, { severity: "record", incident: { id, openedAt, opening }, ...asked });
    await records.log.append([noted]);
    ports = { ...ports, clock: { now: () => late + MINUTE } };
    const reply = await get(path);
    expect(reply.notes).toEqual([
      { event: `${samplePair}#16`, at: late, by: "example-user", via: "api", text: "a full disk", request: "r" },
    ]);
    expect(reply.incident).toMatchObject({ end: "recovered" });
    expect((await get(`/api/incidents?pair=${samplePair}&from=1h`)).incidents).toEqual([]);
    const window = await get(`/api/pairs/${encodeURIComponent(samplePair)}/timeline?from=1h`);
    expect([window.incidents, window.notes?.length]).toEqual([[], 1]);
    expect(await (await ask(`${path}?format=md`)).text()).toContain("## Notes");
  });

  it("comes with its story, its evidence, and who was told", async () => {
    const reply = await get(path);
    expect(reply.pair).toMatchObject({ id: samplePair, ttlSeconds: 60 });
    expect(reply.incident).toMatchObject({ id: sampleIncident.id, end: "recovered" });
    expect(reply.incident.legs[0].phases).toMatchObject({ failedCheck: { by: opened - MINUTE }, clients: { by: opened + 55_000 } });
    expect(reply.events.find(({ kind }: { kind: string }) => kind === "failover").evidence).toHaveProperty("ap-northeast-1");
    expect(reply.deliveries.map(({ state }: { state: string }) => state)).toEqual(["delivered", "given-up", "suppressed"]);
    expect(reply.expected.parts[0]).toMatchObject({ source: "default", ms: 90_000 });
  });

  it("goes by how the check looks, once that is read", async () => {
    const checking = { intervalSeconds: 10, failureThreshold: 3 };
    await records.readings.put([{ check: "hc-primary", status: "healthy", period: now, since: now, readAt: now, checking }], now);
    expect((await get(path)).expected.parts[0]).toMatchObject({ source: "route53", ms: 30_000, ...checking });
  });

  it("says which channel is still being told of it, and what stands in the way", async () => {
    const sending = { number: 15, attempts: 3, firstTriedAt: now - MINUTE, startedAt: now, inFlight: false, error: "timed out" };
    await records.cursors.put({ ...newCursor(samplePair, "slack:ops"), sending, retryAt: now + MINUTE }, true);
    const [first, ...more] = (await get(path)).waiting;
    expect([first, more]).toEqual([
      {
        event: `${samplePair}#15`,
        channel: "slack:ops",
        attempts: 3,
        firstTriedAt: now - MINUTE,
        error: "timed out",
        nextTryAt: now + MINUTE,
      },
      [],
    ]);
  });

  it("says in either language what each event was", async () => {
    const [english, korean] = [await get(path), await get(`${path}?lang=ko`)];
    const id = `${samplePair}#8`;
    expect([english.said[id].headline, korean.said[id].headline]).toEqual(["failed over to the secondary", "보조 레코드로 장애 조치됨"]);
    expect(english.said[id].lead).toContain("failed over to its secondary");
    expect(Object.keys(korean.said)).toEqual(english.events.map((event: { id: string }) => event.id));
  });

  it("that lasted for days is told to its end", async () => {
    const openedAt = now - 9 * DAY;
    const incident = { id: `${other}!${openedAt}`, openedAt, opening: "dark" as const };
    const end = sampleEvent(2, "recovered", { by: now - DAY }, { pair: other, incident: { ...incident, closedAt: now - DAY } });
    await records.log.append([openOf(other, 1, openedAt), end]);
    expect((await get(`/api/incidents/${encodeURIComponent(incident.id)}`)).incident).toMatchObject({
      closedAt: now - DAY,
      end: "recovered",
    });
  });

  it("is found by an id whose slash came through decoded", async () => {
    expect((await get(`/api/incidents/${sampleIncident.id}`)).incident.id).toBe(sampleIncident.id);
  });

  it.each([
    ["md", "text/markdown; charset=utf-8", "# Incident: failover.example.com/A"],
    ["md&lang=ko", "text/markdown; charset=utf-8", "# 인시던트: failover.example.com/A"],
    ["csv", "text/csv; charset=utf-8", "time,row,what"],
    ["json", "application/json; charset=utf-8", '  "incident": {'],
  ])("is a file as %s", async (format, type, beginning) => {
    const reply = await ask(`${path}?format=${format}`);
    expect(reply.headers.get("content-type")).toBe(type);
    const extension = format.replace(/&.*/, "");
    expect(reply.headers.get("content-disposition")).toBe(
      `attachment; filename="flipwatch-incident-failover.example.com-A-20261122T120000Z.${extension}"`,
    );
    expect(await reply.text()).toContain(beginning);
  });
});
