/**
 * Two instances and their security groups, as far as a drill needs them: taking away the rule that lets HTTP in blocks the endpoint at the lab's
 * firewall, putting it back unblocks it. The firewall is the truth; a block set elsewhere shows as a missing rule here.
 */
import { AwsError } from "../aws/aws-error.ts";
import type { Firewall } from "../types.ts";

export interface LabInstance {
  instanceId: string;
  region: string;
  zone: string;
  /** The address as the records say it. */
  address: string;
  groupId: string;
  groupName: string;
  name: string;
}

export interface Rule {
  protocol: string;
  from: number;
  to: number;
  /** `0.0.0.0/0` and others. */
  ranges: string[];
}

export interface Ec2State {
  instances(region: string): readonly LabInstance[];
  rules(instance: LabInstance): readonly Rule[];
  /** Throws InvalidGroup.NotFound. */
  group(region: string, idOrName: string): LabInstance;
  /** Throws InvalidPermission.Duplicate. */
  authorize(instance: LabInstance, rules: readonly Rule[]): void;
  /** Throws InvalidPermission.NotFound. */
  revoke(instance: LabInstance, rules: readonly Rule[]): void;
}

export const labInstances: readonly LabInstance[] = [
  {
    instanceId: "i-0aaaaaaaaaaaaaaa1",
    region: "eu-central-1",
    zone: "eu-central-1c",
    address: "192.0.2.10",
    groupId: "sg-0aaaaaaaaaaaaaaa1",
    groupName: "web-eu-central-1",
    name: "EU-central-1",
  },
  {
    instanceId: "i-0bbbbbbbbbbbbbbb2",
    region: "us-east-1",
    zone: "us-east-1a",
    address: "192.0.2.20",
    groupId: "sg-0bbbbbbbbbbbbbbb2",
    groupName: "web-us-east-1",
    name: "US-East-1",
  },
];

/** The one port behind which something listens. */
const httpPort = 80;
/** Rules a group may have (Amazon VPC User Guide, quotas). */
const rulesAtMost = 60;

export function createEc2State({
  firewall,
  instances = labInstances,
}: {
  firewall: Firewall;
  instances?: readonly LabInstance[];
}): Ec2State {
  const anywhere = () => ["0.0.0.0/0"];
  const kept = new Map<string, Rule[]>(
    instances.map(({ groupId }) => [groupId, [{ protocol: "tcp", from: httpPort, to: httpPort, ranges: anywhere() }]]),
  );

  /** What the firewall was told elsewhere, taken over. */
  function rules(instance: LabInstance): Rule[] {
    const own = kept.get(instance.groupId) ?? [];
    const closed = firewall.blocked(`${instance.address}:${httpPort}`);
    const known = closed ? own.filter((rule) => !letsHttpIn(rule)) : own;
    if (!closed && !known.some(letsHttpIn)) known.push({ protocol: "tcp", from: httpPort, to: httpPort, ranges: anywhere() });
    kept.set(instance.groupId, known);
    return known;
  }
  function apply(instance: LabInstance, next: Rule[]): void {
    kept.set(instance.groupId, next);
    const endpoint = `${instance.address}:${httpPort}`;
    if (next.some(letsHttpIn)) firewall.unblock(endpoint);
    else firewall.block(endpoint);
  }
  return {
    instances: (region) => instances.filter((instance) => instance.region === region),
    rules,
    group(region, idOrName) {
      const found = instances.find(
        (instance) => instance.region === region && (instance.groupId === idOrName || instance.groupName === idOrName),
      );
      if (!found) throw new AwsError("InvalidGroup.NotFound", `The security group '${idOrName}' does not exist`);
      return found;
    },
    authorize(instance, added) {
      const known = rules(instance);
      const parts = added.flatMap(singles);
      const double = parts.find((part) => known.flatMap(singles).some((other) => same(part, other)));
      if (double)
        throw new AwsError(
          "InvalidPermission.Duplicate",
          `the specified rule "peer: ${double.ranges[0]}, ${double.protocol.toUpperCase()}, from port: ${double.from}, to port: ${double.to}, ALLOW" already exists`,
        );
      if (known.flatMap(singles).length + parts.length > rulesAtMost)
        throw new AwsError("RulesPerSecurityGroupLimitExceeded", "The maximum number of rules per security group has been reached.");
      apply(instance, [...known, ...parts]);
    },
    revoke(instance, removed) {
      const known = rules(instance).flatMap(singles);
      const parts = removed.flatMap(singles);
      if (!parts.every((part) => known.some((other) => same(part, other)))) {
        throw new AwsError("InvalidPermission.NotFound", "The specified rule does not exist in this security group.");
      }
      apply(
        instance,
        known.filter((other) => !parts.some((part) => same(part, other))),
      );
    },
  };
}

function letsHttpIn({ protocol, from, to, ranges }: Rule): boolean {
  const ports = protocol === "-1" || (protocol === "tcp" && from <= httpPort && to >= httpPort);
  return ports && ranges.includes("0.0.0.0/0");
}

const singles = (rule: Rule): Rule[] => rule.ranges.map((range) => ({ ...rule, ranges: [range] }));
const same = (a: Rule, b: Rule): boolean => a.protocol === b.protocol && a.from === b.from && a.to === b.to && a.ranges[0] === b.ranges[0];
