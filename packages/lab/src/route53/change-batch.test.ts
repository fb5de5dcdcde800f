import { describe, expect, it } from "vitest";
import { assumed } from "../aws/assumptions.ts";
import type { LabRecordSet, LabZone } from "../types.ts";
import { applyBatch } from "./change-batch.ts";
import type { Action, RequestedChange } from "./change-input.ts";
import { listedName } from "./name.ts";

type Set = Partial<LabRecordSet> & { name: string; type: string };
const set = (value: Set): LabRecordSet => ({
  ttlSeconds: 60,
  values: value.alias ? [] : ["192.0.2.1"],
  ...value,
  name: listedName(value.name),
});
const zone = (sets: Set[]): LabZone => ({
  id: "Z1",
  name: "example.com.",
  private: false,
  callerReference: "r",
  nameservers: [],
  recordSets: [set({ name: "example.com", type: "NS" }), set({ name: "example.com", type: "SOA" }), ...sets.map(set)],
});
const change = (action: Action, value: Set): RequestedChange => ({ action, recordSet: set(value) });
const apply = (known: Set[], changes: RequestedChange[]) =>
  applyBatch(changes, { zone: zone(known), zoneIds: ["Z1", "Z2"], checkExists: (id) => id === "hc-1", assumptions: assumed });

const a = { name: "x.example.com", type: "A" };
const primary = { ...a, setIdentifier: "EU", failover: "PRIMARY" as const, healthCheckId: "hc-1" };
const secondary = { ...a, setIdentifier: "US", failover: "SECONDARY" as const };
const alias = (name: string, zoneId = "Z1") => ({ alias: { zoneId, name, evaluateTargetHealth: true } });

describe("a change batch is refused", () => {
  it.each<[string, Set[], RequestedChange[], string]>([
    [
      "when it creates what is there",
      [a],
      [change("CREATE", a)],
      "[Tried to create resource record set [name='x.example.com.', type='A'] but it already exists]",
    ],
    [
      "when it deletes what is not there",
      [],
      [change("DELETE", a)],
      "[Tried to delete resource record set [name='x.example.com.', type='A'] but it was not found]",
    ],
    [
      "when it deletes with other values",
      [a],
      [change("DELETE", { ...a, values: ["192.0.2.9"] })],
      "[Tried to delete resource record set [name='x.example.com.', type='A'] but the values provided do not match the current values]",
    ],
    [
      "when it deletes with another TTL",
      [a],
      [change("DELETE", { ...a, ttlSeconds: 61 })],
      "[Tried to delete resource record set [name='x.example.com.', type='A'] but the values provided do not match the current values]",
    ],
    [
      "for a name outside the zone",
      [],
      [change("CREATE", { ...a, name: "x.example.org" })],
      "[RRSet with DNS name x.example.org. is not permitted in zone example.com.]",
    ],
    [
      "for a name that only ends alike",
      [],
      [change("CREATE", { ...a, name: "badexample.com" })],
      "[RRSet with DNS name badexample.com. is not permitted in zone example.com.]",
    ],
    [
      "for a CNAME beside others",
      [a],
      [change("CREATE", { ...a, type: "CNAME", values: ["y.example.com"] })],
      "[RRSet of type CNAME with DNS name x.example.com. is not permitted as it conflicts with other records with the same DNS name in zone example.com.]",
    ],
    [
      "for others beside a CNAME",
      [{ ...a, type: "CNAME", values: ["y.example.com"] }],
      [change("CREATE", a)],
      "[RRSet of type A with DNS name x.example.com. is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists in zone example.com.]",
    ],
    [
      "for a primary without a health check",
      [],
      [change("CREATE", { ...primary, healthCheckId: undefined })],
      "[A non-alias primary ResourceRecordSet must have an associated health check. No changes made.]",
    ],
    [
      "for a second primary",
      [primary],
      [change("CREATE", { ...primary, setIdentifier: "EU2" })],
      `[${assumed.duplicateFailoverText("x.example.com.", "A", "PRIMARY")}]`,
    ],
    [
      "for a simple record beside a failover group",
      [primary],
      [change("CREATE", a)],
      "[RRSet with DNS name x.example.com., type A cannot be created as other RRSets exist with the same name and type.]",
    ],
    [
      "for an address that is none",
      [],
      [change("CREATE", { ...a, values: ["192.0.2"] })],
      "[Invalid Resource Record: 'FATAL problem: ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address) encountered with '192.0.2'']",
    ],
    [
      "for a text without quotes",
      [],
      [change("CREATE", { ...a, type: "TXT", values: ["plain"] })],
      "[Invalid Resource Record: 'FATAL problem: InvalidCharacterString (Value should be enclosed in quotation marks) encountered with 'plain'']",
    ],
    [
      "for an alias to nothing",
      [],
      [change("CREATE", { ...a, ttlSeconds: undefined, ...alias("none.example.com.") })],
      "[Tried to create an alias that targets none.example.com., type A in zone Z1, but that target was not found]",
    ],
    [
      "for an alias into another zone",
      [],
      [change("CREATE", { ...a, ttlSeconds: undefined, ...alias("x.example.org.", "Z2") })],
      "[Tried to create an alias that targets x.example.org., type A in zone Z2, but the alias target name does not lie within the target zone]",
    ],
    [
      "with every message at once",
      [],
      [change("DELETE", a), change("CREATE", { ...a, name: "x.example.org" })],
      "[Tried to delete resource record set [name='x.example.com.', type='A'] but it was not found, RRSet with DNS name x.example.org. is not permitted in zone example.com.]",
    ],
    [
      "when the SOA goes",
      [],
      [change("DELETE", { name: "example.com", type: "SOA" })],
      "[A HostedZone must contain exactly one SOA record.]",
    ],
    [
      "for too many records",
      [],
      Array.from({ length: 501 }, (_, index) => change("UPSERT", { ...a, name: `x${index}.example.com` })),
      "[Number of records limit of 1000 exceeded.]",
    ],
  ])("%s", (_, known, changes, message) => {
    expect(() => apply(known, changes)).toThrow(expect.objectContaining({ code: "InvalidChangeBatch", message }));
  });

  it("for a health check that does not exist", () => {
    expect(() => apply([], [change("CREATE", { ...primary, healthCheckId: "hc-2" })])).toThrow(
      expect.objectContaining({ code: "NoSuchHealthCheck", status: 404 }),
    );
  });
});

