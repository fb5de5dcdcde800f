import {
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  DeleteHostedZoneCommand,
  GetChangeCommand,
  GetHostedZoneCommand,
  GetHostedZoneCountCommand,
  ListHostedZonesByNameCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
  TestDNSAnswerCommand,
} from "@aws-sdk/client-route-53";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { credentials, eventually, startTestSide, type TestSide } from "../aws/test-side.ts";

let lab: TestSide;
let client: Route53Client;
beforeAll(async () => {
  lab = await startTestSide(10);
  client = new Route53Client({ endpoint: lab.url, region: "eu-west-1", credentials, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await lab.close();
  expect(lab.troubles).toEqual([]);
});

async function newZone(name: string): Promise<string> {
  const { HostedZone } = await client.send(new CreateHostedZoneCommand({ Name: name, CallerReference: name }));
  return HostedZone?.Id ?? "";
}
const address = (name: string, value: string) => ({ Name: name, Type: "A" as const, TTL: 60, ResourceRecords: [{ Value: value }] });
const create = (zone: string, sets: ReturnType<typeof address>[]) =>
  client.send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: zone,
      ChangeBatch: { Changes: sets.map((set) => ({ Action: "CREATE", ResourceRecordSet: set })) },
    }),
  );

describe("hosted zones", () => {
  it("come with their delegation set, NS and SOA", async () => {
    const created = await client.send(
      new CreateHostedZoneCommand({ Name: "One.Example.com", CallerReference: "one", HostedZoneConfig: { Comment: "a & b" } }),
    );
    expect(created.HostedZone).toMatchObject({
      Name: "one.example.com.",
      CallerReference: "one",
      Config: { Comment: "a & b", PrivateZone: false },
      ResourceRecordSetCount: 2,
    });
    expect(created.HostedZone?.Id).toMatch(/^\/hostedzone\/Z[A-Z0-9]+$/);
    expect(created.ChangeInfo).toMatchObject({ Status: "PENDING" });
    expect(created.DelegationSet?.NameServers).toHaveLength(4);
    const found = await client.send(new GetHostedZoneCommand({ Id: created.HostedZone?.Id }));
    expect(found.DelegationSet?.NameServers).toEqual(created.DelegationSet?.NameServers);
    const { ResourceRecordSets = [] } = await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: created.HostedZone?.Id }));
    expect(ResourceRecordSets.map(({ Type, TTL }) => [Type, TTL])).toEqual([
      ["NS", 172_800],
      ["SOA", 900],
    ]);
    expect(ResourceRecordSets[1]?.ResourceRecords?.[0]?.Value).toMatch(/ 1 7200 900 1209600 86400$/);
  });

  it("refuse a reference used twice, and a public name twice", async () => {
    await newZone("two.example.com");
    const again = (Name: string, CallerReference: string) => client.send(new CreateHostedZoneCommand({ Name, CallerReference }));
    await expect(again("other.example.com", "two.example.com")).rejects.toMatchObject({ name: "HostedZoneAlreadyExists" });
    await expect(again("two.example.com", "new")).rejects.toMatchObject({ name: "ConflictingDomainExists" });
    await expect(again("two..example.com", "new")).rejects.toMatchObject({ name: "InvalidDomainName" });
  });

  it("are listed in pages and by reversed name", async () => {
    await newZone("b.example.org");
    await newZone("a.example.org");
    const first = await client.send(new ListHostedZonesCommand({ MaxItems: 1 }));
    expect([first.IsTruncated, first.HostedZones?.length]).toEqual([true, 1]);
    const rest = await client.send(new ListHostedZonesCommand({ Marker: first.NextMarker }));
    const { HostedZoneCount } = await client.send(new GetHostedZoneCountCommand({}));
    expect(1 + (rest.HostedZones?.length ?? 0)).toBe(HostedZoneCount);
    const named = await client.send(new ListHostedZonesByNameCommand({ DNSName: "example.org" }));
    expect(named.HostedZones?.map(({ Name }) => Name)).toEqual(["a.example.org.", "b.example.org."]);
  });

  it("are deleted only when empty", async () => {
    const zone = await newZone("gone.example.com");
    await create(zone, [address("x.gone.example.com", "192.0.2.1")]);
    await expect(client.send(new DeleteHostedZoneCommand({ Id: zone }))).rejects.toMatchObject({ name: "HostedZoneNotEmpty" });
    const record = { Action: "DELETE" as const, ResourceRecordSet: address("x.gone.example.com", "192.0.2.1") };
    await client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zone, ChangeBatch: { Changes: [record] } }));
    await client.send(new DeleteHostedZoneCommand({ Id: zone }));
    await expect(client.send(new GetHostedZoneCommand({ Id: zone }))).rejects.toMatchObject({ name: "NoSuchHostedZone" });
  });
});

