import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import { type TestClock, testClock } from "@flipwatch/adapters/testing/clock";
import { type Config, FlipwatchError, type Manifest, type RecordSet, type Route53, type ZoneRef } from "@flipwatch/core";
import { beforeEach, describe, expect, it } from "vitest";
import { type DiscoverPorts, discover, rereadPair } from "./discover.ts";

const nameservers = ["ns-1.awsdns-01.com", "ns-2.awsdns-02.net"];

/** Route 53 as the test fills it. */
class Zones implements Route53 {
  readonly listed: ZoneRef[] = [];
  readonly sets = new Map<string, RecordSet[]>();
  /** By what fails: `zones`, or a zone's id. */
  readonly trouble = new Map<string, Error>();
  calls = 0;

  add(id: string, name: string, sets: RecordSet[], isPrivate = false): void {
    this.listed.push({ id, name, private: isPrivate });
    this.sets.set(id, sets);
  }

  async zones(): Promise<ZoneRef[]> {
    this.answer("zones");
    return this.listed;
  }

  async zone(id: string): Promise<ZoneRef> {
    this.answer(id);
    const zone = this.listed.find((listed) => listed.id === id);
    if (!zone) throw new FlipwatchError("route53-failed", "NoSuchHostedZone");
    return { ...zone, nameservers };
  }

  async *recordSets(id: string): AsyncIterable<RecordSet> {
    this.answer(id);
    yield* this.sets.get(id) ?? [];
  }

  async recordSetsOf(id: string, name: string): Promise<RecordSet[]> {
    this.answer(id);
    return (this.sets.get(id) ?? []).filter((set) => set.name === `${name}.`);
  }

  checkers = () => Promise.reject(new Error("discover asks no checkers"));
  healthChecks = () => Promise.reject(new Error("discover lists no health checks"));

  private answer(what: string): void {
    this.calls += 1;
    const error = this.trouble.get(what);
    if (error) throw error;
  }
}

let records: Records;
let clock: TestClock;
let zones: Zones;

beforeEach(() => {
  records = createRecords(createMemoryTable());
  clock = testClock(1_000);
  zones = new Zones();
});

function ports(config: Partial<Config> = {}, changes: Partial<DiscoverPorts> = {}): DiscoverPorts {
  // Each run is later than the one before, as the schedule has it.
  clock.set(clock.now() + 60_000);
  return { records, route53: zones, config: { zones: ["example.com"], pairs: [], ...config }, clock, log: () => {}, ...changes };
}

function side(name: string, failover: "PRIMARY" | "SECONDARY", value: string, more: Partial<RecordSet> = {}): RecordSet {
  const healthCheckId = failover === "PRIMARY" ? "hc-eu" : "hc-us";
  return { name: `${name}.`, type: "A", ttlSeconds: 60, values: [value], failover, setIdentifier: failover, healthCheckId, ...more };
}

function pair(name: string, primary = "192.0.2.10", secondary = "192.0.2.20"): RecordSet[] {
  return [side(name, "PRIMARY", primary), side(name, "SECONDARY", secondary)];
}

async function slots(): Promise<string[]> {
  const manifests: Manifest[] = await records.manifests.current();
  return manifests.flatMap(({ slots: of }) => of.map((slot) => `${slot.pair} ${slot.revision}${slot.retired ? " retired" : ""}`));
}

async function findings(): Promise<string[]> {
  return (await records.findings.all()).map((finding) => finding.id).toSorted();
}

