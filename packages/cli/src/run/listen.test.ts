import { FlipwatchError } from "@flipwatch/core";
import { afterEach, describe, expect, it } from "vitest";
import { addressesFor, type Fetch, type Listening, listen } from "./listen.ts";

const open: Listening[] = [];
const peer: Fetch = (_, env) => Response.json((env as { incoming: { socket: { remoteAddress: string } } }).incoming.socket.remoteAddress);
const start = async (host?: string, port = 0) => {
  const listening = await listen(peer, { port, ...(host === undefined ? {} : { host }) });
  open.push(listening);
  return listening;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

describe("a port", () => {
  it.each([undefined, "localhost"])("is on loopback alone: %s", async (host) => {
    const { url } = await start(host);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await (await fetch(url)).json()).toBe("127.0.0.1");
  });

  it.each([
    ["127.0.0.1", ["127.0.0.1"]],
    ["LOCALHOST", ["127.0.0.1"]],
    ["[::1]", ["::1"]],
    ["0.0.0.0", ["0.0.0.0"]],
    ["::", ["::"]],
    ["192.0.2.5", ["192.0.2.5", "127.0.0.1"]],
    ["[2001:db8::5]", ["2001:db8::5", "127.0.0.1"]],
    ["flipwatch.example.com", ["flipwatch.example.com", "127.0.0.1"]],
  ])("on %s is opened on %j, so that the command line finds it", (host, addresses) => {
    expect(addressesFor(host)).toEqual(addresses);
  });

  it.each<[string, () => Promise<unknown>, string, string]>([
    [
      "that is in use",
      async () => start(undefined, Number(new URL((await start()).url).port)),
      "address-in-use",
      "is in use. Give another with --port",
    ],
    [
      "on another machine's address",
      async () => start("192.0.2.1"),
      "config-invalid",
      "--listen 192.0.2.1: this machine has no such address",
    ],
  ])("%s is told with what to do", async (_, attempt, code, words) => {
    const problem: unknown = await attempt().catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(FlipwatchError);
    expect(problem).toMatchObject({ code, message: expect.stringContaining(words) });
  });
});
