import { describe, expect, it } from "vitest";
import { hostOf, isLoopbackHost } from "./loopback.ts";

describe("a host", () => {
  it.each<[string, boolean]>([
    ["127.0.0.1", true],
    ["127.8.9.10", true],
    ["localhost", true],
    ["LOCALHOST", true],
    ["::1", true],
    ["[::1]", true],
    ["::ffff:127.0.0.1", true],
    ["127.0.0.1.example.com", false],
    ["localhost.example.com", false],
    ["192.0.2.1", false],
    ["0.0.0.0", false],
    ["::", false],
    ["1270.0.0.1", false],
    ["", false],
  ])("%s: loopback is %s", (host, expected) => {
    expect(isLoopbackHost(host)).toBe(expected);
  });

  it.each([
    ["127.0.0.1:4780", "127.0.0.1"],
    ["[::1]:4780", "[::1]"],
    ["[::1]", "[::1]"],
    ["flipwatch.example.com", "flipwatch.example.com"],
  ])("of %s is %s", (header, host) => {
    expect(hostOf(header)).toBe(host);
  });
});