describe("discover", () => {
  it("makes definitions and a manifest of a zone's pairs, with the zone's name servers", async () => {
    zones.add("Z1", "example.com", [
      ...pair("failover.example.com"),
      { name: "www.example.com.", type: "A", ttlSeconds: 60, values: ["192.0.2.9"] },
    ]);
    expect(await discover(ports())).toMatchObject({
      zones: 1,
      recordSets: 3,
      pairs: 1,
      revised: 1,
      manifests: 1,
      retired: 0,
      troubles: [],
    });
    expect(await records.definitions.get("failover.example.com/A")).toMatchObject({
      revision: 1,
      source: "route53",
      zone: { id: "Z1", name: "example.com", nameservers },
      primary: { values: ["192.0.2.10"], healthCheckId: "hc-eu" },
    });
    expect(await slots()).toEqual(["failover.example.com/A 1"]);
  });

  it("changes nothing when nothing changed", async () => {
    zones.add("Z1", "example.com", pair("failover.example.com"));
    await discover(ports());
    expect(await discover(ports())).toMatchObject({ pairs: 1, revised: 0, manifests: 0 });
  });

  it("gives an edited pair its next revision, with the values before", async () => {
    zones.add("Z1", "example.com", pair("failover.example.com"));
    await discover(ports());
    zones.sets.set("Z1", pair("failover.example.com", "192.0.2.11"));
    expect(await discover(ports())).toMatchObject({ revised: 1, manifests: 1 });
    expect(await records.definitions.get("failover.example.com/A")).toMatchObject({ revision: 2, previous: { primary: ["192.0.2.10"] } });
    expect(await slots()).toEqual(["failover.example.com/A 2"]);
  });

  it("retires a pair that is gone, and gives it its slot back when it returns", async () => {
    zones.add("Z1", "example.com", [...pair("a.example.com"), ...pair("b.example.com")]);
    await discover(ports());
    zones.sets.set("Z1", pair("b.example.com"));
    expect(await discover(ports())).toMatchObject({ pairs: 1, retired: 1 });
    expect(await slots()).toEqual(["a.example.com/A 1 retired", "b.example.com/A 1"]);
    zones.sets.set("Z1", [...pair("a.example.com"), ...pair("b.example.com")]);
    await discover(ports());
    expect(await slots()).toEqual(["a.example.com/A 1", "b.example.com/A 1"]);
  });

  it("writes definitions before the manifest that names them", async () => {
    zones.add("Z1", "example.com", pair("failover.example.com"));
    const order: string[] = [];
    const noted = <T>(what: string, written: T): T => {
      order.push(what);
      return written;
    };
    const watched: Records = {
      ...records,
      definitions: { ...records.definitions, put: (definition) => noted("definition", records.definitions.put(definition)) },
      manifests: { ...records.manifests, put: (manifest) => noted("manifest", records.manifests.put(manifest)) },
    };
    await discover(ports({}, { records: watched }));
    expect(order).toEqual(["definition", "manifest"]);
  });

  it("reports what is wrong with a record set, and no longer once it is right", async () => {
    zones.add("Z1", "example.com", [side("lonely.example.com", "PRIMARY", "192.0.2.10")]);
    await discover(ports());
    expect(await findings()).toEqual(["missing-secondary:lonely.example.com/A"]);
    zones.sets.set("Z1", pair("lonely.example.com"));
    await discover(ports());
    expect(await findings()).toEqual([]);
  });

  it("watches the zones of a name together, the public one before the private", async () => {
    zones.add("ZPRIV", "example.com", [...pair("both.example.com", "10.0.0.1", "10.0.0.2"), ...pair("inside.example.com")], true);
    zones.add("ZPUB", "example.com", pair("both.example.com"));
    expect(await discover(ports())).toMatchObject({ zones: 2, pairs: 2 });
    expect((await records.definitions.get("both.example.com/A"))?.zone?.id).toBe("ZPUB");
    expect((await records.definitions.get("inside.example.com/A"))?.zone).toMatchObject({ id: "ZPRIV", private: true });
  });

  it("needs no Route 53 for pairs named outright", async () => {
    const named = {
      name: "app.example.net",
      type: "A" as const,
      nameservers: ["127.0.0.1:5300"],
      primary: { values: ["192.0.2.10"] },
      secondary: { values: ["192.0.2.20"] },
    };
    expect(await discover(ports({ zones: [], pairs: [named] }, { route53: undefined }))).toMatchObject({
      zones: 0,
      pairs: 1,
      troubles: [],
    });
    expect(await records.definitions.get("app.example.net/A")).toMatchObject({ source: "config", nameservers: ["127.0.0.1:5300"] });
  });
});

