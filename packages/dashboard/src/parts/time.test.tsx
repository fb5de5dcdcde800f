/** A moment on the page: in the zone of whoever looks, and in UTC, unless these are the same. */
import render from "preact-render-to-string";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Moment } from "./time.tsx";

afterEach(() => vi.unstubAllEnvs());

describe("a moment with UTC beside it", () => {
  it.each([
    ["Asia/Seoul", /\d\d:\d\d<span class="time-utc"> \d\d-\d\d \d\d:\d\d UTC<\/span><\/time>$/],
    ["UTC", /\d\d:\d\d UTC<\/time>$/],
  ])("for a viewer in %s", (zone, shown) => {
    vi.stubEnv("TZ", zone);
    expect(render(<Moment at={Date.UTC(2026, 1, 3, 12, 0, 0)} utc />)).toMatch(shown);
  });
});
