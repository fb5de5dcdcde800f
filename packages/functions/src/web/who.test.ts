/** Who asks, by what a request carries: where it comes from, which host it names, its cookie, a link's token, the machine's key. */
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import { type Access, HOUR } from "@flipwatch/core";
import { Hono } from "hono";
import { beforeEach, describe, expect, it } from "vitest";
import type { Who } from "./access.ts";
import { tokenOf } from "./link-token.ts";
import { PROOF_HEADER, proofOf } from "./proof.ts";
import { createSeal } from "./seal.ts";
import { type SeenOptions, seenIn } from "./seen.ts";
import { type Session, sessionText } from "./session.ts";
import { whoAsks } from "./who.ts";

const now = Date.UTC(2026, 10, 22, 12);
const secret = "s".repeat(32);
const [seal, foreign] = [createSeal([secret]), createSeal(["x".repeat(32)])];
const both: Access = { links: true, oidc: { issuer: "https://login.example.com", clientId: "flipwatch", domains: ["example.com"] } };
let records: Records;

beforeEach(async () => {
  records = createRecords(createMemoryTable());
  await records.links.add({ id: "open", at: now, by: "example-user", until: now + HOUR });
  await records.links.add({ id: "gone", at: now, by: "example-user", until: now + HOUR });
  await records.links.revoke("gone", now);
});

interface Sent {
  access?: Access;
  headers?: Record<string, string>;
  peer?: string;
  at?: number;
  isLoopbackOnly?: boolean;
  options?: SeenOptions;
}

async function who({ access, headers = {}, peer = "127.0.0.1", at = now, isLoopbackOnly = true, options = {} }: Sent): Promise<Who> {
  let found: Who | undefined;
  const app = new Hono().get("*", async (c) => {
    const ports = { isLoopbackOnly, records, ...(access === undefined ? {} : { access, seal }) };
    found = await whoAsks(ports, seenIn(c, options), at);
    return c.body(null);
  });
  const env = { incoming: { socket: { remoteAddress: peer } } };
  await app.request("http://127.0.0.1:4780/api/pairs?limit=1", { headers: { host: "127.0.0.1:4780", ...headers } }, env);
  return found ?? { kind: "nobody" };
}

describe("without access", () => {
  it.each<[string, Sent, Who["kind"]]>([
    ["at loopback, by a loopback address", {}, "machine"],
    ["at loopback, by its name", { headers: { host: "localhost:4780" } }, "machine"],
    ["at loopback, by IPv6", { headers: { host: "[::1]:4780" }, peer: "::1" }, "machine"],
    ["at a socket for both, by IPv4", { peer: "::ffff:127.0.0.1" }, "machine"],
    ["by a name that leads to loopback", { headers: { host: "rebound.example.com:4780" } }, "nobody"],
    ["by a name that begins like loopback", { headers: { host: "127.0.0.1.example.com:4780" } }, "nobody"],
    ["without a host", { headers: { host: "" } }, "nobody"],
    ["passed on by a proxy that says so", { headers: { "x-forwarded-for": "192.0.2.1" } }, "nobody"],
    ["passed on to a lab", { headers: { "x-forwarded-for": "192.0.2.1" }, options: { isLab: true } }, "machine"],
    ["from another machine", { peer: "192.0.2.1" }, "nobody"],
    ["to a server that others reach", { isLoopbackOnly: false }, "nobody"],
  ])("a request %s", async (_, sent, kind) => {
    expect((await who(sent)).kind).toBe(kind);
  });
});

