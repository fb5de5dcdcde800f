import { describe, expect, it } from "vitest";
import type { Asked, AskOptions } from "../../api/answer.ts";
import { pairsSource } from "./all-pairs.ts";
import { samplePair } from "./sample.ts";
import type { WatchedPair } from "./watched-pair.ts";

interface Page {
  pairs: WatchedPair[];
  next?: string;
}

/** Answers each path with its page, or that nothing changed where the ETag is the same. */
function apiOf(pages: Record<string, { page: Page; etag: string } | Asked<never>>) {
  const asked: string[] = [];
  const ask = async <T>(path: string, { etag }: AskOptions = {}): Promise<Asked<T>> => {
    asked.push(path);
    const known = pages[path];
    if (known === undefined) throw new Error(`nobody expected ${path}`);
    if ("kind" in known) return known;
    return known.etag === etag ? { kind: "same" } : { kind: "fresh", data: known.page as T, etag: known.etag };
  };
  return { ask, asked, pages };
}

const first = "/api/pairs?limit=1000";
const second = "/api/pairs?limit=1000&after=b.example.com%2FA";
const [a, b, c] = [samplePair("a"), samplePair("b"), samplePair("c")];
const twoPages = () =>
  apiOf({ [first]: { page: { pairs: [a, b], next: b.id }, etag: "1" }, [second]: { page: { pairs: [c] }, etag: "2" } });
const signal = new AbortController().signal;

describe("all pairs", () => {
  it("are read page by page, each with its own ETag", async () => {
    const api = twoPages();
    const source = pairsSource(api.ask);
    expect(await source(signal)).toEqual({ kind: "fresh", data: [a, b, c] });
    expect(api.asked).toEqual([first, second]);
    expect(await source(signal)).toEqual({ kind: "same" });
  });

  it("are whole again where only one page changed", async () => {
    const api = twoPages();
    const source = pairsSource(api.ask);
    await source(signal);
    const changed = samplePair("c", { role: "dark" });
    api.pages[second] = { page: { pairs: [changed] }, etag: "3" };
    expect(await source(signal)).toEqual({ kind: "fresh", data: [a, b, changed] });
  });

  it("fail as a whole where a page fails: half a list would look like good news", async () => {
    const api = twoPages();
    const failure = { words: "failed.network", retryable: true } as const;
    api.pages[second] = { kind: "failed", failure };
    expect(await pairsSource(api.ask)(signal)).toEqual({ kind: "failed", failure });
  });

  it("end, even where the API never does", async () => {
    let count = 0;
    const endless = async <T>(): Promise<Asked<T>> => ({ kind: "fresh", data: { pairs: [], next: `${++count}` } as T });
    await pairsSource(endless)(signal);
    expect(count).toBe(50);
  });
});