describe("a change batch is applied", () => {
  it.each<[string, Set[], RequestedChange[], number]>([
    ["for a pair", [], [change("CREATE", primary), change("CREATE", secondary)], 4],
    ["for an UPSERT that replaces", [a], [change("UPSERT", { ...a, values: ["192.0.2.2"] })], 3],
    [
      "for a DELETE with values in another order",
      [{ ...a, values: ["192.0.2.1", "192.0.2.2"] }],
      [change("DELETE", { ...a, values: ["192.0.2.2", "192.0.2.1"] })],
      2,
    ],
    [
      "for a type changed by DELETE and CREATE",
      [a],
      [change("DELETE", a), change("CREATE", { ...a, type: "CNAME", values: ["y.example.com"] })],
      3,
    ],
    [
      "for an alias to a later change's name",
      [],
      [change("CREATE", { ...a, name: "y.example.com", ttlSeconds: undefined, ...alias("x.example.com.") }), change("CREATE", a)],
      4,
    ],
    [
      "for an alias to an AWS name",
      [],
      [change("CREATE", { ...a, ttlSeconds: undefined, ...alias("lb.amazonaws.com.", "Z35SXDOTRQ7X7K") })],
      3,
    ],
    [
      "for an alias primary without a health check",
      [],
      [change("CREATE", { ...primary, healthCheckId: undefined, ttlSeconds: undefined, ...alias("lb.amazonaws.com.", "ZAWS") })],
      3,
    ],
  ])("%s", (_, known, changes, count) => {
    expect(apply(known, changes)).toHaveLength(count);
  });

  it("and leaves everything alone when one change is refused", () => {
    const before = zone([a]);
    const context = { zone: before, zoneIds: ["Z1"], checkExists: () => true, assumptions: assumed };
    expect(() => applyBatch([change("DELETE", a), change("CREATE", { ...a, name: "x.example.org" })], context)).toThrow();
    expect(before.recordSets).toHaveLength(3);
  });
});
