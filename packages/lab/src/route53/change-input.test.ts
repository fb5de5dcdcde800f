import { describe, expect, it } from "vitest";
import { childrenOf, parseXml } from "../aws/xml.ts";
import { readChanges } from "./change-input.ts";

const read = (set: string, action = "CREATE") =>
  readChanges(
    childrenOf(
      parseXml(
        `<R><ChangeBatch><Changes><Change><Action>${action}</Action><ResourceRecordSet>${set}</ResourceRecordSet></Change></Changes></ChangeBatch></R>`,
        "R",
      ).ChangeBatch,
    ),
  );
const head = "<Name>X.example.com</Name><Type>A</Type>";
const values = "<TTL>60</TTL><ResourceRecords><ResourceRecord><Value>192.0.2.1</Value></ResourceRecord></ResourceRecords>";
const alias =
  "<AliasTarget><HostedZoneId>Z1</HostedZoneId><DNSName>y.example.com</DNSName><EvaluateTargetHealth>false</EvaluateTargetHealth></AliasTarget>";
const label = "Change with [Action=CREATE, Name=X.example.com, Type=A, SetIdentifier=null]";

describe("a change's shape", () => {
  it("is read into a record set", () => {
    expect(
      read(`${head}<SetIdentifier>007</SetIdentifier><Failover>PRIMARY</Failover>${values}<HealthCheckId>hc-1</HealthCheckId>`),
    ).toEqual([
      {
        action: "CREATE",
        recordSet: {
          name: "x.example.com.",
          type: "A",
          setIdentifier: "007",
          failover: "PRIMARY",
          ttlSeconds: 60,
          values: ["192.0.2.1"],
          healthCheckId: "hc-1",
        },
      },
    ]);
  });

  it.each([
    [
      "a policy without identifier",
      `${head}<Failover>PRIMARY</Failover>${values}`,
      `Invalid request: Missing field 'SetIdentifier' in ${label}`,
    ],
    [
      "no content",
      head,
      `Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but found none in ${label}`,
    ],
    ["values without TTL", head + values.replace("<TTL>60</TTL>", ""), `but found none in ${label}`],
    ["alias and values", head + values + alias, `but found more than one in ${label}`],
    ["alias with a TTL", `${head}<TTL>60</TTL>${alias}`, `but found more than one in ${label}`],
    [
      "two policies",
      `${head}<SetIdentifier>a</SetIdentifier><Weight>1</Weight><Failover>PRIMARY</Failover>${values}`,
      "GeoLocation, or MultiValueAnswer], but found more than one",
    ],
    [
      "an identifier without policy",
      `${head}<SetIdentifier>a</SetIdentifier>${values}`,
      "GeoLocation, or MultiValueAnswer], but found none",
    ],
    [
      "no name",
      `<Type>A</Type>${values}`,
      "Invalid request: Missing field 'Name' in Change with [Action=CREATE, Name=null, Type=A, SetIdentifier=null]",
    ],
    [
      "an unknown type",
      `<Name>x</Name><Type>B</Type>${values}`,
      "1 validation error detected: Value 'B' at 'changeBatch.changes.1.member.resourceRecordSet.type'",
    ],
    [
      "an unknown failover role",
      `${head}<SetIdentifier>a</SetIdentifier><Failover>primary</Failover>${values}`,
      "Value 'primary' at 'changeBatch.changes.1.member.resourceRecordSet.failover'",
    ],
    ["a TTL that is no number", head + values.replace("60", "1m"), "TTL must be between 0 and 2147483647"],
  ])("is refused for %s", (_, set, message) => {
    expect(() => read(set)).toThrow(expect.objectContaining({ code: "InvalidInput", message: expect.stringContaining(message) }));
  });

  it("is refused for an unknown action and for no change at all", () => {
    expect(() => read(head + values, "MERGE")).toThrow("Value 'MERGE' at 'changeBatch.changes.1.member.action'");
    expect(() => readChanges({})).toThrow("Missing field 'Change'");
  });
});
