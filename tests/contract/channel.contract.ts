/** What every kind of channel makes of a service that takes, refuses, delays, hangs or breaks off: the same for all, but for what each service's protocol decides. */

import { existsSync, readFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { failoverEvent } from "@flipwatch/adapters/testing/events";
import { type Answer, type Received, replyWith, startServer, type TestServer } from "@flipwatch/adapters/testing/http-server";
import type { Channel, SendResult } from "@flipwatch/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

export interface KindUnderTest {
  /** The kind's folder, and the beginning of its channels' ids. */
  kind: string;
  /** Where a kind has several ways. */
  way?: string;
  create(origin: string, timeoutMs: number): Channel;
  /** The service's yes, as its documentation has it. */
  taken: Answer;
  /** A no for good, with the words that have to be in the error. */
  refused: { answer: Answer; says: string };
  /** Too many requests. The wait, where the service tells one. */
  busy: { answer: Answer; retryAfterMs?: number };
  /** What a 500 comes to; `failed` unless told, as nothing came of it. */
  ownTrouble?: "unknown";
  /** A success whose reply breaks off in its body: whether the status alone is the service's word. */
  halfTaken: { status: number; outcome: SendResult["outcome"] };
  /** A success with a body that is not the service's, as a guest network's log-in page. */
  garbled: { status: number; outcome: SendResult["outcome"] };
  /** By what a receiver tells a repeat: the same in both sends where the channel dedupes, else the mark that only the repeat has. */
  repeatIn(received: Received): string | undefined;
}

const LONG_MS = 10_000;
const SHORT_MS = 600;
const PAGE = "<html>log in to the guest network</html>";
const incident = { id: "failover.example.com/A!1", openedAt: 1, opening: "failover" as const };
const event = failoverEvent({ incident });
const once = { possibleRepeat: false };

export function channelContract(under: KindUnderTest): void {
  let server: TestServer;
  beforeEach(async () => {
    server = await startServer(under.taken);
  });
  afterEach(() => server.close());

  const send = (timeoutMs = LONG_MS, options = once) => under.create(server.origin, timeoutMs).send(event, options);
  const sendTo = (answer: Answer, timeoutMs?: number) => {
    server.answer(answer);
    return send(timeoutMs);
  };

  describe(`the ${under.kind} channel${under.way === undefined ? "" : `, ${under.way},`}`, () => {
    it("has delivered when the service took it", async () => {
      expect(await send()).toMatchObject({ outcome: "delivered" });
      expect(server.received.length).toBeGreaterThan(0);
      expect(under.create(server.origin, LONG_MS).id).toMatch(new RegExp(`^${under.kind}:[A-Za-z0-9_-]+$`));
    });

    it("has failed for good when the service refuses, with its reason", async () => {
      const result = await sendTo(under.refused.answer);
      expect(result).toMatchObject({ outcome: "failed", retryable: false });
      expect(result.outcome === "failed" && result.error).toContain(under.refused.says);
    });

    it("waits as long as the service asks when there were too many", async () => {
      const { answer, retryAfterMs } = under.busy;
      expect(await sendTo(answer)).toMatchObject({
        outcome: "failed",
        retryable: true,
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      });
    });

    it("can try again after the service's own trouble", async () => {
      const expected = under.ownTrouble === undefined ? { outcome: "failed", retryable: true } : { outcome: under.ownTrouble };
      expect(await sendTo(replyWith(500, "{}"))).toMatchObject(expected);
    });

    it("can try again where nobody listens", async () => {
      const channel = under.create(server.origin, LONG_MS);
      await server.close();
      expect(await channel.send(event, once)).toMatchObject({ outcome: "failed", retryable: true });
      server = await startServer();
    });

    it("does not know about a send that is never answered, and waits no longer than it may", async () => {
      const startedAt = performance.now();
      expect(await sendTo(() => {}, SHORT_MS)).toMatchObject({ outcome: "unknown" });
      expect(performance.now() - startedAt).toBeLessThan(SHORT_MS + 3_000);
    });

    it("does not know about a send whose connection is reset before its body was read", async () => {
      server.atHeaders((request) => request.socket.resetAndDestroy());
      expect(await send()).toMatchObject({ outcome: "unknown" });
    });

    it("does not know about a send whose connection is reset after its body was read", async () => {
      expect(await sendTo((_received, _reply, request) => request.socket.resetAndDestroy())).toMatchObject({ outcome: "unknown" });
    });

    it("goes by the status, where that is the service's word, when the reply is cut in half", async () => {
      const { status, outcome } = under.halfTaken;
      const half: Answer = (_received, reply, request) => {
        reply.writeHead(status, { "content-length": "100" });
        reply.write("o", () => request.socket.destroy());
      };
      expect(await sendTo(half, SHORT_MS * 5)).toMatchObject({ outcome });
    });

    it("does not take another's page for the service's word", async () => {
      const { status, outcome } = under.garbled;
      expect(await sendTo(replyWith(status, PAGE, { "content-type": "text/html" }))).toMatchObject({ outcome });
    });

    it("does not know about a send that is answered with something that is not HTTP", async () => {
      const garbage = await startGarbage();
      expect(await under.create(garbage.origin, LONG_MS).send(event, once)).toMatchObject({ outcome: "unknown" });
      await garbage.close();
    });

    afterTimeout(under, { send, server: () => server });
    neverThrows(under, () => server);
  });
}

/** What a channel does after a timed-out send: a receiver that can tell gets the same again, people get a mark. */
function afterTimeout(
  under: KindUnderTest,
  { send, server }: { send(timeoutMs: number, options: { possibleRepeat: boolean }): Promise<SendResult>; server(): TestServer },
): void {
  it("sends again what timed out so that nobody is misled", async () => {
    server().answer(() => {});
    await send(SHORT_MS, once);
    server().answer(under.taken);
    expect(await send(LONG_MS, { possibleRepeat: true })).toMatchObject({ outcome: "delivered" });
    const [first, second] = [server().received[0], server().received.at(-1)] as [Received, Received];
    const channel = under.create(server().origin, LONG_MS);
    expect(under.repeatIn(second)).toEqual(expect.stringMatching(/./));
    if (channel.dedupes) expect(under.repeatIn(second)).toBe(under.repeatIn(first));
    else expect(under.repeatIn(first)).toBeUndefined();
  });

  it("says so in its README", () => {
    const file = new URL(`../../packages/adapters/src/channels/${under.kind}/README.md`, import.meta.url);
    expect(existsSync(file)).toBe(true);
    const row = /^\| After a send that timed out \| (.*) \|$/m.exec(readFileSync(file, "utf8"))?.[1] ?? "";
    const { dedupes } = under.create(server().origin, LONG_MS);
    expect(row).toMatch(dedupes ? /until it is answered|looked for/ : /once more, marked/);
  });
}

function neverThrows(under: KindUnderTest, server: () => TestServer): void {
  it.each<[string, Answer]>([
    ["takes it", under.taken],
    ["refuses", under.refused.answer],
    ["has its own trouble", replyWith(500, "{}")],
    ["never answers", () => {}],
    ["breaks off", (_received, _reply, request) => request.socket.destroy()],
    ["answers with a page", replyWith(200, PAGE)],
  ])("can be checked, where it can, without an error when the service %s", async (_what, answer) => {
    server().answer(answer);
    const problem = await under.create(server().origin, SHORT_MS).check?.();
    if (problem !== undefined) expect(problem).toEqual({ problem: expect.stringMatching(/./), fix: expect.stringMatching(/./) });
  });

  it("takes the opening of an incident", () => {
    expect(under.create(server().origin, LONG_MS).takes?.(event) ?? true).toBe(true);
  });
}

/** A server below HTTP, for what no HTTP server would send. */
async function startGarbage(): Promise<{ origin: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("data", () => socket.end("HELLO\r\n\r\n"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const close = () =>
    new Promise<void>((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  return { origin: `http://127.0.0.1:${port}`, close };
}
