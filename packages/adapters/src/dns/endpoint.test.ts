import { describe, expect, it } from "vitest";
import { endpointOf, formatEndpoint, hostPortOf, translator } from "./endpoint.ts";

describe("endpoints", () => {
  it.each([
    ["192.0.2.53", { host: "192.0.2.53", port: 53, family: 4 }],
    ["192.0.2.53:5300", { host: "192.0.2.53", port: 5300, family: 4 }],
    ["2001:db8::53", { host: "2001:db8::53", port: 53, family: 6 }],
    ["[2001:db8::53]", { host: "2001:db8::53", port: 53, family: 6 }],
    ["[2001:db8::53]:5300", { host: "2001:db8::53", port: 5300, family: 6 }],
    ["ns1.example.com", { host: "ns1.example.com", port: 53, family: 0 }],
    ["ns1.example.com:5300", { host: "ns1.example.com", port: 5300, family: 0 }],
    ["", undefined],
    ["192.0.2.53:", undefined],
    ["192.0.2.53:0", undefined],
    ["192.0.2.53:65536", undefined],
    ["[192.0.2.53]:53", undefined],
    ["a b", undefined],
  ])("reads %j", (text, expected) => {
    expect(hostPortOf(text)).toEqual(expected);
  });

  it("knows addresses only, in the spelling of a packet's source", () => {
    expect(endpointOf("ns1.example.com:53")).toBeUndefined();
    expect(endpointOf("[2001:DB8:0::53]:53")?.address).toBe("2001:db8::53");
  });

  it("writes IPv6 in brackets", () => {
    expect([formatEndpoint("192.0.2.53", 53), formatEndpoint("2001:db8::53", 53)]).toEqual(["192.0.2.53:53", "[2001:db8::53]:53"]);
  });

  it("translates by the table, however an address is spelled, and leaves the rest alone", () => {
    const translate = translator({ "198.51.100.1:53": "localhost:5300", "[2001:DB8::1]:53": "[::1]:5301" });
    expect(translate("198.51.100.1:53")).toMatchObject({ address: "127.0.0.1", port: 5300 });
    expect(translate("198.51.100.1")).toMatchObject({ address: "127.0.0.1", port: 5300 });
    expect(translate("[2001:db8:0::1]:53")).toMatchObject({ address: "::1", port: 5301, family: 6 });
    expect(translate("198.51.100.1:5353")).toMatchObject({ address: "198.51.100.1", port: 5353 });
  });
});
