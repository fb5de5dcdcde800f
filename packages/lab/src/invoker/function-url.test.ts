import { createServer, type Server } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FunctionUrlOptions, MOST_WAITING, throughFunction } from "./function-url.ts";
import { createGate } from "./gate.ts";
import type { Outcome } from "./invoker.ts";

let server: Server;
let base: string;
let outcome: Outcome;
let event: Record<string, unknown>;

beforeEach(async () => {
  const invoke = async (_: string, __: string, given: unknown) => {
    event = given as Record<string, unknown>;
    return outcome;
  };
  const options = { functionName: "api", region: "eu-west-1", time: { now: () => 0, unitMs: 1_000 }, invoke };
  server = createServer((request, response) => void throughFunction(request, response, new URL(request.url ?? "", "http://lab"), options));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});
const ok = (payload: unknown): Outcome => ({ status: "ok", payload });

describe("a function behind HTTP", () => {
  it("gets cookies, parameters and text as format 2.0 has them", async () => {
    outcome = ok({ statusCode: 204 });
    await fetch(`${base}/api/x?a=1&a=2&b=`, {
      method: "PUT",
      body: "text",
      headers: { cookie: "one=1; two=2", "content-type": "text/plain" },
    });
    expect(event).toMatchObject({
      cookies: ["one=1", "two=2"],
      queryStringParameters: { a: "1,2", b: "" },
      body: "text",
      isBase64Encoded: false,
      requestContext: { http: { method: "PUT", path: "/api/x", sourceIp: "127.0.0.1" } },
    });
    expect(event.headers).not.toHaveProperty("cookie");
  });

  it("gets anything but text in base64, and may answer in it", async () => {
    outcome = ok({ statusCode: 200, body: Buffer.from([0, 255]).toString("base64"), isBase64Encoded: true, cookies: ["a=b"] });
    const response = await fetch(base, { method: "POST", body: new Uint8Array([1, 254]), headers: { "content-type": "image/png" } });
    expect(event).toMatchObject({ body: Buffer.from([1, 254]).toString("base64"), isBase64Encoded: true });
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 255]);
    expect(response.headers.get("set-cookie")).toBe("a=b");
  });

  it.each([
    ["a payload without statusCode is the JSON body", ok({ hello: 1 }), 200, { hello: 1 }],
    [
      "a failing function is 502",
      { status: "error", errorType: "E", errorMessage: "secret", trace: [] } as Outcome,
      502,
      { message: "Internal Server Error" },
    ],
    ["a throttled one is 429", { status: "throttled" } as Outcome, 429, { message: "Too Many Requests" }],
  ])("%s", async (_, given, status, body) => {
    outcome = given;
    const response = await fetch(base);
    expect([response.status, await response.json()]).toEqual([status, body]);
  });
});

/** Two sandboxes, held until told. */
describe("a function whose page asks for much at once", () => {
  const held: (() => void)[] = [];
  let running = 0;
  const options: FunctionUrlOptions = {
    functionName: "api",
    region: "eu-west-1",
    time: { now: () => 0, unitMs: 1_000 },
    turns: createGate(2),
    invoke: async () => {
      if (running === 2) return { status: "throttled" };
      running += 1;
      await new Promise<void>((resolve) => held.push(resolve));
      running -= 1;
      return ok("done");
    },
  };
  let busy: Server;
  let url: string;
  beforeEach(async () => {
    busy = createServer((request, response) => void throughFunction(request, response, new URL("http://lab/"), options));
    await new Promise<void>((resolve) => busy.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(busy.address() as { port: number }).port}`;
  });
  afterEach(() => {
    busy.closeAllConnections();
    busy.close();
  });

  it("answers every one of them, in turn, and throttles only whom no page would send", async () => {
    const asked = Array.from({ length: MOST_WAITING + 2 }, async () => (await fetch(url)).status);
    await expect.poll(() => options.turns?.waiting()).toBe(MOST_WAITING);
    expect((await fetch(url)).status).toBe(429);
    const releasing = setInterval(() => held.shift()?.(), 1);
    expect(new Set(await Promise.all(asked))).toEqual(new Set([200]));
    clearInterval(releasing);
  });
});