describe("pairs named outright beside zones", () => {
  const named = {
    name: "app.example.net",
    type: "A" as const,
    primary: { values: ["192.0.2.10"] },
    secondary: { values: ["192.0.2.20"] },
  };
  const both = { zones: ["example.com"], pairs: [named] };

  it("are watched before the zones are read, and nothing found in zones earlier is retired meanwhile", async () => {
    zones.add("Z1", "example.com", pair("failover.example.com"));
    await discover(ports());
    let whileReading: string[] = [];
    zones.zones = async () => {
      whileReading = await slots();
      return zones.listed;
    };
    expect(await discover(ports(both))).toMatchObject({ pairs: 2, revised: 1, manifests: 1, retired: 0 });
    expect(whileReading).toEqual(["failover.example.com/A 1", "app.example.net/A 1"]);
    expect(await slots()).toEqual(whileReading);
    expect(await discover(ports(both))).toMatchObject({ pairs: 2, revised: 0, manifests: 0, retired: 0 });
  });

  it("go before the zone's own of the same name, in every run", async () => {
    zones.add("Z1", "example.com", pair("app.example.com"));
    const config = { zones: ["example.com"], pairs: [{ ...named, name: "app.example.com" }] };
    await discover(ports(config));
    expect(await discover(ports(config))).toMatchObject({ pairs: 1, revised: 0 });
    expect(await records.definitions.get("app.example.com/A")).toMatchObject({ source: "config", revision: 1 });
  });
});

describe("a zone in trouble", () => {
  beforeEach(async () => {
    zones.add("Z1", "example.com", [...pair("a.example.com"), side("lonely.example.com", "PRIMARY", "192.0.2.10")]);
    zones.add("Z2", "example.net", pair("b.example.net"));
    await discover(ports({ zones: ["example.com", "example.net"] }));
  });
  const both = { zones: ["example.com", "example.net"] };
  const throttled = () => new FlipwatchError("route53-throttled", "Rate exceeded", { retryable: true });

  it.each<[string, () => void, string]>([
    ["cannot be read", () => zones.trouble.set("Z1", throttled()), "zone-unreadable:example.com@Z1"],
    ["is gone from the account", () => zones.listed.shift(), "zone-not-found:example.com"],
  ])("that %s keeps its pairs, is reported, and holds up no other", async (_what, breakIt, finding) => {
    breakIt();
    zones.sets.set("Z2", [...pair("b.example.net"), ...pair("c.example.net")]);
    const summary = await discover(ports(both));
    expect(summary).toMatchObject({ pairs: 3, retired: 0, revised: 1 });
    expect(summary.troubles.map((trouble) => trouble.name)).toEqual(["example.com"]);
    expect(await slots()).toEqual(["a.example.com/A 1", "b.example.net/A 1", "c.example.net/A 1"]);
    expect(await findings()).toEqual(expect.arrayContaining([finding, "missing-secondary:lonely.example.com/A"]));
  });

  it("keeps all pairs when the zones cannot even be listed", async () => {
    zones.trouble.set("zones", throttled());
    expect(await discover(ports(both))).toMatchObject({ zones: 0, pairs: 2, retired: 0 });
    expect(await findings()).toEqual(expect.arrayContaining(["zone-unreadable:example.com", "zone-unreadable:example.net"]));
  });

  it.each([
    [
      "are missing",
      Object.assign(new Error("none"), { name: "CredentialsProviderError" }),
      true,
      /^Give AWS credentials .*GetMetricData.* under `pairs`\.$/,
    ],
    [
      "may not read",
      new Error("AccessDenied"),
      false,
      /^Check what the credentials allow: .*ListHostedZones.* `flipwatch run`.*GetMetricData/,
    ],
    ["will do when the trouble passes", new Error("ECONNRESET"), true, /^Nothing, if it passes/],
  ])("says what to do where credentials %s", async (_what, cause, retryable, fix) => {
    zones.trouble.set("zones", new FlipwatchError("route53-failed", "Route 53 ListHostedZones failed", { cause, retryable }));
    const { troubles } = await discover(ports(both));
    expect(troubles[0]?.finding.fix).toMatch(fix);
    expect(troubles[0]?.finding.fix).not.toContain("ListTags");
    expect(troubles[0]?.finding.message).toMatch(/ListHostedZones failed\.$/);
  });

  it("is an error in words when there is no Route 53 at all", async () => {
    const { troubles } = await discover(ports(both, { route53: undefined }));
    expect(troubles[0]?.finding.message).toContain("there is no access to Route 53");
  });

  it("loses its pairs once it is no longer configured", async () => {
    zones.trouble.set("Z1", throttled());
    expect(await discover(ports({ zones: ["example.net"] }))).toMatchObject({ pairs: 1, retired: 1 });
  });

  it("is told once it could not be read for five minutes, by whatever failed, and its end then; before that it is only listed", async () => {
    const facts = async () =>
      (await records.inbox.oldest()).flatMap((fact) => ("finding" in fact ? `${fact.kind} ${fact.finding.id}` : [])).slice(1);
    for (const what of ["Z1", "zones"]) {
      for (let minute = 0; minute < 2; minute += 1) {
        zones.trouble.set(what, throttled());
        await discover(ports(both));
      }
      zones.trouble.clear();
    }
    expect((await findings()).filter((id) => id.startsWith("zone"))).toEqual([
      "zone-unreadable:example.com",
      "zone-unreadable:example.net",
    ]);
    expect(await facts()).toEqual([]);
    zones.trouble.set("Z1", throttled());
    for (let minute = 4; minute < 8; minute += 1) await discover(ports(both));
    expect(await facts()).toEqual(["finding-opened zone-unreadable:example.com@Z1"]);
    zones.trouble.clear();
    await discover(ports(both));
    expect(await facts()).toEqual(["finding-opened zone-unreadable:example.com@Z1", "finding-closed zone-unreadable:example.com@Z1"]);
  });

  it("is forgiven at the next good run", async () => {
    zones.trouble.set("Z1", throttled());
    await discover(ports(both));
    zones.trouble.clear();
    expect(await discover(ports(both))).toMatchObject({ pairs: 2, retired: 0, troubles: [] });
    expect(await findings()).toEqual(["missing-secondary:lonely.example.com/A"]);
  });
});

