import { describe, expect, it } from "vitest";
import { createAttempts } from "./attempts.ts";

const now = Date.UTC(2026, 10, 22, 12);

describe("attempts to sign in", () => {
  it("are counted for each address, and begin anew with the minute", () => {
    const attempts = createAttempts({ perAddress: 2, inAll: 100 });
    expect([attempts.take("192.0.2.1", now), attempts.take("192.0.2.1", now + 20_000)]).toEqual([undefined, undefined]);
    expect(attempts.take("192.0.2.1", now + 30_000)).toBe(30);
    expect(attempts.take("192.0.2.1", now + 59_999)).toBe(1);
    expect(attempts.take("192.0.2.2", now + 30_000)).toBeUndefined();
    expect(attempts.take("192.0.2.1", now + 60_000)).toBeUndefined();
  });

  it("are counted in all, from however many addresses they come", () => {
    const attempts = createAttempts({ perAddress: 2, inAll: 5 });
    const taken = Array.from({ length: 7 }, (_, index) => attempts.take(`192.0.2.${index}`, now));
    expect(taken).toEqual([...Array(5).fill(undefined), 60, 60]);
  });

  it("begin anew when the clock is set back", () => {
    const attempts = createAttempts({ perAddress: 1, inAll: 5 });
    attempts.take("192.0.2.1", now);
    expect(attempts.take("192.0.2.1", now - 3_600_000)).toBeUndefined();
  });
});
