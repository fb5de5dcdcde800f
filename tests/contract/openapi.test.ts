/** The OpenAPI document against the API itself: the same routes and parameters, and real answers that are what it says, with nothing besides. */
import { readFileSync } from "node:fs";
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import { MINUTE, newCursor, newHead, policyOf } from "@flipwatch/core";
import {
  incidentDeliveries,
  incidentEvents,
  incidentHealth,
  opened,
  sampleDefinition,
  sampleIncident,
} from "@flipwatch/core/report/sample";
import { sampleEvent, samplePair } from "@flipwatch/core/timeline/sample";
import { type ApiPorts, apiApp } from "@flipwatch/functions/api/app";
import { routes } from "@flipwatch/functions/api/routes";
import { bodyHash, PROOF_HEADER, proofOf } from "@flipwatch/functions/web/proof";
import { webRoutes } from "@flipwatch/functions/web/routes";
import { createSeal } from "@flipwatch/functions/web/seal";
import { webApp } from "@flipwatch/functions/web/web-app";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { beforeAll, describe, expect, it } from "vitest";

// biome-ignore lint/suspicious/noExplicitAny: the document is walked as any client would.
const document: any = JSON.parse(readFileSync(new URL("../../docs/openapi.json", import.meta.url), "utf8"));
const now = opened + 20 * MINUTE;
const policy = policyOf({ regions: ["eu-central-1", "us-east-2"], intervalSeconds: 10 });
const pair = encodeURIComponent(samplePair);
const incident = encodeURIComponent(sampleIncident.id);
const secret = "a secret of this test, and of it alone";
let ports: ApiPorts;
let app: ReturnType<typeof webApp>;

beforeAll(async () => {
  const records = createRecords(createMemoryTable());
  await fill(records);
  app = webApp({
    api: { fetch: (request, env) => apiApp(ports).fetch(request, env) },
    ...{ access: { links: true }, secrets: [secret], isLoopbackOnly: true, records, address: () => "http://127.0.0.1:4780" },
    clock: { now: () => now },
    randomText: () => "new",
    log: (_level, message, facts) => {
      throw new Error(`${message}: ${String(facts?.problem)}`);
    },
  });
  const sides = { primary: { values: ["192.0.2.10"] }, secondary: { values: ["192.0.2.20"] } };
  ports = {
    records,
    asking: { records, wakeUps: { wake: async () => undefined } },
    clock: { now: () => now },
    policy,
    config: {
      ...{ home: "eu-west-1", regions: policy.regions.slice(), zones: ["example.com"] },
      pairs: [{ name: "failover.example.com", type: "A", tags: { team: "web" }, ...sides }],
      channels: { slack: [{ name: "ops" }], webhook: [{ name: "0" }] },
    },
    log: (_level, message, facts) => {
      throw new Error(`${message}: ${String(facts?.problem)}`);
    },
  };
});

/** As the command line asks, by the secret. */
async function ask(path: string, init: { method?: string; body?: string } = {}): Promise<Response> {
  const url = new URL(`http://127.0.0.1:4780${path}`);
  const request = { method: init.method ?? "GET", url, bodyHash: bodyHash(init.body) };
  const proof = { [PROOF_HEADER]: proofOf(createSeal([secret]), request, now) };
  const headers = { host: url.host, "content-type": "application/json", "x-flipwatch": "1", ...proof };
  return app.request(url.href, { ...init, headers }, { incoming: { socket: { remoteAddress: "127.0.0.1" } } });
}

