/** Which part of the lab answers what, as programs and as people ask it. */
import { request as ask, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { send } from "./exchange.ts";
import { closeFront, createFront, type FrontParts } from "./front.ts";
import { listenOn } from "./listen.ts";

const html = "text/html,application/xhtml+xml,*/*;q=0.8";
const pages = new Set(["/", "/findings", "/pairs/failover.example.com%2FA", "/assets/a.js"]);
const says = (what: string) => async (_: unknown, response: Parameters<FrontParts["api"]>[1]) => send(response, 200, what);
const parts: FrontParts = {
  aws: says("aws"),
  api: says("api"),
  control: says("control"),
  slack: says("slack"),
  interact: says("interact"),
  webhook: says("webhook"),
  site: (request) =>
    pages.has(new URL(request.url).pathname) ? new Response("page", { status: 200, headers: { etag: '"x"' } }) : undefined,
  index: () => "index",
  cut: (region) => region === "eu-central-1",
  onError: () => undefined,
};
let server: Server;
let port: number;

beforeAll(async () => {
  server = createFront(() => parts);
  port = await listenOn(server, 0, "a front of this test", "--port");
});
afterAll(() => closeFront(server));

/** By hand: `fetch` sets no Host. */
function answer(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = ask({ host: "127.0.0.1", port, path, method, headers: { host: `127.0.0.1:${port}`, ...headers } }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (more: string) => {
        text += more;
      });
      response.on("end", () => resolve(text.trim()));
    });
    sent.once("error", reject);
    sent.end();
  });
}

describe("the lab's port", () => {
  it.each<[string, string, Record<string, string>, string, string]>([
    ["a person at the start", "/", { accept: html }, "GET", "page"],
    ["a person at a page", "/findings", { accept: html }, "GET", "page"],
    ["a browser that loads what a page needs", "/assets/a.js", { accept: "*/*" }, "GET", "page"],
    ["a person by localhost", "/", { accept: html, host: "localhost:4780" }, "GET", "page"],
    ["a page under a name that leads here", "/", { accept: html, host: "rebound.example.com" }, "GET", '"index"'],
    ["a program at the start", "/", { accept: "*/*" }, "GET", '"index"'],
    ["an AWS client that posts to the start", "/", {}, "POST", "aws"],
    ["an AWS client that asks by a query", "/?Action=ListTopics", { accept: html }, "GET", "aws"],
    ["an AWS client in a region", "/region/us-east-2/", {}, "POST", "aws"],
    ["a Route 53 client", "/2013-04-01/hostedzone", {}, "GET", "aws"],
    ["whoever asks the API", "/api/pairs", { accept: html }, "GET", "api"],
    ["Prometheus", "/metrics", {}, "GET", "api"],
    ["whoever breaks something", "/lab/block", {}, "POST", "control"],
    ["Slack's own", "/slack/interactions", {}, "POST", "interact"],
  ])("answers %s", async (_, path, headers, method, expected) => {
    expect(await answer(path, headers, method)).toBe(expected);
  });

  const other = "https://other.example.com";
  it.each<[string, string, Record<string, string>, string, RegExp]>([
    ["a name that leads here reads the control API", "/lab/state", { host: "rebound.example.com" }, "GET", /forbidden/],
    ["a name that leads here reads the API", "/api/pairs", { host: "rebound.example.com:4780" }, "GET", /forbidden/],
    ["a name that leads here reads the metrics", "/metrics", { host: "rebound.example.com" }, "GET", /forbidden/],
    ["a name that leads here reads the channel", "/slack/messages", { host: "rebound.example.com" }, "GET", /forbidden/],
    ["a name that leads here goes by a region", "/region/us-east-2/lab/state", { host: "rebound.example.com" }, "GET", /forbidden/],
    ["another site's page posts", "/lab/block", { origin: other, "sec-fetch-site": "cross-site" }, "POST", /forbidden/],
    ["another site's page posts from an old browser", "/lab/block", { origin: other }, "POST", /forbidden/],
    ["a page without an origin posts", "/lab/block", { origin: "null" }, "POST", /forbidden/],
    ["a page of another port posts", "/lab/block", { "sec-fetch-site": "same-site" }, "POST", /forbidden/],
    ["another site's page deletes", "/lab/slack", { origin: other }, "DELETE", /forbidden/],
    ["another site's page presses a button", "/slack/press", { origin: other }, "POST", /forbidden/],
    ["another site's page asks the API for something", "/api/requests", { origin: other }, "POST", /forbidden/],
    ["the lab's own page posts", "/lab/block", { "sec-fetch-site": "same-origin" }, "POST", /^control$/],
    ["a program posts", "/lab/block", {}, "POST", /^control$/],
    ["a program posts to localhost", "/lab/block", { host: "localhost:4780" }, "POST", /^control$/],
    ["somebody follows a link here", "/lab/state", { "sec-fetch-site": "cross-site" }, "GET", /^control$/],
  ])("when %s", async (_, path, headers, method, expected) => {
    expect(await answer(path, headers, method)).toMatch(expected);
  });

  it("takes what its own page sends by its origin", async () => {
    expect(await answer("/lab/block", { origin: `http://127.0.0.1:${port}` }, "POST")).toBe("control");
  });

  it("does not answer a region that is cut off", async () => {
    await expect(answer("/region/eu-central-1/", {}, "POST")).rejects.toThrow(/socket hang up|ECONNRESET/);
  });
});
