import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { createServer as createTcpServer } from "node:net";
import { createSecureContext, type SecureContext } from "node:tls";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { createTestFirewall, listening } from "../aws/test-side.ts";
import type { CheckConfig } from "../route53/check.ts";
import { hostHeader, probe } from "./probe.ts";
import { selfSigned } from "./self-signed.ts";

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function web(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  return (await listening(server)).replace("http://", "");
}

async function look(change: Partial<CheckConfig>, target: string, options: { blocked?: boolean; names?: readonly string[] } = {}) {
  const firewall = createTestFirewall();
  if (options.blocked) firewall.block("192.0.2.10:80");
  const config: CheckConfig = { type: "HTTP", ipAddress: "192.0.2.10", inverted: false, disabled: false, ...change };
  const lookup = () => Promise.resolve(options.names ?? []);
  return probe(
    "hc-1",
    config,
    { time: { now: () => Date.now(), unitMs: 10 }, firewall, translate: () => target, lookup },
    new AbortController().signal,
  );
}

const say =
  (status: number, body: string | Buffer = "", headers: Record<string, string> = {}): RequestListener =>
  (_, response) => {
    response.writeHead(status, headers);
    response.end(body);
  };

describe("a look over HTTP", () => {
  it.each([
    [200, true, "Success: HTTP Status Code 200, OK"],
    [302, true, "Success: HTTP Status Code 302, Found"],
    [399, true, "Success: HTTP Status Code 399, Unknown"],
    [404, false, "Failure: HTTP Status Code 404, Not Found"],
    [503, false, "Failure: HTTP Status Code 503, Service Unavailable"],
  ])("takes status %i for passed: %s", async (status, passed, text) => {
    expect(await look({}, await web(say(status)))).toEqual({ passed, text });
  });

  it("shows the path, the Host header and who asks", async () => {
    let seen: IncomingMessage | undefined;
    const target = await web((request, response) => {
      seen = request;
      response.end();
    });
    await look({ resourcePath: "/health?x=1", fullyQualifiedDomainName: "www.example.com" }, target);
    expect([seen?.url, seen?.headers.host]).toEqual(["/health?x=1", "www.example.com"]);
    expect(seen?.headers["user-agent"]).toMatch(/^Amazon-Route53-Health-Check-Service \(ref hc-1;/);
  });

  it("reads a blocked endpoint as dropped packets", async () => {
    const start = Date.now();
    const result = await look({}, await web(say(200)), { blocked: true });
    expect(result.passed).toBe(false);
    expect(result.text).toMatch(/^Failure: Connection timed out\. The endpoint .*rules\.html$/);
    expect(Date.now() - start).toBeGreaterThanOrEqual(145);
  });

  it("fails an endpoint that accepts and says nothing", async () => {
    expect(await look({}, await web(() => {}))).toMatchObject({
      passed: false,
      text: expect.stringContaining("did not answer with an HTTP status code in time"),
    });
  });

  it("fails where nothing listens, and where something else speaks", async () => {
    const gone = await web(say(200));
    servers.pop()?.close();
    expect(await look({}, gone)).toMatchObject({ passed: false, text: expect.stringMatching(/^Failure: Connection refused/) });
    const garbage = createTcpServer(
      (socket) =>
        void socket
          .on("error", () => {})
          .resume()
          .end("garbage\r\n\r\n"),
    ) as unknown as Server;
    garbage.closeAllConnections = () => {};
    servers.push(garbage);
    expect(await look({}, (await listening(garbage)).replace("http://", ""))).toMatchObject({
      passed: false,
      text: expect.stringMatching(/^Failure: /),
    });
  });
});

describe("a look for a string", () => {
  const match = { type: "HTTP_STR_MATCH", searchString: "Hello World" } as const;
  it.each<[string, RequestListener, boolean]>([
    ["finds it", say(200, "Hello World from eu-central-1c"), true],
    ["minds the case", say(200, "hello world"), false],
    ["finds it in a packed body", say(200, gzipSync("Hello World"), { "content-encoding": "gzip" }), true],
    ["finds it at the end of the first 5,120 bytes", say(200, `${"x".repeat(5_109)}Hello World`), true],
    ["does not find it when it goes beyond", say(200, `${"x".repeat(5_110)}Hello World`), false],
    ["does not look when the status fails", say(500, "Hello World"), false],
    ["gives up on a broken packing", say(200, "Hello World", { "content-encoding": "gzip" }), false],
    ["gives up on a body that does not come", (_, response) => void response.write("Hello "), false],
  ])("%s", async (_, listener, passed) => {
    const result = await look(match, await web(listener));
    expect(result).toMatchObject({ passed, text: expect.stringMatching(passed ? /^Success: / : /^Failure: /) });
  });
});

describe("a look by name", () => {
  const named = { ipAddress: undefined, fullyQualifiedDomainName: "web.example.com" };
  it("says where the name led", async () => {
    expect(await look(named, await web(say(200)), { names: ["192.0.2.30"] })).toEqual({
      passed: true,
      text: "Success: HTTP Status Code 200, OK. Resolved IP: 192.0.2.30",
    });
  });

  it("fails without an address", async () => {
    expect(await look(named, "127.0.0.1:9")).toMatchObject({ passed: false, text: expect.stringContaining("DNS resolution failed") });
  });
});

describe("a look over HTTPS", () => {
  async function secure(onName: (name: string) => boolean = () => true): Promise<string> {
    const refused = Object.assign(new Error("no such name"), { code: "ENONAME" });
    const context = createSecureContext(selfSigned);
    const SNICallback = (name: string, done: (error: Error | null, context?: SecureContext) => void) =>
      onName(name) ? done(null, context) : done(refused);
    const server = createSecureServer({ ...selfSigned, SNICallback }, say(200, "Hello World"));
    servers.push(server);
    return (await listening(server)).replace("http://", "");
  }
  const https = { type: "HTTPS_STR_MATCH", searchString: "Hello", fullyQualifiedDomainName: "www.example.com", port: 443 } as const;

  it("does not validate the certificate and sends the name when told to", async () => {
    const names: string[] = [];
    const target = await secure((name) => names.push(name) > 0);
    expect(await look({ ...https, enableSni: true }, target)).toMatchObject({ passed: true });
    expect(await look({ ...https, enableSni: false }, target)).toMatchObject({ passed: true });
    expect(names).toEqual(["www.example.com"]);
  });

  it("fails an endpoint that speaks plain HTTP", async () => {
    expect(await look({ ...https, enableSni: true }, await web(say(200, "Hello")))).toMatchObject({
      passed: false,
      text: expect.stringMatching(/^Failure: /),
    });
  });
});

describe("a look over TCP", () => {
  it("passes with the connection", async () => {
    expect(await look({ type: "TCP", port: 80 }, await web(say(500)))).toMatchObject({ passed: true });
  });
});

describe("the Host header", () => {
  const config = (change: Partial<CheckConfig>): CheckConfig => ({ type: "HTTP", inverted: false, disabled: false, ...change });
  it.each<[string, Partial<CheckConfig>, string]>([
    ["is the address where there is no name", {}, "192.0.2.10"],
    ["is the name on HTTP's own port", { fullyQualifiedDomainName: "x.example.com", port: 80 }, "x.example.com"],
    ["is the name on HTTPS's own port", { type: "HTTPS", fullyQualifiedDomainName: "x.example.com", port: 443 }, "x.example.com"],
    ["has the port where it is another", { fullyQualifiedDomainName: "x.example.com", port: 8080 }, "x.example.com:8080"],
    ["has the port for HTTP on 443", { fullyQualifiedDomainName: "x.example.com", port: 443 }, "x.example.com:443"],
  ])("%s", (_, change, expected) => {
    expect(hostHeader(config(change), "192.0.2.10")).toBe(expected);
  });
});
