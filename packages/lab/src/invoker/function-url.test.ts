import { createServer, type Server } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { throughFunction } from "./function-url.ts";
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