describe("with access", () => {
  const path = { method: "GET", host: "127.0.0.1:4780", path: "/api/pairs?limit=1" };
  const proof = (by = seal, request = path, at = now) => ({ [PROOF_HEADER]: proofOf(by, request, at) });

  it.each<[string, Sent, Who["kind"]]>([
    ["the machine's key", { headers: proof() }, "machine"],
    ["no key", {}, "nobody"],
    ["another machine's key", { headers: proof(foreign) }, "nobody"],
    ["the key for another path", { headers: proof(seal, { ...path, path: "/api/links" }) }, "nobody"],
    ["the key for another method", { headers: proof(seal, { ...path, method: "POST" }) }, "nobody"],
    ["the key for another port", { headers: proof(seal, { ...path, host: "127.0.0.1:4781" }) }, "nobody"],
    ["a key from two minutes ago", { headers: proof(seal, path, now - 120_000) }, "nobody"],
    ["the key, but from elsewhere", { headers: proof(), peer: "192.0.2.1" }, "nobody"],
    ["no key at all", { headers: { [PROOF_HEADER]: "" } }, "nobody"],
  ])("at loopback, with %s", async (_, sent, kind) => {
    expect((await who({ ...sent, access: both })).kind).toBe(kind);
  });

  const session = (one: Session, by = seal, access = both) => ({ headers: { cookie: `flipwatch=${sessionText(by, access, one)}` } });
  const user: Session = { kind: "oidc", user: "example-user@example.com", until: now + HOUR };
  const other: Access = { ...both, oidc: { issuer: "https://login.example.com", clientId: "flipwatch", domains: ["example.org"] } };
  const cut = (text: string) => text.slice(0, -3);

  it.each<[string, Sent, Who]>([
    ["of somebody signed in", session(user), { kind: "oidc", user: "example-user@example.com" }],
    ["that has ended", { ...session(user), at: now + HOUR }, { kind: "nobody" }],
    ["signed with another secret", session(user, foreign), { kind: "nobody" }],
    ["made when others were let in", session(user, seal, other), { kind: "nobody" }],
    ["that is not whole", { headers: { cookie: cut(session(user).headers.cookie) } }, { kind: "nobody" }],
    ["under the name that https has", { headers: { cookie: `__Host-${session(user).headers.cookie}` } }, { kind: "nobody" }],
    ["of a provider, where there is none", { ...session(user), access: { links: true } }, { kind: "nobody" }],
    ["of a link", session({ kind: "link", link: "open", until: now + HOUR }), { kind: "link", link: "open" }],
    ["of a link that was revoked", session({ kind: "link", link: "gone", until: now + HOUR }), { kind: "nobody" }],
    ["of a link that is unknown", session({ kind: "link", link: "none", until: now + HOUR }), { kind: "nobody" }],
    [
      "of a link, where there are none",
      { ...session({ kind: "link", link: "open", until: now + HOUR }), access: { oidc: both.oidc } },
      { kind: "nobody" },
    ],
  ])("a session %s", async (_, sent, expected) => {
    expect(await who({ access: both, ...sent, peer: "192.0.2.1" })).toEqual(expected);
  });

  it("takes over https only the cookie that is bound to the host", async () => {
    const { cookie } = session(user).headers;
    const options = { dashboardUrl: "https://flipwatch.example.com" };
    expect(await who({ access: both, headers: { cookie: `__Host-${cookie}` }, options })).toEqual({
      kind: "oidc",
      user: "example-user@example.com",
    });
    expect(await who({ access: both, headers: { cookie }, options })).toEqual({ kind: "nobody" });
  });

  const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
  it.each<[string, Sent, Who["kind"]]>([
    ["that opens", bearer(tokenOf(seal, { id: "open", until: now + HOUR })), "link"],
    ["that was revoked", bearer(tokenOf(seal, { id: "gone", until: now + HOUR })), "nobody"],
    ["that is forged", bearer(tokenOf(foreign, { id: "open", until: now + HOUR })), "nobody"],
    [
      "that was prolonged by hand",
      bearer(tokenOf(seal, { id: "open", until: now }).replace(/\.[^.]+\./, `.${(now + HOUR).toString(36)}.`)),
      "nobody",
    ],
    ["that is a session's text", bearer(sessionText(seal, both, user)), "nobody"],
  ])("a program with the token of a link %s", async (_, sent, kind) => {
    expect((await who({ access: both, ...sent, peer: "192.0.2.1" })).kind).toBe(kind);
  });
});