describe("record sets", () => {
  it("are listed by reversed labels, then type, in pages that join without a gap", async () => {
    const zone = await newZone("sorted.example.com");
    const names = ["b", "a.b", "*", "z.a"].map((label) => `${label}.sorted.example.com`);
    await create(
      zone,
      names.map((name) => address(name, "192.0.2.1")),
    );
    const seen: string[] = [];
    let next: { StartRecordName?: string; StartRecordType?: "A" } = {};
    for (let page = 0; page < 10; page++) {
      const reply = await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: zone, MaxItems: 2, ...next }));
      seen.push(...(reply.ResourceRecordSets ?? []).map(({ Name, Type }) => `${Name} ${Type}`));
      if (!reply.IsTruncated) break;
      next = { StartRecordName: reply.NextRecordName, StartRecordType: reply.NextRecordType as "A" };
    }
    const apex = "sorted.example.com.";
    expect(seen).toEqual([`${apex} NS`, `${apex} SOA`, `\\052.${apex} A`, `z.a.${apex} A`, `b.${apex} A`, `a.b.${apex} A`]);
  });

  it("want a name with a type", async () => {
    const zone = await newZone("typed.example.com");
    await expect(client.send(new ListResourceRecordSetsCommand({ HostedZoneId: zone, StartRecordType: "A" }))).rejects.toMatchObject({
      name: "InvalidInput",
    });
  });

  it("are listed while PENDING, and INSYNC once every name server serves them", async () => {
    const zone = await newZone("spread.example.com");
    lab.side.route53.settle();
    const { ChangeInfo } = await create(zone, [address("x.spread.example.com", "192.0.2.1")]);
    const listed = await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: zone }));
    expect(listed.ResourceRecordSets).toHaveLength(3);
    const serves = (server: number) =>
      lab.side.route53.zonesAt(server).some((each) => each.recordSets.some((set) => set.name === "x.spread.example.com."));
    const status = async () => (await client.send(new GetChangeCommand({ Id: ChangeInfo?.Id }))).ChangeInfo?.Status;
    await eventually("INSYNC", async () => (await status()) === "INSYNC");
    expect([0, 1, 2, 3].map(serves)).toEqual([true, true, true, true]);
  });

  it("are posted to …/rrset and …/rrset/ alike", async () => {
    const zone = (await newZone("slash.example.com")).replace("/hostedzone/", "");
    const change = (name: string) =>
      `<ChangeResourceRecordSetsRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><ChangeBatch><Changes><Change><Action>CREATE</Action><ResourceRecordSet><Name>${name}</Name><Type>TXT</Type><TTL>007</TTL><ResourceRecords><ResourceRecord><Value>"true &amp; 007"</Value></ResourceRecord></ResourceRecords></ResourceRecordSet></Change></Changes></ChangeBatch></ChangeResourceRecordSetsRequest>`;
    for (const [end, name] of [
      ["", "a"],
      ["/", "b"],
    ]) {
      const response = await fetch(`${lab.url}/2013-04-01/hostedzone/${zone}/rrset${end}`, {
        method: "POST",
        body: change(`${name}.slash.example.com`),
      });
      expect(response.status).toBe(200);
    }
    const { ResourceRecordSets = [] } = await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: zone }));
    expect(ResourceRecordSets.filter(({ Type }) => Type === "TXT").map((set) => [set.TTL, set.ResourceRecords?.[0]?.Value])).toEqual([
      [7, '"true & 007"'],
      [7, '"true & 007"'],
    ]);
  });

  it("are refused with PriorRequestNotComplete while another batch for the zone is worked on", async () => {
    const zone = await newZone("busy.example.com");
    const both = await Promise.allSettled([
      create(zone, [address("a.busy.example.com", "192.0.2.1")]),
      create(zone, [address("b.busy.example.com", "192.0.2.1")]),
    ]);
    const rejected = both.filter((result) => result.status === "rejected").map(({ reason }) => reason.name);
    // The two may also have come one after the other.
    expect([[], ["PriorRequestNotComplete"]]).toContainEqual(rejected);
  });

  it("answer TestDNSAnswer", async () => {
    const zone = await newZone("answer.example.com");
    await create(zone, [address("*.answer.example.com", "192.0.2.7")]);
    const ask = (name: string) => client.send(new TestDNSAnswerCommand({ HostedZoneId: zone, RecordName: name, RecordType: "A" }));
    expect(await ask("any.answer.example.com")).toMatchObject({ RecordData: ["192.0.2.7"], ResponseCode: "NOERROR", Protocol: "UDP" });
    expect(await ask("a.b.answer.example.com")).toMatchObject({ ResponseCode: "NXDOMAIN" });
  });
});

describe("throttling", () => {
  it("refuses the sixth request of a lab second, which shrinks with the speed", async () => {
    const slow = await startTestSide(1_000, { assumptions: { throttle: true } });
    const impatient = new Route53Client({ endpoint: slow.url, region: "us-east-1", credentials, maxAttempts: 1 });
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => impatient.send(new GetHostedZoneCountCommand({}))));
    const refused = results.filter((result) => result.status === "rejected");
    expect(refused.length).toBeGreaterThanOrEqual(2);
    expect(refused[0]).toMatchObject({ reason: { name: "Throttling", message: "Rate exceeded", $metadata: { httpStatusCode: 400 } } });
    impatient.destroy();
    await slow.close();
    const fast = await startTestSide(1, { assumptions: { throttle: true } });
    const patient = new Route53Client({ endpoint: fast.url, region: "us-east-1", credentials });
    for (let call = 0; call < 20; call++) await patient.send(new GetHostedZoneCountCommand({}));
    patient.destroy();
    await fast.close();
  });
});
