/** A deployment as the command line meets it: https, then our own code at CloudFront's edge, then the API as its function answers. Its record is in memory. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import { type Access, type Ms, newHead, policyOf } from "@flipwatch/core";
import { sampleDefinition } from "@flipwatch/core/report/sample";
import { sampleEvent, samplePair } from "@flipwatch/core/timeline/sample";
import { apiApp } from "@flipwatch/functions/api/app";
import { serveApi } from "@flipwatch/functions/serve/api";
import { isSignedBody, throughEdge } from "@flipwatch/functions/testing/edge";
import { webApp } from "@flipwatch/functions/web/web-app";
import { ofLocalhost } from "./certificate.ts";

export const SECRET = "the session secret of a test's deployment";

export interface Arrived {
  method: string;
  /** With the query. */
  url: string;
  headers: Record<string, string>;
  body: string;
}

export interface Deployment {
  url: string;
  records: Records;
  /** As it came to the edge, before anything there touched it. */
  arrived: Arrived[];
  /** Its clock is so much ahead of the machine's from now on. */
  ahead(ms: Ms): void;
  close(): Promise<void>;
}

/** With an open incident. Closed but to links and to who holds the secret, unless told otherwise. */
export async function startDeployment(access: Access = { links: true }): Promise<Deployment> {
  const records = createRecords(createMemoryTable());
  await fill(records);
  const arrived: Arrived[] = [];
  let [url, ahead] = ["", 0];
  const clock = { now: () => Date.now() + ahead };
  let answer: ReturnType<typeof serveApi> | undefined;
  const server = createServer(ofLocalhost, (request, reply) => void atEdge(request, reply));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  answer = serveApi(webApp({ ...portsOf(records, clock, url), access }));

  async function atEdge(request: IncomingMessage, reply: ServerResponse): Promise<void> {
    const one = await read(request);
    arrived.push(one);
    const [path = "", query = ""] = one.url.split("?");
    const asked = { ...one, path, query, viewer: "198.51.100.1" };
    if (!isSignedBody(asked)) return void reply.writeHead(403).end('{"message":"The request signature we calculated does not match"}');
    const { statusCode, headers = {}, body, isBase64Encoded } = (await answer?.(throughEdge(asked))) ?? { statusCode: 502, body: "" };
    const sent = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    reply.writeHead(statusCode, sent).end(isBase64Encoded ? Buffer.from(body, "base64") : body);
  }

  return {
    url,
    records,
    arrived,
    ahead: (ms) => {
      ahead = ms;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function portsOf(records: Records, clock: { now(): Ms }, url: string) {
  const policy = policyOf({ regions: ["eu-central-1"], intervalSeconds: 10 });
  const log = (_level: string, message: string, facts?: Record<string, unknown>) => {
    throw new Error(`${message}: ${String(facts?.problem)}`);
  };
  const config = { home: "eu-west-1", regions: ["eu-central-1"], zones: ["example.com"], pairs: [], channels: {} };
  const asking = { records, wakeUps: { wake: async () => undefined } };
  let made = 0;
  return {
    api: apiApp({ records, asking, clock, policy, config, log }),
    ...{ secrets: [SECRET], isLoopbackOnly: false, dashboardUrl: url, address: () => url, records, clock, log },
    randomText: () => {
      made += 1;
      return `link-${made}`;
    },
  };
}

async function fill(records: Records): Promise<void> {
  const now = Date.now();
  const policy = policyOf({ regions: ["eu-central-1"], intervalSeconds: 10 });
  await records.definitions.put(sampleDefinition);
  await records.manifests.put({ shard: 0, version: 1, at: now, slots: [{ pair: samplePair, revision: 1 }] });
  const left = { by: now };
  const named = { id: `${samplePair}!${now}`, openedAt: now, opening: "failover" as const };
  const incident = { ...named, decidedAt: now, left, away: { majority: left } };
  await records.log.append([sampleEvent(1, "failover", left, { incident: named })]);
  await records.heads.put({ ...newHead(sampleDefinition, policy, now), role: "secondary", since: left, incident, nextNumber: 2 }, 0);
}

async function read(request: IncomingMessage): Promise<Arrived> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  return { method: request.method ?? "", url: request.url ?? "", headers, body: Buffer.concat(chunks).toString() };
}
