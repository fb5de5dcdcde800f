import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestSide, type TestSide } from "../aws/test-side.ts";

let lab: TestSide;
beforeEach(async () => {
  lab = await startTestSide(50);
});
afterEach(async () => {
  await lab.close();
  expect(lab.troubles).toEqual([]);
});

/** As any Query client signs and sends it. */
async function call(form: string, region = "eu-central-1"): Promise<[number, string]> {
  const authorization = `AWS4-HMAC-SHA256 Credential=AKIDLOCAL/20261122/${region}/ec2/aws4_request, SignedHeaders=host, Signature=0`;
  const headers = { authorization, "content-type": "application/x-www-form-urlencoded" };
  const response = await fetch(lab.url, { method: "POST", headers, body: `Version=2016-11-15&${form}` });
  return [response.status, await response.text()];
}

const group = "GroupId=sg-0aaaaaaaaaaaaaaa1";
const http =
  "IpPermissions.1.IpProtocol=tcp&IpPermissions.1.FromPort=80&IpPermissions.1.ToPort=80&IpPermissions.1.IpRanges.1.CidrIp=0.0.0.0%2F0";
const rule = "<ipProtocol>tcp</ipProtocol><fromPort>80</fromPort><toPort>80</toPort>";

describe("a security group", () => {
  it("shows the region's own web server and its rule", async () => {
    const [status, body] = await call("Action=DescribeSecurityGroups");
    expect(status).toBe(200);
    expect(body).toContain("<groupId>sg-0aaaaaaaaaaaaaaa1</groupId>");
    expect(body).not.toContain("sg-0bbbbbbbbbbbbbbb2");
    expect(body).toContain(rule);
    expect((await call("Action=DescribeInstances", "us-east-1"))[1]).toContain("<ipAddress>192.0.2.20</ipAddress>");
  });

  it("blocks HTTP when its rule is taken away and lets it in when put back", async () => {
    expect((await call(`Action=RevokeSecurityGroupIngress&${group}&${http}`))[1]).toContain("<return>true</return>");
    expect(lab.firewall.list()).toEqual(["192.0.2.10:80"]);
    expect((await call("Action=DescribeSecurityGroups"))[1]).not.toContain(rule);
    await call(`Action=AuthorizeSecurityGroupIngress&${group}&IpProtocol=tcp&FromPort=80&ToPort=80&CidrIp=0.0.0.0/0`);
    expect(lab.firewall.list()).toEqual([]);
  });

  it("shows a block set elsewhere as a missing rule, and its end as a rule", async () => {
    lab.firewall.block("192.0.2.10:80");
    expect((await call("Action=DescribeSecurityGroups"))[1]).not.toContain(rule);
    lab.firewall.unblock("192.0.2.10:80");
    expect((await call("Action=DescribeSecurityGroups"))[1]).toContain(rule);
  });

  it("keeps HTTP out when only some addresses may come in", async () => {
    await call(`Action=RevokeSecurityGroupIngress&${group}&${http}`);
    await call(`Action=AuthorizeSecurityGroupIngress&${group}&IpProtocol=tcp&FromPort=80&ToPort=80&CidrIp=198.51.100.0/24`);
    expect(lab.firewall.blocked("192.0.2.10:80")).toBe(true);
  });

  it.each([
    ["a group that is not there", "Action=RevokeSecurityGroupIngress&GroupId=sg-none&IpProtocol=tcp", "InvalidGroup.NotFound"],
    [
      "a rule that is not there",
      `Action=RevokeSecurityGroupIngress&${group}&IpProtocol=tcp&FromPort=22&ToPort=22`,
      "InvalidPermission.NotFound",
    ],
    ["a rule that is there", `Action=AuthorizeSecurityGroupIngress&${group}&${http}`, "InvalidPermission.Duplicate"],
    ["no rule at all", `Action=AuthorizeSecurityGroupIngress&${group}`, "MissingParameter"],
    ["a filter the lab does not know", "Action=DescribeInstances&Filter.1.Name=vpc-id&Filter.1.Value.1=v", "InvalidParameterValue"],
    ["another action", "Action=DescribeVpcs", "InvalidAction"],
  ])("refuses %s in EC2's own envelope", async (_, form, code) => {
    const [status, body] = await call(form);
    expect([status, body.includes(`<Response><Errors><Error><Code>${code}</Code>`)]).toEqual([400, true]);
  });
});
