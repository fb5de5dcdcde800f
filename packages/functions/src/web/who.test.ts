/** Who asks, by what a request carries: where it comes from, which host it names, its cookie, a link's token, a proof of the secret. */
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import { type Access, HOUR } from "@flipwatch/core";
import { Hono } from "hono";
import { beforeEach, describe, expect, it } from "vitest";
import type { Who } from "./access.ts";
import { tokenOf } from "./link-token.ts";
import { bodyHash, PROOF_HEADER, proofOf } from "./proof.ts";
import { createSeal, type Seal } from "./seal.ts";
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
  method?: string;
  body?: string;
  access?: Access;
  headers?: Record<string, string>;
  peer?: string;
  at?: number;
  isLoopbackOnly?: boolean;
  options?: SeenOptions;
}

async function who({
  access,
  headers = {},
  peer = "127.0.0.1",
  at = now,
  isLoopbackOnly = true,
  options = {},
  ...init
}: Sent): Promise<Who> {
  let found: Who | undefined;
  const app = new Hono().all("*", async (c) => {
    const ports = { isLoopbackOnly, records, ...(access === undefined ? {} : { access, seal }) };
    found = await whoAsks(ports, seenIn(c, options), at);
    return c.body(null);
  });
  const env = { incoming: { socket: { remoteAddress: peer } } };
  await app.request(
    "http://127.0.0.1:4780/api/pairs?limit=1",
    { method: "GET", ...init, headers: { host: "127.0.0.1:4780", ...headers } },
    env,
  );
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
  const near = "http://127.0.0.1:4780/api/pairs?limit=1";
  const far = "https://flipwatch.example.com/api/pairs?limit=1";
  interface Signed {
    url?: string;
    method?: string;
    body?: string;
    by?: Seal;
    at?: number;
  }
  const proof = ({ url = near, method = "GET", body, by = seal, at = now }: Signed = {}) => ({
    [PROOF_HEADER]: proofOf(by, { method, url: new URL(url), bodyHash: bodyHash(body) }, at),
  });
  const unknown: Who = { kind: "nobody", fault: { why: "unknown" } };
  const plain: Who = { kind: "nobody", fault: { why: "plain" } };
  const stale = (aheadMs: number): Who => ({ kind: "nobody", fault: { why: "stale", aheadMs } });
  const holder: Who = { kind: "holder" };

  it.each<[string, Sent, Who]>([
    ["a proof", { headers: proof() }, holder],
    ["none", {}, { kind: "nobody" }],
    ["one by another secret", { headers: proof({ by: foreign }) }, unknown],
    ["one for another path", { headers: proof({ url: "http://127.0.0.1:4780/api/links" }) }, unknown],
    ["one for another query", { headers: proof({ url: near.replace("limit=1", "limit=2") }) }, unknown],
    ["one for another method", { headers: proof({ method: "POST" }) }, unknown],
    ["one for another port", { headers: proof({ url: near.replace("4780", "4781") }) }, unknown],
    ["one for https", { headers: proof({ url: near.replace("http:", "https:") }) }, unknown],
    ["one of a minute ago", { headers: proof({ at: now - 60_000 }) }, holder],
    ["one of more than a minute ago", { headers: proof({ at: now - 60_001 }) }, stale(-60_001)],
    ["one of more than a minute from now", { headers: proof({ at: now + 120_000 }) }, stale(120_000)],
    ["an empty one", { headers: { [PROOF_HEADER]: "" } }, unknown],
    ["one that is none", { headers: { [PROOF_HEADER]: `${now}.${"A".repeat(43)}` } }, unknown],
  ])("at loopback, with %s", async (_, sent, expected) => {
    expect(await who({ ...sent, access: both })).toEqual(expected);
  });

  it("with a proof of another moment than it says", async () => {
    const moved = proof({ at: now - 120_000 })[PROOF_HEADER].replace(String(now - 120_000), String(now));
    expect(await who({ access: both, headers: { [PROOF_HEADER]: moved } })).toEqual(unknown);
  });

  const options = { dashboardUrl: "https://flipwatch.example.com/anything" };
  const encrypted = { "x-forwarded-proto": "https" };
  const named = { host: "flipwatch.example.com" };
  const elsewhere = { peer: "192.0.2.1", isLoopbackOnly: false, options };

  it.each<[string, Sent, Who]>([
    [
      "to a proxy on another machine that passes the host on",
      { ...elsewhere, headers: { ...proof({ url: far }), ...encrypted, ...named } },
      holder,
    ],
    ["to a proxy on another machine that names another host", { ...elsewhere, headers: { ...proof({ url: far }), ...encrypted } }, holder],
    ["to a proxy on this machine that says nothing", { options, headers: proof({ url: far }) }, holder],
    ["to a proxy on this machine that passes the host on", { options, headers: { ...proof({ url: far }), ...named } }, holder],
    ["in the clear", { ...elsewhere, headers: { ...proof({ url: far }), ...named } }, plain],
    [
      "in the clear, as one was made for it",
      { ...elsewhere, headers: { ...proof({ url: far.replace("https", "http") }), ...named } },
      plain,
    ],
    [
      "in the clear to a proxy on this machine",
      { options, headers: { ...proof({ url: far }), ...named, "x-forwarded-proto": "http" } },
      plain,
    ],
    [
      "over https, made for plain http",
      { ...elsewhere, headers: { ...proof({ url: far.replace("https", "http") }), ...encrypted } },
      unknown,
    ],
    ["over https, made for loopback", { ...elsewhere, headers: { ...proof(), ...encrypted } }, unknown],
    [
      "over https, made for another name, which it also says",
      {
        ...elsewhere,
        headers: {
          ...proof({ url: far.replace("flipwatch", "other") }),
          ...encrypted,
          host: "other.example.com",
          "x-forwarded-host": "other.example.com",
        },
      },
      unknown,
    ],
    ["over https, made with another secret", { ...elsewhere, headers: { ...proof({ url: far, by: foreign }), ...encrypted } }, unknown],
    [
      "over https, two minutes old",
      { ...elsewhere, headers: { ...proof({ url: far, at: now - 120_000 }), ...encrypted } },
      stale(-120_000),
    ],
    [
      "where no https address is configured",
      { ...elsewhere, options: { dashboardUrl: "http://192.0.2.9:4780" }, headers: { ...proof({ url: far }), ...encrypted } },
      plain,
    ],
  ])("from another machine, a proof %s", async (_, sent, expected) => {
    expect(await who({ ...sent, access: both })).toEqual(expected);
  });

  it.each<[string, Sent, Who]>([
    ["as it was signed", { body: "{}" }, holder],
    ["with another body", { body: '{"by":"somebody"}' }, unknown],
    ["without its body", {}, unknown],
  ])("what changes something is proven %s", async (_, sent, expected) => {
    expect(await who({ access: both, method: "POST", headers: proof({ method: "POST", body: "{}" }), ...sent })).toEqual(expected);
  });

  it("takes once what changes something, and reads as often as asked", async () => {
    const post = { access: both, method: "POST", body: "{}", headers: proof({ method: "POST", body: "{}" }) };
    expect([await who(post), await who(post)]).toEqual([holder, { kind: "nobody", fault: { why: "taken" } }]);
    expect([await who({ access: both, headers: proof() }), await who({ access: both, headers: proof() })]).toEqual([holder, holder]);
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
