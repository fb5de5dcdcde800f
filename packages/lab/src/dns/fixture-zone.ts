/** A zone with one of everything, for the tests of the DNS side. */
import type { LabRecordSet, LabZone, ZoneSource } from "../types.ts";

export const fixtureNameservers = ["ns-1.awsdns-01.com", "ns-2.awsdns-02.net", "ns-3.awsdns-03.org", "ns-4.awsdns-04.co.uk"];

const apex: LabRecordSet[] = [
  { name: "example.com.", type: "NS", ttlSeconds: 172_800, values: fixtureNameservers.map((name) => `${name}.`) },
  {
    name: "example.com.",
    type: "SOA",
    ttlSeconds: 900,
    values: ["ns-1.awsdns-01.com. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400"],
  },
];

const side = (name: string, failover: "PRIMARY" | "SECONDARY", check: string, more: Partial<LabRecordSet>): LabRecordSet => ({
  name,
  type: "A",
  ttlSeconds: 60,
  values: [],
  failover,
  setIdentifier: check,
  healthCheckId: check,
  ...more,
});

const recordSets: LabRecordSet[] = [
  ...apex,
  side("failover.example.com.", "PRIMARY", "eu", { values: ["192.0.2.10"] }),
  side("failover.example.com.", "SECONDARY", "us", { values: ["192.0.2.20"] }),
  side("cname.example.com.", "PRIMARY", "eu", { type: "CNAME", values: ["eu.example.com."] }),
  side("cname.example.com.", "SECONDARY", "us", { type: "CNAME", values: ["us.example.com."] }),
  { name: "eu.example.com.", type: "A", ttlSeconds: 30, values: ["192.0.2.11"] },
  { name: "us.example.com.", type: "A", ttlSeconds: 40, values: ["192.0.2.21"] },
  { name: "out.example.com.", type: "CNAME", ttlSeconds: 60, values: ["www.example.net."] },
  { name: "loop.example.com.", type: "CNAME", ttlSeconds: 60, values: ["loop.example.com."] },
  { name: "\\052.wild.example.com.", type: "A", ttlSeconds: 60, values: ["192.0.2.40"] },
  { name: "host.between.wild.example.com.", type: "A", ttlSeconds: 60, values: ["192.0.2.41"] },
  { name: "big.example.com.", type: "TXT", ttlSeconds: 60, values: Array.from({ length: 20 }, (_, i) => `"${`${i}`.padEnd(100, "x")}"`) },
  { name: "sub.example.com.", type: "NS", ttlSeconds: 300, values: ["ns.sub.example.com."] },
  { name: "ns.sub.example.com.", type: "A", ttlSeconds: 300, values: ["198.51.100.77"] },
  { name: "svcb.example.com.", type: "HTTPS", ttlSeconds: 60, values: ["1 . alpn=h2"] },
  // The tree of "complex configurations": a failover of aliases that evaluate their targets.
  side("tree.example.com.", "PRIMARY", "", {
    setIdentifier: "tree-1",
    healthCheckId: undefined,
    ttlSeconds: undefined,
    alias: { zoneId: "Z1", name: "group.example.com.", evaluateTargetHealth: true },
  }),
  side("tree.example.com.", "SECONDARY", "", { setIdentifier: "tree-2", healthCheckId: undefined, values: ["192.0.2.99"] }),
  ...["w1", "w2"].map((check, i) => ({
    name: "group.example.com.",
    type: "A",
    ttlSeconds: 45,
    values: [`192.0.2.${50 + i}`],
    setIdentifier: check,
    weight: 1,
    healthCheckId: check,
  })),
  { name: "elb.example.com.", type: "A", values: [], alias: { zoneId: "Z9", name: "lb.example.org.", evaluateTargetHealth: false } },
];

export const fixtureZone: LabZone = {
  id: "Z1",
  name: "example.com.",
  private: false,
  callerReference: "fixture",
  nameservers: fixtureNameservers,
  recordSets,
};

export const privateZone: LabZone = { ...fixtureZone, id: "Z2", name: "internal.example.com.", private: true, recordSets: [] };

/** Health is what the test says it is. */
export function fixtureSource(failing: Set<string>): ZoneSource {
  return { zonesAt: () => [fixtureZone, privateZone], healthy: (check) => !failing.has(check) };
}
