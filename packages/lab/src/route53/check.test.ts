import {
  ChangeTagsForResourceCommand,
  CreateHealthCheckCommand,
  type CreateHealthCheckCommandInput,
  DeleteHealthCheckCommand,
  GetCheckerIpRangesCommand,
  GetHealthCheckCommand,
  GetHealthCheckCountCommand,
  GetHealthCheckStatusCommand,
  ListHealthChecksCommand,
  ListTagsForResourceCommand,
  ListTagsForResourcesCommand,
  Route53Client,
  UpdateHealthCheckCommand,
} from "@aws-sdk/client-route-53";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { credentials, startTestSide, type TestSide } from "../aws/test-side.ts";

let lab: TestSide;
let client: Route53Client;
beforeAll(async () => {
  // An hour a lab second: nothing is probed while settings are looked at.
  lab = await startTestSide(3_600_000);
  client = new Route53Client({ endpoint: lab.url, region: "us-east-1", credentials, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await lab.close();
  expect(lab.troubles).toEqual([]);
});

type Config = NonNullable<CreateHealthCheckCommandInput["HealthCheckConfig"]>;
const web: Config = { Type: "HTTP", IPAddress: "192.0.2.10", ResourcePath: "/" };
let references = 0;
const create = async (config: Config, reference = `reference-${++references}`) => {
  const { HealthCheck } = await client.send(new CreateHealthCheckCommand({ CallerReference: reference, HealthCheckConfig: config }));
  return HealthCheck ?? expect.fail("no health check came back");
};

describe("creating a health check", () => {
  it("fills in the documented defaults", async () => {
    expect(await create(web)).toMatchObject({
      HealthCheckVersion: 1,
      HealthCheckConfig: {
        Type: "HTTP",
        IPAddress: "192.0.2.10",
        Port: 80,
        RequestInterval: 30,
        FailureThreshold: 3,
        MeasureLatency: false,
        Inverted: false,
        Disabled: false,
      },
    });
    expect((await create({ Type: "HTTPS", FullyQualifiedDomainName: "x.example.com" })).HealthCheckConfig).toMatchObject({
      Port: 443,
      EnableSNI: true,
    });
  });

  it("is idempotent by caller reference and settings", async () => {
    const first = await create(web, "same");
    expect((await create(web, "same")).Id).toBe(first.Id);
    await expect(create({ ...web, Port: 81 }, "same")).rejects.toMatchObject({
      name: "HealthCheckAlreadyExists",
      $metadata: { httpStatusCode: 409 },
    });
    await client.send(new DeleteHealthCheckCommand({ HealthCheckId: first.Id }));
    await expect(create(web, "same")).rejects.toMatchObject({ name: "HealthCheckAlreadyExists" });
  });

  it.each<[string, Config]>([
    ["no endpoint", { Type: "HTTP" }],
    ["an address that is none", { ...web, IPAddress: "192.0.2" }],
    ["a port out of range", { ...web, Port: 70_000 }],
    ["an interval of its own", { ...web, RequestInterval: 20 }],
    ["a threshold of 11", { ...web, FailureThreshold: 11 }],
    ["TCP without a port", { Type: "TCP", IPAddress: "192.0.2.10" }],
    ["string matching without a string", { ...web, Type: "HTTP_STR_MATCH" }],
    ["a string without string matching", { ...web, SearchString: "x" }],
    ["two regions", { ...web, Regions: ["us-east-1", "eu-west-1"] }],
    ["a region without checkers", { ...web, Regions: ["us-east-1", "eu-west-1", "eu-central-1" as "eu-west-1"] }],
    ["an unknown type", { ...web, Type: "PING" as "HTTP" }],
    ["a calculated check of nobody known", { Type: "CALCULATED", HealthThreshold: 1, ChildHealthChecks: ["none"] }],
    ["a calculated check without threshold", { Type: "CALCULATED" }],
    ["an alarm that does not exist", { Type: "CLOUDWATCH_METRIC", AlarmIdentifier: { Name: "none", Region: "us-east-1" } }],
    [
      "recovery control",
      { Type: "RECOVERY_CONTROL", RoutingControlArn: "arn:aws:route53-recovery-control::123456789012:controlpanel/a/routingcontrol/b" },
    ],
  ])("refuses %s", async (_, config) => {
    await expect(create(config)).rejects.toMatchObject({ name: "InvalidInput", $metadata: { httpStatusCode: 400 } });
  });

  it("refuses a calculated check over a calculated one", async () => {
    const child = await create(web);
    const calculated = await create({ Type: "CALCULATED", HealthThreshold: 1, ChildHealthChecks: [child.Id ?? ""] });
    await expect(create({ Type: "CALCULATED", HealthThreshold: 1, ChildHealthChecks: [calculated.Id ?? ""] })).rejects.toMatchObject({
      name: "InvalidInput",
    });
    await expect(client.send(new GetHealthCheckStatusCommand({ HealthCheckId: calculated.Id }))).rejects.toMatchObject({
      name: "InvalidInput",
    });
  });
});

describe("updating a health check", () => {
  it("counts versions and refuses an old one", async () => {
    const { Id } = await create(web);
    const update = (HealthCheckVersion: number) =>
      client.send(new UpdateHealthCheckCommand({ HealthCheckId: Id, HealthCheckVersion, Inverted: true }));
    expect((await update(1)).HealthCheck).toMatchObject({
      HealthCheckVersion: 2,
      HealthCheckConfig: { Inverted: true, FailureThreshold: 3 },
    });
    await expect(update(1)).rejects.toMatchObject({ name: "HealthCheckVersionMismatch", $metadata: { httpStatusCode: 409 } });
    expect((await client.send(new GetHealthCheckCommand({ HealthCheckId: Id }))).HealthCheck?.HealthCheckVersion).toBe(2);
  });

  it("resets what it is told to reset and keeps a check by name by name", async () => {
    const { Id } = await create({ ...web, Regions: ["us-east-1", "us-west-1", "eu-west-1"] });
    const { HealthCheck } = await client.send(
      new UpdateHealthCheckCommand({ HealthCheckId: Id, ResetElements: ["Regions", "ResourcePath"] }),
    );
    expect([HealthCheck?.HealthCheckConfig?.Regions, HealthCheck?.HealthCheckConfig?.ResourcePath]).toEqual([undefined, undefined]);
    const named = await create({ Type: "HTTP", FullyQualifiedDomainName: "x.example.com" });
    await expect(client.send(new UpdateHealthCheckCommand({ HealthCheckId: named.Id, IPAddress: "192.0.2.1" }))).rejects.toMatchObject({
      name: "InvalidInput",
    });
  });

  it("refuses what creating refuses, and leaves the check as it was", async () => {
    const { Id } = await create(web);
    await expect(client.send(new UpdateHealthCheckCommand({ HealthCheckId: Id, FailureThreshold: 11 }))).rejects.toMatchObject({
      name: "InvalidInput",
    });
    expect((await client.send(new GetHealthCheckCommand({ HealthCheckId: Id }))).HealthCheck?.HealthCheckVersion).toBe(1);
  });
});

describe("health checks", () => {
  it("are listed in pages and counted", async () => {
    await create(web);
    await create(web);
    const ids: (string | undefined)[] = [];
    let marker: string | undefined;
    for (let page = 0; page < 100; page++) {
      const reply = await client.send(new ListHealthChecksCommand({ MaxItems: 2, Marker: marker }));
      ids.push(...(reply.HealthChecks ?? []).map(({ Id }) => Id));
      marker = reply.NextMarker;
      if (!reply.IsTruncated) break;
    }
    const { HealthCheckCount } = await client.send(new GetHealthCheckCountCommand({}));
    expect([ids.length, new Set(ids).size]).toEqual([HealthCheckCount, HealthCheckCount]);
  });

  it("carry tags, Name among them", async () => {
    const one = await create(web);
    const two = await create(web);
    const tag = (AddTags: { Key: string; Value: string }[], RemoveTagKeys?: string[]) =>
      client.send(new ChangeTagsForResourceCommand({ ResourceType: "healthcheck", ResourceId: one.Id, AddTags, RemoveTagKeys }));
    await tag([
      { Key: "Name", Value: "EU-central-1" },
      { Key: "old", Value: "" },
    ]);
    await tag([{ Key: "Name", Value: "EU" }], ["old"]);
    const single = await client.send(new ListTagsForResourceCommand({ ResourceType: "healthcheck", ResourceId: one.Id }));
    expect(single.ResourceTagSet).toEqual({ ResourceType: "healthcheck", ResourceId: one.Id, Tags: [{ Key: "Name", Value: "EU" }] });
    const several = await client.send(
      new ListTagsForResourcesCommand({ ResourceType: "healthcheck", ResourceIds: [one.Id ?? "", two.Id ?? ""] }),
    );
    expect(several.ResourceTagSets?.map(({ Tags }) => Tags?.length)).toEqual([1, 0]);
    await expect(client.send(new ListTagsForResourceCommand({ ResourceType: "healthcheck", ResourceId: "none" }))).rejects.toMatchObject({
      name: "NoSuchHealthCheck",
    });
  });

  it("name their checkers' ranges", async () => {
    expect((await client.send(new GetCheckerIpRangesCommand({}))).CheckerIpRanges).toHaveLength(8);
  });
});
