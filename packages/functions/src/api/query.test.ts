import { describe, expect, it } from "vitest";
import { momentIn } from "./query.ts";

const now = Date.UTC(2026, 10, 22, 12, 0, 0);

describe("a moment in a query", () => {
  it.each<[string, string, number]>([
    ["15 minutes ago", "15m", Date.UTC(2026, 10, 22, 11, 45)],
    ["two hours ago", "2h", Date.UTC(2026, 10, 22, 10)],
    ["seven days ago", "7d", Date.UTC(2026, 10, 15, 12)],
    ["four weeks ago", "4w", Date.UTC(2026, 9, 25, 12)],
    ["90 seconds ago", " 90s ", Date.UTC(2026, 10, 22, 11, 58, 30)],
    ["milliseconds since the epoch", "1700000000000", 1_700_000_000_000],
    ["ISO 8601 in UTC", "2026-11-22T03:04:05Z", Date.UTC(2026, 10, 22, 3, 4, 5)],
    ["ISO 8601 with a zone", "2026-11-22T03:04:05.250+09:00", Date.UTC(2026, 10, 21, 18, 4, 5, 250)],
    ["ISO 8601 without a zone, taken as UTC", "2026-11-22 03:04", Date.UTC(2026, 10, 22, 3, 4)],
    ["a day, from its beginning in UTC", "2026-11-22", Date.UTC(2026, 10, 22)],
  ])("may be %s", (_name, text, expected) => {
    expect(momentIn({ since: text }, "since", now)).toBe(expected);
  });

  it.each(["", "soon", "15 m", "-5m", "2026-13-01", "2026-11-22T25:00:00Z", "1e3", "9999999999999999", "99999999w"])(
    "is not %j",
    (text) => {
      expect(() => momentIn({ since: text }, "since", now)).toThrow("since is");
    },
  );

  it("is absent where the query has none", () => {
    expect(momentIn({}, "since", now)).toBeUndefined();
  });
});
