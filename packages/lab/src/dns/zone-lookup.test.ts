import { describe, expect, it } from "vitest";
import { fixtureSource } from "./fixture-zone.ts";
import type { Reply, WireRecord } from "./message.ts";
import { nameFromWire, normalOf } from "./names.ts";
import { typeName } from "./rdata.ts";
import { lookUp } from "./zone-lookup.ts";

const value = ({ type, rdata }: WireRecord) => {
  if (typeName(type) === "A") return [...rdata].join(".");
  return ["CNAME", "NS"].includes(typeName(type)) ? normalOf(nameFromWire(rdata, 0).labels) : "…";
};
const line = (record: WireRecord) => `${record.name} ${record.ttlSeconds} ${typeName(record.type)} ${value(record)}`;
const shown = (reply: Reply) => ({ rcode: reply.rcode, aa: reply.authoritative ?? false, answers: (reply.answers ?? []).map(line) });

const ask = (name: string, type = "A", failing: string[] = []) => {
  const source = fixtureSource(new Set(failing));
  return lookUp({ zones: source.zonesAt(0), healthy: (check) => source.healthy(check, 0), asker: { draw: 0 } }, name, type);
};

describe("an answer from the zone", () => {
  it.each([
    ["the healthy primary", "failover.example.com", "A", [], ["failover.example.com 60 A 192.0.2.10"]],
    ["the secondary once the primary is down", "failover.example.com", "A", ["eu"], ["failover.example.com 60 A 192.0.2.20"]],
    ["the primary when both are down", "failover.example.com", "A", ["eu", "us"], ["failover.example.com 60 A 192.0.2.10"]],
    [
      "a failover CNAME with its target from the zone",
      "cname.example.com",
      "A",
      ["eu"],
      ["cname.example.com 60 CNAME us.example.com", "us.example.com 40 A 192.0.2.21"],
    ],
    ["a CNAME asked for itself", "cname.example.com", "CNAME", [], ["cname.example.com 60 CNAME eu.example.com"]],
    ["a CNAME out of the zone, not followed", "out.example.com", "A", [], ["out.example.com 60 CNAME www.example.net"]],
    ["the wildcard, under the asked name", "any.wild.example.com", "A", [], ["any.wild.example.com 60 A 192.0.2.40"]],
    ["the wildcard, several labels down", "a.b.wild.example.com", "A", [], ["a.b.wild.example.com 60 A 192.0.2.40"]],
    ["an alias's target with the target's TTL", "tree.example.com", "A", [], ["tree.example.com 45 A 192.0.2.50"]],
    ["an alias lives while one of its target's records does", "tree.example.com", "A", ["w1"], ["tree.example.com 45 A 192.0.2.51"]],
    ["an alias whose whole target is down is left", "tree.example.com", "A", ["w1", "w2"], ["tree.example.com 60 A 192.0.2.99"]],
  ])("is %s", (_, name, type, failing, answers) => {
    expect(shown(ask(name, type, failing))).toEqual({ rcode: "NOERROR", aa: true, answers });
  });

  it("ends a CNAME loop", () => {
    const { answers, rcode } = shown(ask("loop.example.com"));
    expect(rcode).toBe("NOERROR");
    expect(answers.length).toBeLessThan(12);
  });

  it("refers a delegated name to its servers, with glue, not authoritatively", () => {
    const reply = ask("www.sub.example.com");
    expect(shown(reply)).toEqual({ rcode: "NOERROR", aa: false, answers: [] });
    expect(reply.authorities?.map(line)).toEqual(["sub.example.com 300 NS ns.sub.example.com"]);
    expect(reply.additionals?.map(line)).toEqual(["ns.sub.example.com 300 A 198.51.100.77"]);
  });
});

describe("no answer from the zone", () => {
  it.each([
    ["a name that is not there: NXDOMAIN", "nobody.example.com", "A", "NXDOMAIN"],
    ["a name of another type: no data", "failover.example.com", "MX", "NOERROR"],
    ["an empty name in between: no data", "between.wild.example.com", "A", "NOERROR"],
    ["a wildcard that a closer name hides: NXDOMAIN", "other.between.wild.example.com", "A", "NXDOMAIN"],
  ])("%s, with the SOA to be believed for 900 s", (_, name, type, rcode) => {
    const reply = ask(name, type);
    expect(shown(reply)).toEqual({ rcode, aa: true, answers: [] });
    expect(reply.authorities?.map(line)).toEqual(["example.com 900 SOA …"]);
  });

  it.each([
    ["a name outside the zones is refused", "www.example.net", "REFUSED"],
    ["an alias to an AWS name, which the lab lacks, fails openly", "elb.example.com", "SERVFAIL"],
  ])("%s", (_, name, rcode) => {
    expect(ask(name)).toEqual({ rcode });
  });

  it("fails openly for a type it cannot encode", () => {
    expect(ask("svcb.example.com", "HTTPS")).toEqual({ rcode: "SERVFAIL" });
  });

  it("does not show private zones from outside", () => {
    expect(ask("www.internal.example.com").rcode).toBe("NXDOMAIN");
  });

  it("answers ANY with one HINFO", () => {
    expect(ask("failover.example.com", "ANY").answers?.map((record) => typeName(record.type))).toEqual(["HINFO"]);
  });
});
