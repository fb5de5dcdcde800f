import { afterEach, describe, expect, it, vi } from "vitest";
import { type Asked, ask, send, signOut } from "./answer.ts";

const json = (body: unknown, init: ResponseInit = {}) =>
  new Response(JSON.stringify(body), { ...init, headers: { "content-type": "application/json", ...init.headers } });
/** A fetch that remembers what it was asked with. */
const recording = (reply: () => Response) => {
  const inits: (RequestInit | undefined)[] = [];
  const fetch = async (_path: unknown, init?: RequestInit) => {
    inits.push(init);
    return reply();
  };
  return { fetch, inits };
};
const error = (message: string) => ({ error: { code: "code", message } });

describe("an answer", () => {
  it.each<[string, () => Response | Promise<Response>, Asked<unknown>]>([
    ["is data with its ETag", () => json({ a: 1 }, { headers: { etag: 'W/"7"' } }), { kind: "fresh", data: { a: 1 }, etag: 'W/"7"' }],
    ["is that nothing changed", () => new Response(null, { status: 304 }), { kind: "same" }],
    ["is that nobody is signed in", () => json(error("sign in"), { status: 401 }), { kind: "unauthorised" }],
    [
      "is what the API did not understand, in its words",
      () => json(error("width is 0"), { status: 400 }),
      { kind: "failed", failure: { words: "failed.asked", retryable: false, detail: "width is 0" } },
    ],
    [
      "is forbidden",
      () => json(error("no"), { status: 403 }),
      { kind: "failed", failure: { words: "failed.forbidden", retryable: false, detail: "no" } },
    ],
    [
      "is nothing",
      () => json(error("no"), { status: 404 }),
      { kind: "failed", failure: { words: "failed.missing", retryable: false, detail: "no" } },
    ],
    [
      "is a conflict",
      () => json(error("no"), { status: 409 }),
      { kind: "failed", failure: { words: "failed.conflict", retryable: false, detail: "no" } },
    ],
    ["is too soon", () => json({}, { status: 429 }), { kind: "failed", failure: { words: "failed.limited", retryable: true } }],
    [
      "is that a part does not respond",
      () => json({}, { status: 503 }),
      { kind: "failed", failure: { words: "failed.busy", retryable: true } },
    ],
    [
      "is a failure of the server's",
      () => new Response("<h1>oops", { status: 502 }),
      { kind: "failed", failure: { words: "failed.server", retryable: true } },
    ],
    [
      "is a proxy's page",
      () => new Response("<html>", { headers: { "content-type": "text/html" } }),
      { kind: "failed", failure: { words: "failed.answer", retryable: true } },
    ],
    [
      "is JSON that breaks off",
      () => new Response('{"a":', { headers: { "content-type": "application/json" } }),
      { kind: "failed", failure: { words: "failed.answer", retryable: true } },
    ],
    [
      "is no reply at all",
      () => Promise.reject(new TypeError("Failed to fetch")),
      { kind: "failed", failure: { words: "failed.network", retryable: true } },
    ],
  ])("%s", async (_name, reply, expected) => {
    expect(await ask("/api/x", { fetch: async () => reply() })).toEqual(expected);
  });

  it("is asked for with the ETag that is known, past every cache", async () => {
    const { fetch, inits } = recording(() => json({}));
    await ask("/api/x", { etag: 'W/"7"', fetch });
    expect(inits[0]?.headers).toMatchObject({ "if-none-match": 'W/"7"' });
    expect(inits[0]?.cache).toBe("no-store");
  });

  it("throws only where whoever asked gave up", async () => {
    const gaveUp = new AbortController();
    const fetch = async () => {
      gaveUp.abort(new Error("left the page"));
      throw new TypeError("aborted");
    };
    await expect(ask("/api/x", { signal: gaveUp.signal, fetch })).rejects.toThrow("left the page");
  });
});

describe("sending", () => {
  it("says by a header that a page of this site asks", async () => {
    const { fetch, inits } = recording(() => json({ ok: true }, { status: 202 }));
    const answer = await send("/api/requests", { id: "1" }, { fetch });
    const headers = { "x-flipwatch": "1", "content-type": "application/json" };
    expect(inits).toMatchObject([{ method: "POST", body: '{"id":"1"}', headers }]);
    expect(answer).toEqual({ kind: "fresh", data: { ok: true }, etag: undefined });
  });

  it("brings the body's hash along, without which CloudFront passes none on", async () => {
    const { fetch, inits } = recording(() => json({}));
    await send("/api/requests", { text: "복구" }, { fetch });
    // By coreutils' sha256sum, of the bytes in UTF-8.
    const hash = "850ca05196fcb30686bca7ba002241ae34f07b9584d3e07701523bddd632c4f2";
    expect(inits[0]?.headers).toMatchObject({ "x-amz-content-sha256": hash });
  });
});

describe("where a browser makes no hashes", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("sends without", async () => {
    vi.stubGlobal("crypto", {});
    const { fetch, inits } = recording(() => json({ ok: true }));
    expect(await send("/api/requests", {}, { fetch })).toMatchObject({ kind: "fresh" });
    expect(inits[0]?.headers).not.toHaveProperty("x-amz-content-sha256");
  });
});

describe("signing out", () => {
  it.each<[string, () => Response | Promise<Response>, string | undefined]>([
    [
      "is done where the answer leads to the login page",
      () => new Response(null, { status: 303, headers: { location: "/login" } }),
      undefined,
    ],
    // As browsers show a redirect that is not followed.
    [
      "is done where the answer is a redirect that is not shown",
      () => Object.defineProperties(new Response(), { type: { value: "opaqueredirect" }, status: { value: 0 } }),
      undefined,
    ],
    ["is refused", () => json(error("no"), { status: 403 }), "failed.forbidden"],
    ["fails", () => json({}, { status: 502 }), "failed.server"],
    ["reaches nobody", () => Promise.reject(new TypeError("Failed to fetch")), "failed.network"],
    ["takes too long", () => Promise.reject(new DOMException("", "TimeoutError")), "failed.timeout"],
  ])("%s", async (_name, reply, words) => {
    expect((await signOut({ fetch: async () => reply() }))?.words).toBe(words);
  });

  it("posts nothing, with the hash of nothing", async () => {
    const { fetch, inits } = recording(() => new Response(null, { status: 303 }));
    await signOut({ fetch });
    const hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    expect(inits).toMatchObject([{ method: "POST", redirect: "manual", headers: { "x-amz-content-sha256": hash } }]);
  });
});
