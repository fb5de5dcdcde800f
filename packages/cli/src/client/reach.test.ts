/** What is sent to whom, and what people are told where the answer is none. Over real sockets, each scripted by its test. */
import { createHash } from "node:crypto";
import { replyWith, startServer, type TestServer } from "@flipwatch/adapters/testing/http-server";
import { PROOF_HEADER } from "@flipwatch/functions/web/proof";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { getJson, postJson } from "./api.ts";

const secret = "s".repeat(40);
let server: TestServer;

beforeEach(async () => {
  server = await startServer(replyWith(200, '{"ok":true}'));
  vi.stubEnv("FLIPWATCH_DATA", "/nowhere");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

const refused = (message: string) => JSON.stringify({ error: { code: "unauthorised", message } });

describe("a request", () => {
  it("goes with a proof and the hash of its body, and without the secret", async () => {
    vi.stubEnv("FLIPWATCH_SESSION_SECRET", secret);
    expect(await postJson(server.origin, "/api/requests", { by: "é" })).toEqual({ ok: true });
    const [received] = server.received;
    const hash = createHash("sha256").update('{"by":"é"}').digest("hex");
    expect(received?.headers).toMatchObject({ [PROOF_HEADER]: expect.stringMatching(/^\d{13}\.[\w-]{43}$/), "x-amz-content-sha256": hash });
    expect(JSON.stringify(received)).not.toContain(secret);
  });

  it("goes with a link's token instead of a proof", async () => {
    vi.stubEnv("FLIPWATCH_SESSION_SECRET", secret);
    await getJson(server.origin, "/api/health", { authorization: "Bearer token" });
    expect(server.received[0]?.headers).not.toHaveProperty(PROOF_HEADER);
  });

  it("goes to no other machine in the clear, not even a name is asked for", async () => {
    vi.stubEnv("FLIPWATCH_SESSION_SECRET", secret);
    const fetched = vi.spyOn(globalThis, "fetch");
    for (const api of [
      "http://flipwatch.example.com",
      "http://192.0.2.1:4780",
      "http://127.0.0.1.example.com",
      "http://[2001:db8::1]:4780",
    ])
      await expect(getJson(api, "/api/health")).rejects.toMatchObject({
        code: "config-invalid",
        message: expect.stringContaining("https://"),
      });
    expect(fetched).not.toHaveBeenCalled();
    fetched.mockRestore();
  });

  it("is sent on to no address that nobody named", async () => {
    const other = await startServer(replyWith(200, "{}"));
    try {
      server.answer(replyWith(307, "", { location: `${other.origin}/api/requests` }));
      await expect(postJson(server.origin, "/api/requests", {})).rejects.toThrow(
        `it leads to ${other.origin}/api/requests. Give the address`,
      );
      expect(other.received).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it.each(["flipwatch", "ftp://flipwatch.example.com", "javascript:alert(1)"])("goes to no %s", async (api) => {
    await expect(getJson(api, "/api/health")).rejects.toMatchObject({
      code: "config-invalid",
      message: `${api} is no address; give one such as http://127.0.0.1:4780 with --api or FLIPWATCH_API`,
    });
  });
});

describe("an answer that is none says what to do", () => {
  it.each<[string, number, string, string | undefined, string]>([
    [
      "for nothing to prove it by",
      401,
      refused("sign in first"),
      undefined,
      "FLIPWATCH_DATA=/path/to/.flipwatch; or set FLIPWATCH_SESSION_SECRET",
    ],
    [
      "for a proof that is refused",
      401,
      refused("the proof is refused: it was made with another secret"),
      secret,
      "the proof is refused: it was made with another secret",
    ],
    [
      "for somebody else's 401",
      401,
      "<html>Who are you?</html>",
      secret,
      "answered 401, and not as Flipwatch's API does. Is that Flipwatch's API?",
    ],
    [
      "for a page that is none of ours",
      404,
      "<html>",
      undefined,
      "answered 404, and not as Flipwatch's API does. Is that Flipwatch's API?",
    ],
    [
      "for a page instead of data",
      200,
      "<html>",
      undefined,
      "something other than JSON. Is that Flipwatch's API? Give its address with --api.",
    ],
    ["for a gateway that has nothing behind it", 502, "<html>", undefined, "answered 502, not by Flipwatch itself"],
    ["for what Flipwatch itself refuses", 409, refused("nothing is muted"), undefined, "nothing is muted"],
  ])("%s", async (_, status, body, given, words) => {
    vi.stubEnv("FLIPWATCH_SESSION_SECRET", given);
    server.answer(replyWith(status, body));
    await expect(getJson(server.origin, "/api/health")).rejects.toThrow(words);
    await expect(postJson(server.origin, "/api/requests", {})).rejects.toThrow(words);
  });

  it("for a link that opens nothing", async () => {
    server.answer(replyWith(401, refused("sign in first")));
    await expect(getJson(server.origin, "/api/health", { authorization: "Bearer x" })).rejects.toThrow("does not take the link");
  });

  it("for nobody who listens", async () => {
    await server.close();
    await expect(getJson(server.origin, "/api/health")).rejects.toThrow("Start `flipwatch run` or `npm start` first");
  });
});

describe("another machine", () => {
  const failing = (cause: object) => vi.spyOn(globalThis, "fetch").mockRejectedValue(new TypeError("fetch failed", { cause }));
  const answering = (status: number, body: string) => vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response(body, { status }));
  afterEach(() => void vi.restoreAllMocks());
  const asked = () => getJson("https://flipwatch.example.com", "/api/health");

  it.each([
    [
      { code: "ENOTFOUND" },
      "nothing answers at https://flipwatch.example.com. Look whether that is its address, and whether this machine reaches it (ENOTFOUND).",
    ],
    [{ code: "DEPTH_ZERO_SELF_SIGNED_CERT" }, "is not to be trusted here (DEPTH_ZERO_SELF_SIGNED_CERT)"],
    [{ code: "CERT_HAS_EXPIRED" }, "NODE_EXTRA_CA_CERTS"],
    [{ code: "ERR_TLS_CERT_ALTNAME_INVALID" }, "is not to be trusted here"],
  ])("that fails with %o", async (cause, words) => {
    failing(cause);
    await expect(asked()).rejects.toThrow(words);
  });

  it("that wants to know who asks is told by the secret of its deployment", async () => {
    vi.stubEnv("FLIPWATCH_SESSION_SECRET", undefined);
    answering(401, refused("sign in first"));
    await expect(asked()).rejects.toThrow(
      "set FLIPWATCH_SESSION_SECRET to the secret that it signs sessions with. `npx sst secret list --stage <stage>`",
    );
  });
});
