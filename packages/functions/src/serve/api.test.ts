/** Who may ask, over a Lambda's function URL: cookies, the caller's address and https as its events have them. */
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords } from "@flipwatch/adapters/store/records";
import { type Access, HOUR } from "@flipwatch/core";
import type { LambdaEvent } from "hono/aws-lambda";
import { describe, expect, it } from "vitest";
import { tokenOf } from "../web/link-token.ts";
import { createSeal } from "../web/seal.ts";
import { webApp } from "../web/web-app.ts";
import { serveApi } from "./api.ts";

const now = Date.UTC(2026, 10, 22, 12);
const secret = "s".repeat(32);
const link = { id: "known", at: now, by: "example-user", until: now + HOUR };

interface Sent {
  access?: Access;
  isLab?: boolean;
  sourceIp?: string;
  host?: string;
  query?: string;
  cookies?: string[];
}

async function ask(
  path: string,
  { access, isLab = false, sourceIp = "198.51.100.1", host = "abc.lambda-url.example.com", query = "", cookies }: Sent = {},
) {
  const records = createRecords(createMemoryTable());
  await records.links.add(link);
  const app = webApp({
    api: { fetch: () => Response.json({}) },
    secrets: [secret],
    ...{ isLoopbackOnly: isLab, isLab, records, dashboardUrl: "https://flipwatch.example.com" },
    address: () => "https://flipwatch.example.com",
    clock: { now: () => now },
    randomText: (bytes) => "r".repeat(bytes),
    log: () => undefined,
    ...(access === undefined ? {} : { access }),
  });
  const http = { method: "GET", path, protocol: "HTTP/1.1", sourceIp, userAgent: "" };
  const event = {
    version: "2.0",
    routeKey: "$default",
    rawPath: path,
    rawQueryString: query,
    headers: { host },
    cookies,
    isBase64Encoded: false,
  };
  // The fields of a function URL's event that Hono reads.
  return serveApi(app)({ ...event, requestContext: { http } } as unknown as LambdaEvent);
}

describe("behind a function URL", () => {
  it("a link sets a cookie that is bound to the host, and that lets its bearer in", async () => {
    const access = { links: true } as const;
    const opened = await ask("/login/link", { access, query: `token=${tokenOf(createSeal([secret]), link)}&to=%2Ffindings` });
    const [cookie = ""] = opened.cookies ?? [];
    expect([opened.statusCode, opened.headers?.location, cookie]).toEqual([
      303,
      "/findings",
      expect.stringMatching(/^__Host-flipwatch=v1\.\S+; Max-Age=3600; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    ]);
    expect(opened.headers?.["strict-transport-security"]).toBe("max-age=31536000");
    const kept = cookie.slice(0, cookie.indexOf(";"));
    expect((await ask("/api/pairs", { access, cookies: [kept] })).statusCode).toBe(200);
    expect((await ask("/api/pairs", { access, cookies: [kept.replace("__Host-", "")] })).statusCode).toBe(401);
    expect((await ask("/api/pairs", { access })).statusCode).toBe(401);
  });

  it.each<[string, Sent, number]>([
    ["without access, from anywhere", {}, 401],
    ["without access, as if from loopback", { host: "127.0.0.1" }, 401],
    ["in the lab, from loopback", { isLab: true, sourceIp: "127.0.0.1", host: "127.0.0.1:4780" }, 200],
    ["in the lab, under a name that leads to loopback", { isLab: true, sourceIp: "127.0.0.1", host: "rebound.example.com" }, 401],
    ["readable to everybody", { access: { public: true } }, 200],
  ])("answers as it should: %s", async (_, sent, status) => {
    expect((await ask("/api/pairs", sent)).statusCode).toBe(status);
  });
});
