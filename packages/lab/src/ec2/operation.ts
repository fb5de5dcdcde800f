/** The few EC2 operations of a drill, in EC2's own flavour of the Query protocol (EC2 API reference). */
import { AwsError } from "../aws/aws-error.ts";
import type { Reply } from "../aws/call.ts";
import { type Fields, fieldsList, list, number, text } from "../aws/fields.ts";
import { writeXml, type XmlValue } from "../aws/xml.ts";
import { account } from "../sqs/state.ts";
import type { Ec2State, LabInstance, Rule } from "./state.ts";

const namespace = "http://ec2.amazonaws.com/doc/2016-11-15/";

export type Ec2Operations = { readonly [name: string]: (input: Fields, region: string) => XmlValue };

export function ec2Operations(state: Ec2State): Ec2Operations {
  return {
    DescribeSecurityGroups(input, region) {
      const named = [...list(input, "GroupId"), ...list(input, "GroupName")].map(String);
      const groups = named.length > 0 ? named.map((name) => state.group(region, name)) : state.instances(region);
      const shown = groups.filter((instance) => meets(input, { "group-id": instance.groupId, "group-name": instance.groupName }));
      return { securityGroupInfo: { item: shown.map((instance) => groupXml(instance, state.rules(instance))) } };
    },
    DescribeInstances(input, region) {
      const ids = list(input, "InstanceId").map(String);
      const found = state
        .instances(region)
        .filter(
          (instance) =>
            (ids.length === 0 || ids.includes(instance.instanceId)) &&
            meets(input, { "ip-address": instance.address, "tag:Name": instance.name, "instance-id": instance.instanceId }),
        );
      return { reservationSet: { item: found.map(reservationXml) } };
    },
    AuthorizeSecurityGroupIngress(input, region) {
      state.authorize(groupIn(input, region, state), rulesIn(input));
      return { return: true };
    },
    RevokeSecurityGroupIngress(input, region) {
      state.revoke(groupIn(input, region, state), rulesIn(input));
      return { return: true };
    },
  };
}

function groupIn(input: Fields, region: string, state: Ec2State): LabInstance {
  const name = text(input, "GroupId") ?? text(input, "GroupName");
  if (!name) throw new AwsError("MissingParameter", "The request must contain the parameter groupName or groupId");
  return state.group(region, name);
}

/** As `IpPermissions.1.…`, or the short form with one range. */
function rulesIn(input: Fields): Rule[] {
  const permissions = fieldsList(input, "IpPermissions");
  const rules =
    permissions.length > 0 ? permissions.map(readPermission) : text(input, "IpProtocol") === undefined ? [] : [readShort(input)];
  if (rules.length === 0 || rules.some((rule) => rule.ranges.length === 0))
    throw new AwsError("MissingParameter", "The request must contain the parameter ipPermissions");
  return rules;
}

function readPermission(permission: Fields): Rule {
  const ranges = fieldsList(permission, "IpRanges").map((range) => text(range, "CidrIp") ?? "");
  return { ...portsIn(permission), ranges };
}

function readShort(input: Fields): Rule {
  return { ...portsIn(input), ranges: [text(input, "CidrIp") ?? "0.0.0.0/0"] };
}

function portsIn(input: Fields): Omit<Rule, "ranges"> {
  const named: Record<string, string> = { "6": "tcp", "17": "udp", "1": "icmp" };
  const protocol = text(input, "IpProtocol") ?? "tcp";
  return { protocol: named[protocol] ?? protocol, from: number(input, "FromPort") ?? -1, to: number(input, "ToPort") ?? -1 };
}

/** `Filter.1.Name=…&Filter.1.Value.1=…`; filters the lab does not know are refused rather than passed over. */
function meets(input: Fields, values: Record<string, string>): boolean {
  return fieldsList(input, "Filter").every((filter) => {
    const name = text(filter, "Name") ?? "";
    if (!(name in values)) throw new AwsError("InvalidParameterValue", `The filter '${name}' is invalid`);
    return list(filter, "Value")
      .map(String)
      .includes(values[name] ?? "");
  });
}

function groupXml(instance: LabInstance, rules: readonly Rule[]): XmlValue {
  return {
    ownerId: account,
    groupId: instance.groupId,
    groupName: instance.groupName,
    groupDescription: `Web server ${instance.name}`,
    vpcId: `vpc-${instance.region}`,
    ipPermissions: {
      item: rules.map((rule) => ({
        ipProtocol: rule.protocol,
        ...(rule.protocol === "-1" ? {} : { fromPort: rule.from, toPort: rule.to }),
        groups: {},
        ipRanges: { item: rule.ranges.map((range) => ({ cidrIp: range })) },
        ipv6Ranges: {},
        prefixListIds: {},
      })),
    },
    ipPermissionsEgress: {},
  };
}

function reservationXml(instance: LabInstance): XmlValue {
  return {
    reservationId: `r-${instance.instanceId.slice(2)}`,
    ownerId: account,
    instancesSet: {
      item: [
        {
          instanceId: instance.instanceId,
          instanceState: { code: 16, name: "running" },
          ipAddress: instance.address,
          placement: { availabilityZone: instance.zone },
          groupSet: { item: [{ groupId: instance.groupId, groupName: instance.groupName }] },
          tagSet: { item: [{ key: "Name", value: instance.name }] },
        },
      ],
    },
  };
}

export function ec2Reply(operation: string, content: XmlValue, requestId: string): Reply {
  const body = writeXml(`${operation}Response`, namespace, { requestId, ...(content as Record<string, XmlValue>) });
  return { status: 200, contentType: "text/xml;charset=UTF-8", body };
}

export function ec2Error(error: AwsError, requestId: string): Reply {
  const content = { Errors: { Error: { Code: error.code, Message: error.message } }, RequestID: requestId };
  return { status: error.status, contentType: "text/xml;charset=UTF-8", body: writeXml("Response", undefined, content) };
}
