import { describe, expect, it } from "vitest";
import { isEndpoint, isServer } from "./endpoints.ts";

describe("isServer and isEndpoint", () => {
  it.each<[string, string, { server: boolean; endpoint: boolean }]>([
    ["an address", "192.0.2.53", { server: true, endpoint: false }],
    ["an address with port", "192.0.2.53:5300", { server: true, endpoint: true }],
    ["a host", "ns-1.awsdns-01.com", { server: true, endpoint: false }],
    ["a host with trailing dot", "ns-1.awsdns-01.com.", { server: true, endpoint: false }],
    ["a host with port", "ns1.example.com:53", { server: true, endpoint: false }],
    ["a host of one label", "resolver", { server: true, endpoint: false }],
    ["bare IPv6", "2001:db8::53", { server: true, endpoint: false }],
    ["IPv6 in brackets", "[2001:db8::53]", { server: true, endpoint: false }],
    ["IPv6 in brackets with port", "[2001:db8::53]:5300", { server: true, endpoint: true }],
    ["the largest port", "192.0.2.53:65535", { server: true, endpoint: true }],
    ["a port too large", "192.0.2.53:65536", { server: false, endpoint: false }],
    ["port zero", "[::1]:0", { server: false, endpoint: false }],
    ["an empty port", "192.0.2.53:", { server: false, endpoint: false }],
    ["a number too large", "192.0.2.530", { server: false, endpoint: false }],
    ["too few numbers", "192.0.2", { server: false, endpoint: false }],
    ["IPv4 in brackets", "[192.0.2.53]:53", { server: false, endpoint: false }],
    ["a bracket too few", "[2001:db8::53", { server: false, endpoint: false }],
    ["text behind the bracket", "[2001:db8::53]53", { server: false, endpoint: false }],
    ["a URL", "https://1.1.1.1/dns-query", { server: false, endpoint: false }],
    ["blanks", "192.0.2.53 192.0.2.54", { server: false, endpoint: false }],
    ["nothing", "", { server: false, endpoint: false }],
    ["a label that ends in a hyphen", "ns-.example.com", { server: false, endpoint: false }],
  ])("judge %s", (_, text, expected) => {
    expect({ server: isServer(text), endpoint: isEndpoint(text) }).toEqual(expected);
  });
});
