import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Answer, replyWith, startServer, type TestServer } from "../testing/http-server.ts";
import { createPinger } from "./pinger.ts";

const SECRET = "5b1e2c3d-secret-check-id";

let server: TestServer;
beforeEach(async () => {
  server = await startServer(replyWith(200, "OK"));
});
afterEach(() => server.close());

const ping = () => createPinger({ timeoutMs: 300 })(`${server.origin}/${SECRET}`);

describe("a ping", () => {
  it("is a GET without a body", async () => {
    expect(await ping()).toBeUndefined();
    expect(server.received[0]).toMatchObject({ method: "GET", url: `/${SECRET}`, body: "" });
    expect(server.received[0]?.headers).not.toHaveProperty("content-length");
  });

  it.each<[string, Answer, string]>([
    ["was refused", (received, reply) => reply.writeHead(404).end(`nothing at ${received.url}`), "answered 404"],
    ["was not answered", () => {}, "no reply came"],
    ["broke off", (_received, _reply, request) => request.socket.destroy(), "no reply came"],
  ])("that %s says so without the address", async (_what, answer, expected) => {
    server.answer(answer);
    const why = await ping();
    expect(why).toContain(expected);
    expect(why).not.toContain(SECRET);
  });
});
