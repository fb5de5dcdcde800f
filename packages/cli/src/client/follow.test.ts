/** What is followed is followed on, whatever becomes of a single look: a lab or a demo must not end because its own API was slow once. */
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { FlipwatchError, type FlipwatchEvent } from "@flipwatch/core";
import { afterEach, describe, expect, it } from "vitest";
import { followEvents } from "./follow.ts";

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** Each look gets the next answer, and the last one from then on. */
async function apiThat(...answers: ((response: ServerResponse) => void)[]): Promise<string> {
  const server = createServer((_, response) => (answers.length > 1 ? answers.shift() : answers[0])?.(response));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  open.push(() => void server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const event = { id: "a!1", recordedAt: 1 } as FlipwatchEvent;
const tells = (response: ServerResponse) => void response.end(JSON.stringify({ events: [event] }));
const breaksOff = (response: ServerResponse) => {
  response.writeHead(200, { "content-length": "1000" });
  response.write('{"events":', () => response.destroy());
};
const cutsOff = (response: ServerResponse) => void response.destroy();
const isOverloaded = (response: ServerResponse) => void response.writeHead(503).end("busy");

describe("following events", () => {
  it.each([
    ["breaks off in the middle of its answer", breaksOff],
    ["cuts the connection", cutsOff],
    ["is overloaded", isOverloaded],
  ])("goes on after the API %s", async (_, failing) => {
    const over = new AbortController();
    const shown: string[] = [];
    await followEvents({ api: await apiThat(failing, tells), since: 0, everyMs: 1, signal: over.signal, patient: true }, ({ id }) => {
      shown.push(id);
      over.abort();
    });
    expect(shown).toEqual(["a!1"]);
  });

  it("says what to do where nothing was ever reached", async () => {
    const following = followEvents({ api: await apiThat(breaksOff), since: 0, everyMs: 1, signal: AbortSignal.timeout(60_000) }, () => {});
    await expect(following).rejects.toThrow(FlipwatchError);
  });
});
