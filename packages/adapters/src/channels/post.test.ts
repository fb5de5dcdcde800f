import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { replyWith, startServer, type TestServer } from "../testing/http-server.ts";
import { type Post, postByHttp } from "./post.ts";

let closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing) await close();
  closing = [];
});

async function http(...args: Parameters<typeof startServer>): Promise<TestServer> {
  const server = await startServer(...args);
  closing.push(() => server.close());
  return server;
}

/** A server below HTTP, for what no HTTP server would send. */
async function tcp(onRequest: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => onRequest(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

function post(url: string, timeoutMs = 10_000): ReturnType<Post> {
  return postByHttp({ url, headers: { "content-type": "application/json" }, body: '{"a":"ä"}', timeoutMs });
}

describe("a POST", () => {
  it("arrives with its body and headers, and its reply comes back", async () => {
    const server = await http(replyWith(202, "thanks", { "retry-after": "7" }));
    expect(await post(`${server.origin}/hook?x=1`)).toMatchObject({
      kind: "reply",
      status: 202,
      body: "thanks",
      complete: true,
      retryAfter: "7",
    });
    expect(server.received[0]).toMatchObject({ method: "POST", url: "/hook?x=1", body: '{"a":"ä"}' });
    expect(server.received[0]?.headers["content-length"]).toBe("10");
  });

  it("does not follow a redirect, which could carry its secrets elsewhere", async () => {
    const server = await http(replyWith(307, "", { location: "/elsewhere" }));
    expect(await post(server.origin)).toMatchObject({ kind: "reply", status: 307 });
    expect(server.received).toHaveLength(1);
  });

  it("that finds nobody listening was not sent", async () => {
    const server = await startServer();
    await server.close();
    expect(await post(server.origin)).toEqual({ kind: "not-sent", code: "ECONNREFUSED" });
  });

  it("whose TLS handshake fails was not sent", async () => {
    const url = await tcp((socket) => socket.end("not TLS"));
    expect(await post(url.replace("http:", "https:"))).toMatchObject({ kind: "not-sent" });
  });

  it("to a server that never finishes the TLS handshake was not sent", async () => {
    const url = await tcp(() => {});
    expect(await post(url.replace("http:", "https:"), 150)).toEqual({ kind: "not-sent", code: "timeout" });
  });

  it("with an address or a header that cannot be used was not sent, and quotes neither", async () => {
    expect(await post("nonsense://secret")).toMatchObject({ kind: "not-sent", code: expect.stringMatching(/^ERR_INVALID/) });
    const header = { "x-key": "line\nbreak" };
    expect(await postByHttp({ url: "http://127.0.0.1:1/", headers: header, body: "", timeoutMs: 10_000 })).toEqual({
      kind: "not-sent",
      code: "ERR_INVALID_CHAR",
    });
  });

  it.each<[string, (socket: Socket) => void, string]>([
    ["is never answered", () => {}, "timeout"],
    ["is cut off before any reply", (socket) => socket.destroy(), "ECONNRESET"],
    ["is reset before any reply", (socket) => socket.resetAndDestroy(), "ECONNRESET"],
    ["is answered with something that is not HTTP", (socket) => socket.end("HELLO\r\n\r\n"), "HPE_INVALID_CONSTANT"],
    ["is answered with half a status line", (socket) => socket.end("HTTP/1.1 2"), "ECONNRESET"],
  ])("that %s may have arrived", async (_what, onRequest, code) => {
    const timeoutMs = code === "timeout" ? 300 : 10_000;
    expect(await post(await tcp(onRequest), timeoutMs)).toEqual({ kind: "no-reply", code });
  });

  it.each<[string, (socket: Socket) => void]>([
    ["breaks off", (socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nok")],
    [
      "is reset",
      (socket) => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nok", () => setImmediate(() => socket.resetAndDestroy())),
    ],
    ["never ends", (socket) => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nok")],
  ])("whose reply %s in its body still has its status", async (_what, onRequest) => {
    expect(await post(await tcp(onRequest), 1_500)).toMatchObject({ kind: "reply", status: 200, complete: false });
  });

  it("reads no more of an endless reply than it needs", async () => {
    const server = await http((_received, reply) => {
      reply.writeHead(500);
      reply.on("error", () => {});
      const pour = () => reply.writable && reply.write("x".repeat(8_192), () => setImmediate(pour));
      pour();
    });
    const result = await post(server.origin);
    expect(result).toMatchObject({ kind: "reply", status: 500, complete: false });
    expect(result.kind === "reply" && result.body.length).toBeLessThan(200_000);
  });
});