/** Something of everything that an answer can have in it. */
async function fill(records: Records): Promise<void> {
  const zone = { id: "Z1", name: "example.com", private: false, nameservers: ["192.0.2.53"] };
  await records.definitions.put({ ...sampleDefinition, zone, previous: { primary: ["192.0.2.9"], secondary: [] } });
  await records.manifests.put({ shard: 0, version: 1, at: now, slots: [{ pair: samplePair, revision: 1 }] });
  const head = newHead(sampleDefinition, policy, now);
  const since = { after: opened - 9_000, by: opened };
  const vote = {
    verdict: "secondary" as const,
    at: now - 5_000,
    revision: 1,
    since,
    rounds: 3,
    reason: "192.0.2.20",
    values: ["192.0.2.20"],
    server: "192.0.2.53:53",
  };
  await records.heads.put(
    {
      ...head,
      ...{ role: "secondary", since, votes: { "eu-central-1": vote }, transitions: [opened], flapping: true, nextNumber: 20 },
      views: { "eu-central-1 192.0.2.53": { verdict: "secondary", at: now, since, reason: "192.0.2.20", ttlSeconds: 55 } },
      health: {
        primary: { status: "unhealthy", check: "hc-primary", percentage: 0, period: opened, since: opened, reason: "timed out" },
        secondary: { status: "none" },
      },
      incident: {
        id: `${samplePair}!${now}`,
        openedAt: now,
        decidedAt: now,
        opening: "failover",
        left: since,
        away: { majority: since },
        acknowledged: { by: "example-user", at: now },
      },
      lastIncident: { openedAt: opened, closedAt: opened + 1, durationMs: 5, errorMs: 1 },
    },
    0,
  );
  const region = { round: now, at: now - 5_000, letters: "S", lateSlots: {}, views: {} };
  await records.tallies.put({ shard: 0, version: 0, at: now, manifest: 1, regions: { "eu-central-1": region }, checks: {} });
  await records.log.append([
    ...incidentEvents,
    ...incidentHealth,
    sampleEvent(1, "region-silent", { by: opened }, { pair: "FLEET", region: "us-east-2" }),
  ]);
  await records.log.append([
    sampleEvent(16, "definition-changed", { by: opened + MINUTE }),
    sampleEvent(17, "calm", { by: opened + MINUTE + 1 }),
  ]);
  const asked = { detail: { by: "example-user", via: "api", note: "a full disk", request: "r" } };
  await records.log.append([
    sampleEvent(18, "noted", { by: opened + MINUTE + 2 }, { severity: "record", incident: sampleIncident, ...asked }),
  ]);
  for (const delivery of incidentDeliveries) await records.deliveries.put(delivery);
  const sending = { number: 15, attempts: 3, firstTriedAt: now, startedAt: now, inFlight: false, error: "timed out" };
  await records.cursors.put({ ...newCursor(samplePair, "webhook:0"), sending, retryAt: now + MINUTE }, true);
  const mute = { id: "m", pairs: "failover.*", from: opened, until: now + MINUTE, by: "example-user", via: "cli", note: "moving" };
  await records.links.add({ id: "known", at: now, by: "example-user", note: "for the wall", until: now + MINUTE });
  await records.mutes.put({ version: 0, mutes: [mute] });
  const words = { message: "There is no secondary.", why: "A pair has two sides.", fix: "Add one." };
  await records.findings.replace(
    [{ id: "missing-secondary:x", rule: "missing-secondary", severity: "critical", pair: samplePair, ...words }],
    now,
  );
  const checking = { intervalSeconds: 10, failureThreshold: 3 };
  await records.readings.put([{ check: "hc-primary", status: "healthy", period: now, since: now, readAt: now, checking }], now);
}

// ---- the document -------------------------------------------------------------------------------------------------------

const operations: { path: string; method: string; operation: Record<string, unknown> & { operationId: string } }[] = Object.entries(
  document.paths as Record<string, Record<string, Record<string, unknown> & { operationId: string }>>,
).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })));

/** Of a path as Hono has it, and as the document has it: only where the parameters are. */
const shapeOf = (path: string) =>
  path
    .replace(/\/:name\/:\w+\{.*$/, "")
    .replace(/:\w+(\{[^}]*\})?/g, "*")
    .replace(/\{\w+\}(\.svg)?/g, "*");

describe("the document", () => {
  it("has every route of the app, and no other", () => {
    const wired = [...apiApp(ports).routes, ...app.routes.filter(({ path }) => path.startsWith("/api/"))]
      .filter(({ method }) => method !== "ALL")
      .map(({ method, path }) => `${method} ${shapeOf(path)}`);
    const told = operations.map(({ method, path }) => `${method.toUpperCase()} ${shapeOf(path)}`);
    // A path with a pair is wired twice, for gateways that decode the slash: without it only the part before is left here.
    expect([...new Set(wired)].filter((route) => !told.includes(route) && !told.some((each) => each.startsWith(`${route}/*`)))).toEqual([]);
    expect(told.filter((route) => !wired.includes(route))).toEqual([]);
  });

  it("names every parameter that a route takes, and the app refuses any other", async () => {
    for (const { path, method, operation } of operations.filter((each) => each.method === "get")) {
      const parameters = (operation.parameters as { name: string; in: string }[])
        .filter((each) => each.in === "query")
        .map(({ name }) => name);
      const route = Object.values({ ...routes, ...webRoutes }).find((each) => each.path === path && each.method === method);
      expect(parameters, path).toEqual(Object.keys(route?.query ?? {}));
      const reply = await ask(`${addressOf(path)}?nonsense=1`);
      expect([reply.status, ((await reply.json()) as { error: { message: string } }).error.message], path).toEqual([
        400,
        `there is no parameter "nonsense"; ${parameters.length === 0 ? "none is known here" : `known here: ${parameters.join(", ")}`}`,
      ]);
    }
  });

  it("has one name for each operation, and refers to nothing that is not there", () => {
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/([\w.-]+)"/g)];
    expect(refs.length).toBeGreaterThan(100);
    expect(refs.filter(([, kind = "", name = ""]) => document.components[kind]?.[name] === undefined)).toEqual([]);
    expect(JSON.stringify(document)).not.toContain("#/definitions/");
  });

  it("is what the API hands out", async () => {
    expect(await (await ask("/api/openapi.json")).json()).toEqual(document);
  });
});

