/** A command's proof over real sockets: in pieces, through proxies that pass the host on or not, and once. */
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { bodyHash, PROOF_HEADER, proofOf } from "@flipwatch/functions/web/proof";
import { createSeal } from "@flipwatch/functions/web/seal";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { SECRET, startWebServer, type WebServer } from "./server.ts";

const FAR = "https://flipwatch.example.com";
let web: WebServer;
const proxies: Server[] = [];

beforeAll(async () => {
  web = await startWebServer({ api: () => ({ fetch: async (request) => Response.json(await request.json()) }) });
});
afterAll(() => web.close());
beforeEach(() => web.configure({ access: { links: true }, dashboardUrl: FAR }));
afterEach(() => {
  for (const proxy of proxies.splice(0)) proxy.close().closeAllConnections();
});

/** Speaks https to the world, as far as the server behind it can see. */
async function proxyThat(passOn: (host: string) => Record<string, string>): Promise<string> {
  const proxy = createServer((asked, reply) => {
    const { host = "" } = new URL(web.url);
    const headers = { ...asked.headers, host, ...passOn("flipwatch.example.com") };
    const sent = request(new URL(asked.url ?? "", web.url), { method: asked.method ?? "GET", headers }, (answer) => {
      reply.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(reply);
    });
    asked.pipe(sent);
  });
  proxies.push(proxy);
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
}

const body = JSON.stringify({ pairs: "*", note: "é".repeat(2_000) });
/** Chunked, so that its length is not known before its end. */
const inPieces = () => new Blob([body.slice(0, 100), body.slice(100)]).stream();

async function post(at: string, made: string, sent: BodyInit = body): Promise<Response> {
  const url = new URL("/api/requests?lang=en", made);
  const proof = proofOf(createSeal([SECRET]), { method: "POST", url, bodyHash: bodyHash(body) }, Date.now());
  const headers = { [PROOF_HEADER]: proof, "content-type": "application/json", "x-flipwatch": "1" };
  const init: RequestInit & { duplex: "half" } = { method: "POST", headers, body: sent, duplex: "half" };
  return fetch(`${at}/api/requests?lang=en`, init);
}

describe("a proof through a proxy on this machine", () => {
  it.each<[string, (host: string) => Record<string, string>, number, number]>([
    [
      "that passes the host on and says what it does",
      (host) => ({ host, "x-forwarded-proto": "https", "x-forwarded-for": "192.0.2.1" }),
      200,
      401,
    ],
    ["that passes the host on and says nothing", (host) => ({ host }), 200, 401],
    ["that names itself, and says what it does", () => ({ "x-forwarded-proto": "https", "x-forwarded-for": "192.0.2.1" }), 200, 401],
    ["that says nothing at all", () => ({}), 200, 200],
    ["that was asked in the clear", (host) => ({ host, "x-forwarded-proto": "http" }), 401, 401],
  ])("%s", async (_, passOn, ofFar, ofNear) => {
    const proxy = await proxyThat(passOn);
    const status = async (made: string) => (await post(proxy, made)).status;
    expect([await status(FAR), await status(web.url), await status("https://other.example.com")]).toEqual([ofFar, ofNear, 401]);
  });
});

describe("a proof of a body", () => {
  it("that comes in pieces counts, and leaves it to whoever answers", async () => {
    const [whole, longer] = [await post(web.url, web.url, inPieces()), await post(web.url, web.url, `${body} `)];
    expect([whole.status, await whole.text(), longer.status]).toEqual([200, body, 401]);
  });
});