describe("reading a pair again", () => {
  beforeEach(async () => {
    zones.add("Z1", "example.com", pair("failover.example.com"));
    await discover(ports());
  });
  const id = "failover.example.com/A";

  it("finds nothing changed", async () => {
    expect(await rereadPair(ports(), id)).toBe("unchanged");
  });

  it("finds an edit, and has it in the manifest at once", async () => {
    zones.sets.set("Z1", pair("failover.example.com", "192.0.2.11"));
    expect(await rereadPair(ports(), id)).toBe("changed");
    expect(await slots()).toEqual([`${id} 2`]);
    expect(await discover(ports())).toMatchObject({ revised: 0, manifests: 0 });
  });

  it("finds it gone, and leaves it as it is", async () => {
    zones.sets.set("Z1", []);
    expect(await rereadPair(ports(), id)).toBe("gone");
    expect(await slots()).toEqual([`${id} 1`]);
    expect(await rereadPair(ports(), "unheard.example.com/A")).toBe("gone");
  });

  it("asks nobody about a pair named outright, nor without Route 53", async () => {
    const named = {
      name: "app.example.net",
      type: "A" as const,
      primary: { values: ["192.0.2.10"] },
      secondary: { values: ["192.0.2.20"] },
    };
    await discover(ports({ pairs: [named] }));
    zones.calls = 0;
    expect(await rereadPair(ports(), "app.example.net/A")).toBe("unchanged");
    expect(await rereadPair(ports({}, { route53: undefined }), id)).toBe("unchanged");
    expect(zones.calls).toBe(0);
  });

  it("hands on Route 53's trouble", async () => {
    zones.trouble.set("Z1", new FlipwatchError("route53-failed", "down", { retryable: true }));
    await expect(rereadPair(ports(), id)).rejects.toMatchObject({ code: "route53-failed" });
  });
});