// ---- the answers --------------------------------------------------------------------------------------------------------

function addressOf(path: string): string {
  return path.replace("{pair}", pair).replace("{incident}", incident);
}

/** As the document has it, and closed: an answer with a field that is not in the document is none. */
function validatorOf(schema: unknown): ValidateFunction {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addSchema(closed({ $id: "api", components: document.components }) as object);
  return ajv.compile(absolute(closed(schema)) as object);
}

function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const open = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, key === "properties" ? mapped(value) : closed(value)]),
  );
  return "properties" in open && !("additionalProperties" in open) ? { ...open, additionalProperties: false } : open;
}

/** The names of properties are no keywords. */
function mapped(properties: object): object {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, closed(schema)]));
}

function absolute(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"api#/components/'));
}

async function errorsOf(reply: Response, schema: unknown): Promise<unknown[]> {
  const validate = validatorOf(schema);
  return validate(await reply.json()) ? [] : (validate.errors ?? []);
}

const json = operations.filter(({ operation }) => "application/json" in contentOf(operation) && operation.operationId !== "openapi");

function contentOf(operation: Record<string, unknown>): Record<string, { schema: unknown }> {
  const answers = operation.responses as Record<string, { content?: Record<string, { schema: unknown }> }>;
  return (answers["200"] ?? answers["201"] ?? answers["202"])?.content ?? {};
}

const bodies: Record<string, object> = {
  requests: { kind: "mute", id: "new", by: "example-user", pairs: "*", until: now + MINUTE },
  redrive: { log: samplePair, channel: "webhook:0", number: 8 },
  makeLink: { by: "example-user", note: "for the wall", until: now + MINUTE },
  revokeLink: { id: "known" },
};

describe("a real answer is what the document says, with nothing besides", () => {
  it.each(json.map(({ path, method, operation }) => [operation.operationId, method, path, operation] as const))(
    "%s",
    async (name, method, path, operation) => {
      const reply = await ask(addressOf(path), method === "get" ? {} : { method: "POST", body: JSON.stringify(bodies[name]) });
      expect(Object.keys(operation.responses as object)).toContain(String(reply.status));
      expect(await errorsOf(reply, contentOf(operation)["application/json"]?.schema)).toEqual([]);
    },
  );

  it.each([
    `/api/pairs/${pair}/timeline?width=200&from=${opened - 60 * MINUTE}`,
    `/api/incidents/${incident}?format=json`,
    "/api/pairs?limit=1",
  ])("%s", async (path) => {
    const route = operations.find((each) => new RegExp(`^${each.path.replace(/\{\w+\}/g, "[^/?]+")}(\\?|$)`).test(path));
    expect(await errorsOf(await ask(path), contentOf(route?.operation ?? {})["application/json"]?.schema)).toEqual([]);
  });

  it.each([
    ["/api/pairs?limit=0", 400],
    ["/api/pairs/none.example.com%2FA", 404],
  ])("an error, too: %s", async (path, status) => {
    const reply = await ask(path);
    expect(reply.status).toBe(status);
    expect(await errorsOf(reply, document.components.responses.Refused.content["application/json"].schema)).toEqual([]);
  });

  it("and one with a field too many would be none", async () => {
    const more = new Response(JSON.stringify({ mutes: [], more: true }));
    expect(await errorsOf(more, document.components.schemas.MutesReply)).toHaveLength(1);
  });

  it.each([
    ["metrics", "text/plain"],
    ["badge", "image/svg+xml"],
    ["feed", "application/atom+xml"],
  ])("%s comes as what the document says", async (name, media) => {
    const route = operations.find(({ operation }) => operation.operationId === name);
    expect(Object.keys(contentOf(route?.operation ?? {}))).toEqual([media]);
    expect((await ask(addressOf(route?.path ?? ""))).headers.get("content-type")).toContain(media);
  });
});
